"""
Signs and verifies deliveries: HMAC-SHA256 over the exact bytes. Never parses a body, and fails in one way only.

Rules of this module:

1. No refusal is raised in a frame that holds a secret: reporters of errors show the frame's variables. It is returned,
   and raised where the secret's name is gone.
2. Digests are compared in constant time. The long way compares each secret with each entry, also after one fitted.
3. The short way may only accept. Whatever it does not accept goes the long way, which alone decides why it is refused.
4. An empty secret verifies nothing: everybody could sign with it.
5. A header that is there counts, however malformed: `allow_unsigned` is for a delivery without any.
6. A body that is too large is refused before it is hashed, and the long way looks at so many headers, entries and
   characters and no more.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any, Final, TypeAlias, cast

from monetize_software.errors import ConfigurationError, SignatureVerificationError

from .body import LARGEST_BODY, Body, raw_bytes

__all__ = ["Headers", "Secrets", "is_claimed", "sign", "verify"]

Headers: TypeAlias = Mapping[str, Any] | Mapping[bytes, Any] | Iterable[tuple[Any, Any]]
Secret: TypeAlias = str | bytes
Secrets: TypeAlias = Secret | list[Secret] | tuple[Secret, ...] | set[Secret] | frozenset[Secret]

_BARE: Final = "x-signature"
_PREFIXED: Final = "x-monetize-signature"
_PREFIX: Final = "sha256="
_DIGITS: Final = 64
_NAMES: Final = (_BARE, _PREFIXED)
_SPELLINGS: Final = (
    *("x-signature", "X-Signature", b"x-signature", "HTTP_X_SIGNATURE"),
    *("x-monetize-signature", "X-Monetize-Signature", b"x-monetize-signature", "HTTP_X_MONETIZE_SIGNATURE"),
)
_NO_SECRET: Final = "The webhook secret is missing, empty or not text. Pass the one shown at the webhook."
_LENGTHS: Final = frozenset(len(before + name) for name in _NAMES for before in ("", "HTTP_"))

# What is looked at, so that no header can keep the receiver busy.
_MOST_HEADERS: Final = 1_000
_MOST_ENTRIES: Final = 32
_LONGEST_VALUE: Final = 4_096


def sign(body: Body, secret: Secret) -> dict[str, str]:
    """
    Sign a body as the vendor does, to test your own endpoint.

    Args:
        body: The exact bytes that will be sent.
        secret: The webhook's secret.

    Returns:
        Two headers: `x-signature: <hex>` and `X-Monetize-Signature: sha256=<hex>`.

    Raises:
        ConfigurationError: The secret is empty.
    """
    try:
        message, keys = raw_bytes(body), _keys([secret])
        digest = hmac.digest(keys[0], message, "sha256").hex() if keys else ""
    finally:
        del secret  # reporters of errors show the variables of every frame that an exception passed
    if not keys:
        raise ConfigurationError(_NO_SECRET)
    return {_BARE: digest, "X-Monetize-Signature": _PREFIX + digest}


def verify(body: Body, headers: Headers, secret: Secrets, *, allow_unsigned: bool = False) -> None:
    """
    Check that a delivery comes from somebody who knows the secret. Returns nothing; raises when it does not.

    Args:
        body: The raw body, before any parsing.
        headers: The request's headers: a mapping, a list of pairs such as ASGI's, or a WSGI environment. Names in any
            case. `x-signature` and `X-Monetize-Signature` are read, each with or without `sha256=`, alone or as a
            list with commas; one valid entry is enough.
        secret: The webhook's secret, or several while one replaces another.
        allow_unsigned: Also accept a delivery without any signature header, from a webhook that has no secret yet. A
            wrong signature is refused all the same.

    Raises:
        SignatureVerificationError: The signature is missing, malformed or wrong, or the body is over 1 MB. Answer 401.
        ConfigurationError: The secret is empty. Nothing says that the delivery is bad.
        TypeError: The body is not bytes, or the headers are not all of the request's headers.
    """
    try:
        refusal = _refusal(body, headers, secret, allow_unsigned=allow_unsigned)
    finally:
        del secret, headers  # reporters of errors show the variables of every frame that an exception passed
    if refusal is not None:
        raise refusal


def is_claimed(headers: Headers) -> bool | None:
    """
    Tell whether there is a well-formed signature among the headers, valid or not; None when no header of ours is there.
    """
    claims = _claims(headers)
    return None if claims is None else bool(claims)


def _refusal(body: Body, headers: Any, secret: Any, *, allow_unsigned: bool) -> Exception | None:
    """
    What speaks against a delivery. Returned, not raised, because this frame holds the secret.
    """
    message = body if type(body) is bytes else _bytes(body)
    if isinstance(message, TypeError):
        return message
    if len(message) <= LARGEST_BODY and _plainly_valid(message, headers, secret):
        return None
    keys = _keys(secret)
    if not keys:
        return ConfigurationError(_NO_SECRET)
    if len(message) > LARGEST_BODY:
        return SignatureVerificationError("The webhook body is over 1 MB, more than is ever sent.")
    if headers is None or isinstance(headers, (str, bytes, bytearray)):
        return TypeError(_not_headers(headers))
    claims = _claims(headers)
    if claims is None:
        if allow_unsigned:
            return None
        return SignatureVerificationError(f"The webhook signature is missing: no {_BARE} and no {_PREFIXED} header.")
    if _any_valid(message, keys, claims):
        return None
    return SignatureVerificationError(
        "The webhook signature is not valid. Check the secret, and that the body is what was received, to the byte."
    )


def _bytes(body: object) -> bytes | TypeError:
    try:
        return raw_bytes(body)
    except TypeError as problem:
        return TypeError(*problem.args)


def _not_headers(given: object) -> str:
    what = "None" if given is None else "the text of one header"
    return (
        f"headers must be all of the request's headers, not {what}: pass request.headers in Flask, Django, FastAPI and "
        "Starlette, or any mapping or list of pairs."
    )


def _plainly_valid(message: bytes, headers: Any, secret: Any) -> bool:
    # The usual case at half the cost: one secret, one well-formed entry. Whatever is not plain is looked at closely.
    try:
        if secret.isspace() or not secret:
            return False
        found = dict(headers) if type(headers) in (list, tuple) else headers
        claim = next(filter(None, map(found.get, _SPELLINGS)))
        text = claim.decode("ascii") if type(claim) is bytes else claim
        expected = hmac.digest(secret.strip().encode(), message, "sha256").hex()
        return hmac.compare_digest(expected.encode(), text.removeprefix(_PREFIX).encode())
    except Exception:
        return False


def _keys(secret: Any) -> list[bytes]:
    """
    The secrets as bytes; none at all when one of them is missing, empty or not text.
    """
    several = cast("Iterable[Any]", secret) if isinstance(secret, (list, tuple, set, frozenset)) else [secret]
    keys = [_key(one) for one in several]
    return [] if None in keys else [key for key in keys if key is not None]


def _key(secret: object) -> bytes | None:
    try:
        # A text often comes from a file, with the line's end; bytes are taken as they are.
        key = secret.strip().encode() if isinstance(secret, str) else secret
    except UnicodeEncodeError:
        return None
    return key if isinstance(key, bytes) and key.strip() else None


def _any_valid(message: bytes, keys: list[bytes], claims: list[bytes]) -> bool:
    valid = False
    for key in keys:
        expected = hmac.digest(key, message, "sha256").hex().encode()
        for claim in claims:
            valid |= hmac.compare_digest(expected, claim)
    return valid


def _claims(headers: Any) -> list[bytes] | None:
    """
    The well-formed entries of all signature headers, or None when there is no such header.
    """
    try:
        values = _values(headers)
        return [claim for value in values for claim in _entries(value)][:_MOST_ENTRIES] if values else None
    except Exception:
        # No headers at all, or no end of them. Whether there is a signature cannot be told: it counts as malformed.
        return []


def _values(headers: Any) -> list[str]:
    found: dict[str, list[str]] = {name: [] for name in _NAMES}
    for place, (name, value) in enumerate(headers.items() if hasattr(headers, "items") else headers):
        if place >= _MOST_HEADERS:
            raise ValueError
        if len(name) in _LENGTHS:  # spares all other headers the work on their names
            plain = _text(name).lower().replace("_", "-").removeprefix("http-")  # WSGI says HTTP_X_SIGNATURE
            found.get(plain, []).extend(_texts(value))
    return [*found[_BARE], *found[_PREFIXED]][:_MOST_ENTRIES]


def _texts(value: Any) -> list[str]:
    if value is None:
        return []
    several: list[Any] = list(islice(value, _MOST_ENTRIES)) if type(value) in (list, tuple) else [value]
    return [_text(one) for one in several]


def _text(value: object) -> str:
    # What is neither text nor bytes is there all the same, and malformed.
    return value if isinstance(value, str) else value.decode("latin-1") if isinstance(value, bytes) else ""


def _entries(value: str) -> list[bytes]:
    if len(value) > _LONGEST_VALUE:
        return []
    digits = [entry.strip().lower().removeprefix(_PREFIX) for entry in value.split(",", _MOST_ENTRIES)]
    return [text.encode() for text in digits if len(text) == _DIGITS and text.isascii()]
