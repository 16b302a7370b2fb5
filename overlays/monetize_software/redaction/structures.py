"""
Masks secrets and e-mail addresses in nested data, such as an event on its way to an error tracker. Never changes what
it is given, never raises, and ends on data that contains itself or is deeper or larger than any honest event.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Any, Final, TypeVar

from .text import MASK, mask, redact

__all__ = ["is_sensitive", "scrub", "scrub_event"]

_Event = TypeVar("_Event")

DEEPEST: Final = 40
"""Levels walked; what lies deeper is masked whole."""

LARGEST: Final = 200_000
"""Values walked; what comes later is masked whole."""

_SENSITIVE = (
    "authorization", "cookie", "cookies", "api_key", "apikey", "secret", "secret_key", "secretkey", "token",
    "password", "passwd", "e_mail", "email",
)  # fmt: skip
CYCLE: Final = "<cycle>"
"""Stands where a value contains itself."""

_KINDS: tuple[type[Any], ...] = (tuple, frozenset, set)


def scrub_event(event: _Event, hint: object = None) -> _Event:
    """
    Mask the secrets and e-mail addresses in an event dictionary; fits `before_send` of Sentry's SDK.

    The values of credential headers and of keys such as "api_key", "token" and "email" are masked whole, in any
    spelling ("X-Api-Key", "HTTP_X_API_KEY", `b"x-api-key"`), in mappings and in lists of pairs. All other texts are
    searched, local variables of stack frames included.

    Args:
        event: The event. It is not changed.
        hint: Not used.

    Returns:
        A masked copy, which shares the parts that hold nothing to mask; the event itself when there is none.
    """
    del hint
    masked: _Event = scrub(event)
    return masked


def scrub(value: Any, name: object = None) -> Any:
    """
    Mask the secrets and e-mail addresses in a value of any shape; all of it when its name says what it is.
    """
    return _Walk().value(value, name, 0)


def is_sensitive(name: object) -> bool:
    """
    Tell whether a key or header of this name holds a secret or an e-mail address.
    """
    if isinstance(name, (bytes, bytearray)):
        name = bytes(name[:200]).decode("latin-1")
    return isinstance(name, str) and name[-200:].strip().lower().replace("-", "_").endswith(_SENSITIVE)


class _Walk:
    """
    One walk over one value. Remembers what it has seen, so that shared parts are walked once.
    """

    def __init__(self) -> None:
        self._left = LARGEST
        self._seen: dict[int, tuple[Any, Any]] = {}

    def value(self, value: Any, name: object, depth: int) -> Any:
        try:
            return self._value(value, name, depth)
        except Exception:
            return MASK

    def _value(self, value: Any, name: object, depth: int) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if is_sensitive(name):
            return mask(value) if isinstance(value, (str, bytes)) and value else MASK
        if isinstance(value, (int, float)):
            return value
        if isinstance(value, (str, bytes, bytearray)):
            return _text(value)
        if issubclass(type(value), (Mapping, Sequence, Set)):
            return self._container(value, depth)
        return _opaque(value)

    def _container(self, value: Any, depth: int) -> Any:
        if id(value) in self._seen:
            return self._seen[id(value)][1]
        self._left -= len(value)
        if depth >= DEEPEST or self._left < 0:
            return MASK
        self._seen[id(value)] = value, CYCLE
        masked = self._mapping(value, depth) if issubclass(type(value), Mapping) else self._collection(value, depth)
        self._seen[id(value)] = value, masked
        return masked

    def _mapping(self, value: Mapping[Any, Any], depth: int) -> Any:
        masked: dict[Any, Any] = {}
        changed = False
        for key, item in value.items():
            new_key = _key(key, masked)
            masked[new_key] = new_item = self.value(item, key, depth + 1)
            changed |= new_key is not key or new_item is not item
        return masked if changed else value

    def _collection(self, value: Any, depth: int) -> Any:
        items = list(value)
        name = items[0] if len(items) == 2 and issubclass(type(value), Sequence) else None
        masked = [self.value(item, name if place else None, depth + 1) for place, item in enumerate(items)]
        if all(new is old for new, old in zip(masked, items, strict=True)):
            return value
        return next((kind(masked) for kind in _KINDS if issubclass(type(value), kind)), masked)


def _key(key: Any, taken: dict[Any, Any]) -> Any:
    masked = _text(key) if isinstance(key, (str, bytes)) else key
    if masked is key:
        return key
    return masked if masked not in taken else f"{MASK}{len(taken)}"


def _text(value: Any) -> Any:
    if isinstance(value, str):
        masked: Any = redact(value)
    else:
        masked = redact(value.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")
    return value if masked == value else masked


def _opaque(value: object) -> Any:
    for shown in (repr(value), str(value)):
        masked = redact(shown)
        if masked != shown:
            return masked
    return value
