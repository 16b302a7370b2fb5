"""
Sets TLS up as the environment says. Sends nothing.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ssl import SSLContext

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


class TlsError(Exception):
    """
    TLS cannot be set up; the message says why, without a full stop.
    """


def tls_context() -> SSLContext:
    """
    Read the trusted certificates.

    Raises:
        TlsError: What the environment says about them cannot be used.
    """
    import httpx

    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:
        named = " and ".join(name for name in VARIABLES if os.environ.get(name)) or "the certificates of certifi"
        reason = getattr(error, "strerror", None) or "unreadable"
        raise TlsError(f"TLS cannot be set up with {named}: {reason}") from None
