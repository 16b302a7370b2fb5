"""
Reads a world from a file: everything the service holds at the start, declared in YAML or JSON. Never guesses.

The file has the shape of `World`. It may leave out every field that has a default, and the ids of people and
subscriptions, which then follow from the seed and the e-mail and so are the same in every run.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from . import senders
from .document import NotYaml, parse_yaml
from .rows import ApiKey
from .seeds import default_world
from .start import AS_IN_TESTS, NOW, Start
from .timestamps import from_iso
from .world import Paywall, Person, Processor, Subscription, World

_RENAMED: Mapping[type, Mapping[str, str]] = {ApiKey: {"account": "account_id"}}
_FIRST_YEAR, _LAST_YEAR = 1970, 8000  # the clock ends with the year 8999; a world needs time to live
_WORDS = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}


class WorldError(ValueError):
    """
    The file is no world; the message is one line that says where and why.
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
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
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
        found = parse_yaml(text)
    except NotYaml as error:
        raise WorldError(str(error).strip()) from error
    world = _declared(_built(World, _with_ids(found), "world"), found, start)
    for problem in _problems(world, start):
        raise WorldError(problem)
    return world


def check_beginning(text: str) -> None:
    """
    Insist that a world can begin at a time.

    Raises:
        WorldError: It is neither `now` nor ISO 8601 text, or lies too far away.
    """
    for problem in _beginning_problems(text):
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
    bought: Any = person.get("subscriptions", [])
    if isinstance(bought, list):
        listed = enumerate(cast("list[Any]", bought))
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
        return {str(name): _built(arguments[1], each, f"{place}.{name}") for name, each in named}
    if kind is Processor and isinstance(value, str):
        return Processor(name=value)
    if dataclasses.is_dataclass(kind):
        return _object(cast("type", kind), _mapping(value, place), place)
    return value if kind is Any else _scalar(kind, value, place)


def _object(kind: type, given: Mapping[str, Any], place: str) -> Any:
    hints = get_type_hints(kind)
    names = {_wire_name(kind, each.name): each for each in dataclasses.fields(kind)}
    for name in given:
        if name not in names:
            raise WorldError(f"{place}.{name}: nobody knows this field; there are: {', '.join(names)}")
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
        return value
    if isinstance(value, bool) != (kind is bool) or not isinstance(value, kind):
        hint = "; put it in quotes" if kind is str and isinstance(value, int | float) else ""
        raise WorldError(f"{place} must be {_WORDS[kind]}{hint}")
    return value


def _list(value: Any, place: str) -> list[Any]:
    if not isinstance(value, list):
        raise WorldError(f"{place} must be a list")
    return cast("list[Any]", value)


def _mapping(value: Any, place: str) -> dict[Any, Any]:
    if not isinstance(value, dict):
        raise WorldError(f"{place} must be a mapping")
    return cast("dict[Any, Any]", value)


def _problems(world: World, start: Start) -> Iterator[str]:
    """
    Find what no type can say: names that stand twice, and names of nothing.
    """
    yield from _twice("keys", [each.key for each in world.keys])
    yield from _twice("paywalls", [each.id for each in world.paywalls])
    yield from _twice("people", [each.id for each in world.people])
    yield from _twice("people", [each.email.lower() for each in world.people if each.email])
    yield from _twice("bearers", [each.token for each in world.bearers])
    yield from _twice("subscriptions", [bought.id for each in world.people for bought in each.subscriptions])
    for paywall in world.paywalls:
        for kind in paywall.unknown_types():
            yield f"paywalls: {paywall.id} gives {kind} tokens, which are not among its token_types"
    paywalls = {each.id: each for each in world.paywalls}
    for person in world.people:
        yield from _dangling(person, paywalls)
    known = {each.id for each in world.people}
    for bearer in world.bearers:
        if bearer.user not in known:
            yield f"bearers: there is no person with the id {bearer.user}"
    named = (*world.switches.webhook_hosts, *start.webhook_hosts)
    for hook in world.webhooks:
        refused = senders.refusal(hook.url, remote=world.switches.remote_webhooks, named=named)
        if refused is not None:
            yield f"webhooks: {refused}"
    yield from _beginning_problems(world.starts_at)


def _beginning_problems(text: str) -> Iterator[str]:
    if text == NOW:
        return
    try:
        year = from_iso(text).year
    except ValueError:
        yield f"starts_at must be ISO 8601 text or now, not {text[:100]!r}"
    else:
        if not _FIRST_YEAR <= year <= _LAST_YEAR:
            yield f"starts_at must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}, not in {year}"


def _twice(where: str, names: list[str]) -> Iterator[str]:
    for name in names:
        if names.count(name) > 1:
            yield f"{where}: {name} is there twice"


def _dangling(person: Person, paywalls: Mapping[str, Paywall]) -> Iterator[str]:
    for name in (*person.meta, *person.balances, *(each.paywall for each in person.subscriptions)):
        if name not in paywalls:
            yield f"people: {person.id} uses paywall {name}, which there is not"
    for bought in person.subscriptions:
        yield from _unpriced(bought, paywalls)
    for name, balances in person.balances.items():
        for kind in set(balances) - set(paywalls[name].token_types):
            yield f"people: {person.id} has {kind} tokens, which paywall {name} has not"


def _unpriced(bought: Subscription, paywalls: Mapping[str, Paywall]) -> Iterator[str]:
    if paywalls[bought.paywall].price(bought.price) is None:
        yield f"people: {bought.id} is for price {bought.price}, which paywall {bought.paywall} has not"
