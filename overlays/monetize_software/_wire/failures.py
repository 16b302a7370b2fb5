"""
Describes what the HTTP library raised, without anything secret. Sends nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

from monetize_software._exchange import Failure

if TYPE_CHECKING:
    from types import ModuleType

__all__ = ["describe_failure"]

_UNSENT = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError", "UnsupportedProtocol"})
_PERMANENT = frozenset({"UnsupportedProtocol", "LocalProtocolError"})
_MASK = "***"
_SYSTEM = re.compile(r"\[(?:Errno -?\d+|SSL: [A-Z0-9_]+)\] ([A-Za-z][A-Za-z ,/'-]*)")
"""
What the system says, in words that no server chose: "Connection refused", "Name or service not known".
"""


def describe_failure(error: Exception, request: Any, library: ModuleType, *, unsent: bool | None = None) -> Failure:
    """
    Describe a failure of the network. Anything else is a mistake of somebody and is raised again.

    Args:
        error: What was raised: by the HTTP library, by its core, or by the system.
        request: The library's request it was raised for.
        library: The library.
        unsent: Whether it is known that nothing of the request left; by the kind of the error when left out.
    """
    if type(error).__module__ == "httpcore":
        error = _as_the_library_says(error, library)
    if not isinstance(error, (library.HTTPError, library.StreamError, OSError, EOFError)):
        raise error
    names = {kind.__name__ for kind in type(error).__mro__}
    certificate = _certificate_error(error)
    return Failure(
        error=_without_secrets(error, request, library),
        unsent=bool(names & _UNSENT) if unsent is None else unsent,
        timeout="TimeoutException" in names or isinstance(error, TimeoutError),
        permanent=certificate or bool(names & _PERMANENT),
        reason=_reason(error, certificate=certificate),
    )


def _as_the_library_says(error: Exception, library: ModuleType) -> Exception:
    """
    The core's errors have the library's names.
    """
    kind = getattr(library, type(error).__name__, library.ReadError)
    twin: Exception = kind(str(error))
    twin.__cause__ = error
    return twin


def _reason(error: Exception, *, certificate: bool) -> str:
    if certificate:
        return "The server's TLS certificate was not accepted; see __cause__."
    system = _SYSTEM.search(str(error))
    return f"No usable answer came ({type(error).__name__}{': ' + system[1].strip() if system else ''})."


def _certificate_error(error: BaseException | None) -> bool:
    from ssl import SSLCertVerificationError

    while error is not None:
        if isinstance(error, SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False


def _without_secrets(error: Exception, request: Any, library: ModuleType) -> Exception:
    """
    Return an exception of the same kind that is fit to be a cause.

    Its text shows no secret, and it leads to nothing that does: not to the request with its headers, not to the
    exceptions and frames it came from.
    """
    from monetize_software.redaction import redact

    text = str(error)
    for name in ("x-api-key", "authorization"):
        text = text.replace(request.headers.get(name, "").removeprefix("Bearer ") or _MASK, _MASK)
    kind: Any = type(error)
    clean = kind.__new__(kind)
    Exception.__init__(clean, redact(text))
    if isinstance(error, library.HTTPError):
        clean.request = library.Request(request.method, str(request.url))
    return cast("Exception", clean)
