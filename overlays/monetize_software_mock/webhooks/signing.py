"""
Signs webhook bodies. Never parses one.
"""

from __future__ import annotations

import hashlib
import hmac

BARE = "x-signature"
PREFIXED = "x-monetize-signature"
USER_AGENT = "Monetize-Webhooks/1.0"


def headers(body: bytes, secret: str | None, which: str = "both") -> dict[str, str]:
    """
    Return the headers of a delivery.

    Args:
        secret: None leaves it unsigned.
        which: `both`, `bare`, `prefixed` or `none`.
    """
    fields = {"content-type": "application/json", "user-agent": USER_AGENT}
    if secret is None or which == "none":
        return fields
    signature = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if which in ("both", "bare"):
        fields[BARE] = signature
    if which in ("both", "prefixed"):
        fields[PREFIXED] = f"sha256={signature}"
    return fields
