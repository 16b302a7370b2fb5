"""
Reads a world from a file: everything the service holds at the start, declared in YAML or JSON. Never guesses.

The file has the shape of `World`. It may leave out every field that has a default, and the ids of people and
subscriptions, which then follow from the seed and the e-mail and so are the same in every run.
"""

from __future__ import annotations

import dataclasses
import hashlib
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from monetize_software_mock.state.rows import ApiKey

from . import checks, parsing
from .declaration import Processor, World
from .default import default_world
from .start import AS_IN_TESTS, Start

_RENAMED: Mapping[type, Mapping[str, str]] = {ApiKey: {"account": "account_id"}}
_LONGEST_TEXT = 10_000
_MOST = 2**53 - 1  # whole numbers that every JSON reader keeps exact
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class WorldError(ValueError):
    """
    What is declared is no world; the message is one line that says where and why.
    """


def load_world(path: Path | str, start: Start = AS_IN_TESTS) -> World:
    """
    Read a world from a file.

    Args:
        start: How the mock is started that is to hold it.

    Raises:
        WorldError: The file cannot be read, or is no world.
    """
    try:
        with Path(path).open("rb") as file:
            text = file.read(parsing.LARGEST + 4).decode()  # and no more, should it never end
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise WorldError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    try:
        return world_from(text, start)
    except WorldError as error:
        raise WorldError(f"{path}: {error}") from error


def world_from(text: str, start: Start = AS_IN_TESTS) -> World:
    """
    Read a world from YAML or JSON.

    One that declares no key, paywall or person is the default world, but for what it says.

    Args:
        start: How the mock is started that is to hold it.

    Raises:
        WorldError: It is no world.
    """
    try:
        found = parsing.parse(text)
    except parsing.NotAWorld as error:
        raise WorldError(str(error)) from error
    return checked(_declared(_built(World, _with_ids(found), "world"), found, start), start)


def checked(world: World, start: Start = AS_IN_TESTS) -> World:
    """
    Return a world that can be planted.

    Args:
        start: How the mock is started that is to hold it.

    Raises:
        WorldError: It cannot be.
    """
    for problem in checks.problems(world, start):
        raise WorldError(" ".join(problem.split()))
    return world


def check_beginning(text: str) -> None:
    """
    Insist that a world can begin at a time.

    Raises:
        WorldError: It is neither `now` nor ISO 8601 text, or lies too far away.
    """
    for problem in checks.beginning_problems(text):
        raise WorldError(problem)


def _declared(world: World, found: Mapping[str, Any], start: Start) -> World:
    """
    Complete what a file says: a beginning, and the default world where it names nobody and nothing.
    """
    if "starts_at" not in found:
        world = dataclasses.replace(world, starts_at=start.starts_at)
    if found.keys() & {"keys", "paywalls", "people"}:
        return world
    said = {name: getattr(world, name) for name in found}
    return dataclasses.replace(default_world(world.starts_at), **said)


def _with_ids(found: Any) -> Any:
    """
    Fill in the ids that follow from the seed.
    """
    if not isinstance(found, dict):
        return found
    world = cast("dict[str, Any]", found)
    people: Any = world.get("people", [])
    if not isinstance(people, list):
        return world
    seed = str(world.get("seed", "mock"))
    return {**world, "people": [_person(seed, each) for each in cast("list[Any]", people)]}


def _person(seed: str, given: Any) -> Any:
    if not isinstance(given, dict):
        return given
    person = cast("dict[str, Any]", given)
    whose = f"{seed}/{person.get('email')}"
    subscriptions: Any = person.get("subscriptions", [])
    if isinstance(subscriptions, list):
        listed = enumerate(cast("list[Any]", subscriptions))
        person = {**person, "subscriptions": [_subscription(f"{whose}/{number}", each) for number, each in listed]}
    return {"id": _uuid(whose), **person}


def _subscription(whose: str, given: Any) -> Any:
    named = {"id": f"sub_{_digest(whose)[:20]}"}
    return {**named, **cast("dict[str, Any]", given)} if isinstance(given, dict) else given


def _uuid(text: str) -> str:
    digest = _digest(text)
    return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _built(kind: Any, value: Any, place: str) -> Any:
    """
    Build a value of a type from what the file has.
    """
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        inner = next(each for each in arguments if each is not type(None))
        return None if value is None else _built(inner, value, place)
    if origin is tuple:
        listed = enumerate(_list(value, place))
        return tuple(_built(arguments[0], each, f"{place}[{number}]") for number, each in listed)
    if origin is not None:
        named = _mapping(value, place).items()
        return {_text(str(name), place): _built(arguments[1], each, f"{place}.{name}"[:200]) for name, each in named}
    if kind is Processor and isinstance(value, str):
        return Processor(name=value)
    if dataclasses.is_dataclass(kind):
        return _object(cast("type", kind), _mapping(value, place), place)
    return _free(value, place) if kind is Any else _scalar(kind, value, place)


def _free(value: Any, place: str) -> Any:
    """
    Return what may be anything that JSON can carry.
    """
    if isinstance(value, dict):
        named = cast("dict[Any, Any]", value).items()
        return {_text(str(name), place): _free(each, f"{place}.{name}"[:200]) for name, each in named}
    if isinstance(value, list):
        return [_free(each, place) for each in cast("list[Any]", value)]
    return value if value is None else _scalar(value.__class__, value, place)


def _object(kind: type, given: Mapping[str, Any], place: str) -> Any:
    hints = get_type_hints(kind)
    names = {_wire_name(kind, each.name): each for each in dataclasses.fields(kind)}
    for name in given:
        if name not in names:
            known = f"nobody knows this field; there are: {', '.join(names)}"
            raise WorldError(f"{place}.{_text(str(name), place)[:60]}: {known}")
    for name, each in names.items():
        if name not in given and each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING:
            raise WorldError(f"{place}.{name} is missing")
    fields = {names[name].name: (value, f"{place}.{name}") for name, value in given.items()}
    built = {name: _built(hints[name], value, where) for name, (value, where) in fields.items()}
    try:
        return kind(**built)
    except ValueError as error:
        raise WorldError(f"{place}: {error}") from error


def _wire_name(kind: type, name: str) -> str:
    return next((wire for wire, field in _RENAMED.get(kind, {}).items() if field == name), name)


def _scalar(kind: type, value: Any, place: str) -> Any:
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return _number(value, place)
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, kind):
        hint = "; put it in quotes" if kind is str and isinstance(value, int | float) else ""
        raise WorldError(f"{place} must be {_WORDS[kind]}{hint}")
    return _text(value, place) if isinstance(value, str) else _number(cast("float", value), place)


def _text(value: str, place: str) -> str:
    if len(value) > _LONGEST_TEXT:
        raise WorldError(f"{place} is longer than {_LONGEST_TEXT} characters")
    if any(unicodedata.category(letter) in ("Cc", "Cs") and letter not in "\n\t" for letter in value):
        raise WorldError(f"{place} holds a control character, or half of one")
    return value


def _number(value: float, place: str) -> float:
    if not abs(value) <= _MOST:  # neither is what is no number
        raise WorldError(f"{place} must be a number between -{_MOST} and {_MOST}")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise WorldError(f"{place} must be a list")
    return cast("list[Any]", value)


def _mapping(value: Any, place: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise WorldError(f"{place} must be a mapping")
    return cast("dict[Any, Any]", value)
