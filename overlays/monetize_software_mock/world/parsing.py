"""
Reads the text of a world, YAML or JSON, from strangers. Never recurses, and never builds more than it read.

A YAML library's own loader recurses as deep as the text does, which ends the process; it multiplies what is referred to
again and again; it knows kinds of values that no world holds; and it keeps the last of two equal keys. So the text is
read event by event, which libyaml does without recursion, with bounds of its own:

1. A text has at most `LARGEST` bytes, `_DEEPEST` levels and, with everything that is referred to, `_MOST` values.
2. A value is text, a number, true or false, nothing, a list or a mapping; a tag that says otherwise is refused.
3. A reference leads to something that is complete, and no key stands twice in a mapping.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast

import yaml

from monetize_software_mock.http import json_bodies

LARGEST: Final = 8_000_000
_DEEPEST: Final = 50
_MOST: Final = 3_000_000
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE: Final = "tag:yaml.org,2002:merge"
_NULL: Final = "tag:yaml.org,2002:null"


class NotAWorld(ValueError):
    """
    The text cannot be read; the message is one line that says where and why.
    """


def parse(text: str) -> Any:
    """
    Read YAML or JSON; dates stay text.

    Raises:
        NotAWorld: It is neither, or exceeds a bound.
    """
    text = text.removeprefix("\ufeff")
    if len(text) > LARGEST:
        raise NotAWorld(f"The text is larger than {LARGEST // 1_000_000} MB; build so large a world in Python")
    if text.lstrip().startswith("{"):  # may be JSON, whose escapes YAML does not know
        try:
            return json_bodies.parse(text.encode())
        except ValueError:
            pass  # if it is no YAML either, YAML says at which line
    try:
        return _read(text)
    except yaml.YAMLError as error:
        mark: Any = getattr(error, "problem_mark", None) or getattr(error, "position", None)
        reason = getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable"
        raise NotAWorld(f"{_line(mark)}not YAML: {_shortened(reason)}") from error
    except UnicodeEncodeError as error:
        raise NotAWorld("not YAML: a character is no Unicode") from error


def _read(text: str) -> Any:
    builder = _Builder()
    events: Any = yaml.parse(text, Loader=_LOADER)
    for event in events:
        builder.take(event)
    return builder.root


@dataclass(slots=True)
class _Open:
    """
    A list or a mapping that is being read.

    Attributes:
        before: How many values there were before it.
    """

    value: Any
    anchor: str | None
    before: int
    is_list: bool = False
    key: Any = None
    has_key: bool = False
    names: set[str] = field(default_factory=set[str])
    merged: list[Mapping[Any, Any]] = field(default_factory=list[Mapping[Any, Any]])


class _Builder:
    """
    Builds a value from events.
    """

    def __init__(self) -> None:
        self.root: Any = None
        self._documents = self._size = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, tuple[Any, int]] = {}
        self._takes: dict[type, Callable[[Any], None]] = {
            yaml.DocumentStartEvent: self._document,
            yaml.ScalarEvent: self._scalar,
            yaml.AliasEvent: self._alias,
            yaml.SequenceStartEvent: lambda event: self._start(event, []),
            yaml.MappingStartEvent: lambda event: self._start(event, {}),
            yaml.SequenceEndEvent: self._end,
            yaml.MappingEndEvent: self._end,
        }

    def take(self, event: Any) -> None:
        take = self._takes.get(event.__class__)
        if take is not None:
            take(event)

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            raise _refused(event, "a second document begins")

    def _scalar(self, event: Any) -> None:
        if event.tag is not None:
            raise _refused(event, f"a world has no values with tags such as {_shortened(event.tag)}")
        plain = event.implicit[0]
        tag = _words.resolve(yaml.ScalarNode, event.value, (True, False)) if plain else None
        value = event.value if tag is None or tag == _MERGE else _simple(tag, event)
        self._count(event, 1)
        if event.anchor is not None:
            self._anchors[event.anchor] = (value, 1)
        self._put(event, value, merges=tag == _MERGE)

    def _alias(self, event: Any) -> None:
        if event.anchor not in self._anchors:
            raise _refused(event, f"*{event.anchor} leads nowhere, or into itself")
        value, size = self._anchors[event.anchor]
        self._count(event, size)
        self._put(event, value)

    def _start(self, event: Any, value: Any) -> None:
        if event.tag is not None:
            raise _refused(event, f"a world has no values with tags such as {_shortened(event.tag)}")
        if len(self._open) == _DEEPEST:
            raise _refused(event, f"nested more than {_DEEPEST} levels deep")
        self._count(event, 1)
        self._open.append(_Open(value, event.anchor, self._size, isinstance(value, list)))

    def _end(self, event: Any) -> None:
        closed = self._open.pop()
        for mapping in closed.merged:  # what a mapping says itself wins over what it merges
            closed.value = {**mapping, **closed.value}
        if closed.anchor is not None:
            self._anchors[closed.anchor] = (closed.value, self._size - closed.before + 1)
        self._put(event, closed.value)

    def _put(self, event: Any, value: Any, *, merges: bool = False) -> None:
        if not self._open:
            self.root = value
            return
        inside = self._open[-1]
        if inside.is_list:
            inside.value.append(value)
        elif not inside.has_key:
            self._key(event, inside, value, merges=merges)
        else:
            self._entry(event, inside, value)

    def _key(self, event: Any, inside: _Open, value: Any, *, merges: bool) -> None:
        if isinstance(value, list | dict):
            raise _refused(event, "a list or a mapping cannot be a key")
        name = _MERGE if merges else str(value)
        if name in inside.names:
            raise _refused(event, f"{_shortened(str(value))} is there twice")
        inside.names.add(name)
        inside.key, inside.has_key = (name if merges else value), True

    def _entry(self, event: Any, inside: _Open, value: Any) -> None:
        key, inside.key, inside.has_key = inside.key, None, False
        if key != _MERGE:
            inside.value[key] = value
            return
        several = cast("list[Any]", value) if isinstance(value, list) else [value]
        if not all(isinstance(each, dict) for each in several):
            raise _refused(event, "<< merges mappings only")
        inside.merged += several

    def _count(self, event: Any, size: int) -> None:
        self._size += size
        if self._size > _MOST:
            raise _refused(event, f"more than {_MOST:,} values, with all that is referred to")


class _Simple(yaml.resolver.Resolver, yaml.constructor.SafeConstructor):
    """
    Knows what a word is that stands alone: a number, true or false, nothing; dates stay text.
    """

    def __init__(self) -> None:
        yaml.resolver.Resolver.__init__(self)
        yaml.constructor.SafeConstructor.__init__(self)


_words: Any = _Simple()
_SIMPLE = {f"tag:yaml.org,2002:{kind}" for kind in ("bool", "int", "float")}


def _simple(tag: str, event: Any) -> Any:
    if tag == _NULL:
        return None
    if tag not in _SIMPLE:  # a date, or text
        return event.value
    try:
        return _words.construct_object(yaml.ScalarNode(tag, event.value, event.start_mark, event.end_mark))
    except ValueError as error:
        raise _refused(event, f"{_shortened(event.value)} is no number that anybody can count to") from error


def _refused(event: Any, reason: str) -> NotAWorld:
    return NotAWorld(f"{_line(event.start_mark)}{reason}")


def _line(mark: Any) -> str:
    return f"line {mark.line + 1}: " if hasattr(mark, "line") else ""


def _shortened(text: str) -> str:
    """
    Return text for a message of one line.
    """
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:60]}…"
