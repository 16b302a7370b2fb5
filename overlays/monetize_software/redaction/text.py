"""
Masks secrets and e-mail addresses in text. Never raises, and never takes more than linear time.

What is masked, in texts of any length and of several lines: server keys (`sk_…`), webhook secrets (`whsec_…`), bearers
and JSON Web Tokens, the values of credential headers and of names such as `api_key=` and `token=`, the user and
password of an address, and e-mail addresses. Rather too much is masked than too little. Idempotency keys stay.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["MASK", "mask", "redact"]

MASK: Final = "***"
_MOST_PASSES: Final = 8

# Beginnings that tell a reader of a log what it was, and are of no use to anybody else.
_HARMLESS = re.compile(r"sk_(?:live_|test_)?|whsec_|(?:bearer|basic)\s+", re.IGNORECASE)


def mask(secret: str | bytes) -> str:
    """
    Show what kind of secret it is and nothing of its own: `sk_live_***`, `whsec_***`, or only `***`.
    """
    text = secret if isinstance(secret, str) else bytes(secret).decode("latin-1")
    start = _HARMLESS.match(text)
    return (start[0] if start else "") + MASK


def redact(text: str) -> str:
    """
    Mask the secrets and e-mail addresses in a text. A masked text stays as it is.

    Args:
        text: Anything: a message, a traceback, JSON, an address, a dump of headers.
    """
    for _ in range(_MOST_PASSES):
        masked = _once(text)
        if masked == text:
            return text
        text = masked
    return MASK  # nothing honest comes here


def _once(text: str) -> str:
    # A mask may uncover what stands beside it, such as the rest of a value that had a quote inside.
    lowered = text.lower()
    for marks, pattern, cover in _RULES:
        if any(mark in lowered for mark in marks):
            text = pattern.sub(cover, text)
    return _without_addresses(text)


# Runs of single characters are possessive (`++`), so that none is tried again from each of its characters. Groups are
# not: Python before 3.11.5 matches those wrongly, and nothing follows ours that could make them try again.
def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_HEADER = r"(?:(?:proxy[-_])?authorization|(?:x[-_]?)api[-_]?key|(?:set[-_])?cookies?)"
_SECRET = r"(?:api[-_]?key|token|secret(?:[-_]?key)?|passw(?:or)?d)"
_QUOTED = r"""(?:b?"(?:[^"\\]|\\[\s\S])*|b?'(?:[^'\\]|\\[\s\S])*|b?\\++["'][^"'\\]*+)"""
_ITEMS = rf"""[\[({{]((?:{_QUOTED}\\*+["']?|[^\])}}"'\\])*)"""
_NO_SECRET = r"(?!(?:none|null|true|false|str|bytes|int|any|optional)\b|[.…](?:\s|\Z))"
_COLON = r"[ \t]*+[:=](?!=)[ \t]*+"

# `Cookie: a=1; b=2`: up to the end of the line, or of the quotes the line stands in.
_HEADERS = _compile(
    rf"""{_HEADER}\\*+["']\s*+(?:[:=,]\s*+({_QUOTED})|[:=]\s*+{_ITEMS}|[:=]\s*+([^\s,}}\])]++))
       | (?<=")(?:{_HEADER}{_COLON}([^"\r\n]++))
       | (?<=')(?:{_HEADER}{_COLON}([^'\r\n]++))
       | {_HEADER}[ \t]*+=[ \t]*+({_QUOTED})
       | {_HEADER}{_COLON}((?:[^\r\n\\]|\\(?![rn]))+)"""
)
# `"token": "…"`, `api_key='…'`, `?token=…&`, and the same percent-encoded inside another address.
_SECRETS = _compile(
    rf"""(?:{_SECRET}|email)\\*+["']\s*+(?:[:=,]\s*+({_QUOTED})|[:=]\s*+(?:{_ITEMS}|{_NO_SECRET}([^\s,}}\])]++)))
       | (?:{_SECRET}(?:{_COLON}|%3d)|email(?:=(?!=)|%3d)){_NO_SECRET}
         (?:({_QUOTED})|{_ITEMS}|((?:[^\s&,;"'<>\\)\]}}%]|%(?!26))+))"""
)
_USER_INFO = _compile(r"://((?:[^\s/?\#\"'<>\\@]*+@)+)")
_BEARERS = _compile(
    r"""\bbearer(?:\s|%20|\+)+(?!(?:tokens?|auth|authentication|authorization|credentials?|header|scheme|is|or)\b(?![-.]))
        ([^\s"',\\&<>]++)"""
)
_KEYS = _compile(
    r"""((?:sk_(?:live|test)_|(?:(?<![a-z0-9])|(?<=%[0-9a-f]{2})|(?<=\\[nrt]))sk_|whsec_)[^\s"'`,\\&<>]*+)"""
)
_WEB_TOKENS = _compile(r"(?<![\w-])(eyJ[\w-]++\.[\w-]++(?:\.[\w-]*+)?)")


def _cover(match: re.Match[str]) -> str:
    whole, at = match[0], match.start(match.lastindex or 0) - match.start()
    value = whole[at:]
    quoted = value.removeprefix("b")
    if whole[at - 1] not in "[({" and quoted.startswith(("\\", '"', "'")):
        value = quoted.lstrip("\\\"'")
    return whole[: len(whole) - len(value)] + mask(value) if value else whole


_RULES: tuple[tuple[tuple[str, ...], re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (("authorization", "cookie", "api-key", "api_key", "apikey"), _HEADERS, _cover),
    (("key", "token", "secret", "passw", "email"), _SECRETS, _cover),
    (("://",), _USER_INFO, f"://{MASK}@"),
    (("bearer",), _BEARERS, _cover),
    (("sk_", "whsec_"), _KEYS, _cover),
    (("eyj",), _WEB_TOKENS, _cover),
)

# An address is found from its "@", in any spelling, outwards: a search for what may precede one would not be linear.
_AT = re.compile(r"@|%(?:25)?40|\\u0040|&#(?:64|x40);")
_PART = r"""[^\s@*"'`<>()\[\]{},;:\\/=&?|%#]"""
_LABEL = _PART.replace("[^", "[^.", 1)
_DOMAIN = re.compile(rf"{_LABEL}++(?:\.++{_LABEL}++)*|\[[^\]\s]{{1,64}}\]")
_LOCAL_REVERSED = re.compile(rf"""(?:{_PART}|%|(?<=\w)'(?=\w)(?![bru](?!\w)))+|"[^"\r\n]{{1,64}}\"""", re.IGNORECASE)


def _without_addresses(text: str) -> str:
    kept: list[str] = []
    end = 0
    for start, stop in _addresses(text):
        if start >= end:
            kept += text[end:start], MASK
        end = stop
    return "".join(kept) + text[end:]


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    before = 0
    for at in _AT.finditer(text):
        local = _LOCAL_REVERSED.match(text[before : at.start()][::-1])
        domain = _DOMAIN.match(text, at.end())
        if local and domain:
            yield at.start() - local.end(), domain.end()
        before = at.end()
