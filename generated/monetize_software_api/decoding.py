# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""
Turns JSON values into Python values and back, and refuses what does not fit with one exception. No I/O.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from .errors import InvalidPayload

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    import httpx

_LARGEST = 2**63
_LARGEST_EXACT = 2**53


def quoted(text: str) -> str:
    """
    Write a text as a part of a path.
    """
    return text if text.isascii() and text.isalnum() else quote(text, safe="")


def whole(value: Any, model: str, field: str) -> int:
    """
    Read a whole number that did not come as one: 1.0 is 1, anything else is refused.
    """
    finite = value.is_finite() if type(value) is Decimal else type(value) is float
    if finite and -_LARGEST < value < _LARGEST and value == int(value):
        return int(value)
    raise InvalidPayload(model, field, "a whole number")


def number(value: Any, model: str, field: str) -> Decimal:
    """
    Read a number exactly.
    """
    if type(value) is float:
        value = Decimal(repr(value))
    if type(value) is int:
        return Decimal(value)
    if type(value) is Decimal and value.is_finite():
        return value
    raise InvalidPayload(model, field, "a number")


iso_time = datetime.fromisoformat


def instant(value: Any, model: str, field: str) -> datetime:
    """
    Read an ISO 8601 time, or what RFC 3339 allows besides: small letters and leap seconds. One without a zone is UTC.
    """
    try:
        moment = iso_time(value)
    except (ValueError, TypeError):
        try:
            moment = _rare_time(value.upper())
        except (ValueError, TypeError, AttributeError, OverflowError):
            raise InvalidPayload(model, field, "an ISO 8601 time") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def _rare_time(text: str) -> datetime:
    # A leap second is the first moment of the next minute here: datetime has no second 60.
    if text[16:19] == ":60":
        return iso_time(f"{text[:16]}:59{text[19:]}") + timedelta(seconds=1)
    return iso_time(text)


def day(value: Any, model: str, field: str) -> date:
    """
    Read an ISO 8601 date.
    """
    try:
        return date.fromisoformat(value)
    except (ValueError, TypeError):
        raise InvalidPayload(model, field, "an ISO 8601 date") from None


def identifier(value: Any, model: str, field: str) -> UUID:
    """
    Read a UUID.
    """
    from uuid import UUID  # by now loaded by the model; the others need not load it

    try:
        return UUID(value)
    except (ValueError, TypeError, AttributeError):
        raise InvalidPayload(model, field, "a UUID") from None


def member(kind: Any, value: Any, model: str, field: str) -> Any:
    """
    Read a value of an open enum. Known values are looked up where they stand; only others come here.
    """
    if not isinstance(value, str):
        raise InvalidPayload(model, field, "text")
    return kind(value)


def numbered_member(kind: Any, value: Any, model: str, field: str) -> Any:
    """
    Read a value of an open enum of integers that is not a known one standing as an integer.
    """
    return kind(value if type(value) is int else whole(value, model, field))


def first_that_fits(models: tuple[Any, ...], payload: Any) -> Any:
    """
    Read one of several models: the one whose tag the payload has, else the first without a tag whose required fields
    are there. The complaint is that of the model that was meant, where that can be known.
    """
    tags = [model.TAG for model in models if model.TAG is not None]
    if tags and type(payload) is dict:
        for model in models:
            if model.TAG is not None and _has(payload, *model.TAG):
                return model.from_dict(payload)
    untagged = [model for model in models if model.TAG is None]
    if not untagged:
        raise InvalidPayload(
            " | ".join(model.__name__ for model in models), tags[0][0], _either(tags)
        )
    for model in untagged[:-1]:
        try:
            return model.from_dict(payload)
        except InvalidPayload:
            continue
    return untagged[-1].from_dict(payload)


def _has(payload: Mapping[str, Any], name: str, value: Any) -> bool:
    found = payload.get(name)
    return type(found) is type(value) and bool(found == value)


def _either(tags: list[tuple[str, Any]]) -> str:
    return " or ".join(repr(value) for _, value in tags)


def unknown_fields(payload: Mapping[str, Any], known: frozenset[str]) -> dict[str, Any]:
    """
    What of an object this release does not know.
    """
    return (
        {}
        if known.issuperset(payload)
        else {key: payload[key] for key in payload if key not in known}
    )


def exact_number(value: Decimal) -> int | float | str:
    """
    The JSON form of an exact number: a number that reads as the same decimal again, else, past the 15 digits that a
    float surely holds, its text. Nothing is ever rounded.
    """
    near = float(value)
    if Decimal(repr(near)) != value:
        return str(value)
    return int(near) if near.is_integer() and abs(near) < _LARGEST_EXACT else near


def rfc3339(moment: datetime) -> str:
    """
    The JSON form of a time. One without a zone is UTC.
    """
    text = (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).isoformat()
    return text.removesuffix("+00:00") + "Z" if text.endswith("+00:00") else text


def masked(value: object) -> str:
    """
    Show in a repr that a private value is there, and not the value.
    """
    return "None" if value is None else "***"


def counted(fields: Mapping[str, Any]) -> str:
    """
    Show in a repr how many fields there are; neither names nor values.
    """
    return "{}" if not fields else f"{{{len(fields)} fields}}"


def draft_of(model: Any) -> Any:
    """
    A class of the same layout that can be filled. A decoded object is made of it and becomes the frozen model by a
    change of its class, at a fraction of the cost of __init__.
    """
    plain = {
        "__setattr__": object.__setattr__,
        "__delattr__": object.__delattr__,
    }  # where the model's base is frozen too
    return type("Draft", (model.__base__,), {"__slots__": model.__slots__, **plain})


def retyped(decoded: Any, model: Any) -> Any:
    """
    Make a decoded object one of a subclass of its model.
    """
    try:
        decoded.__class__ = model
    except TypeError:  # the subclass has room for more
        made = object.__new__(model)
        for name in model.__attrs_attrs__:
            object.__setattr__(made, name.name, getattr(decoded, name.name))
        return made
    return decoded


def settle(model: Any, types: dict[str, Any], wire_names: dict[str, str]) -> None:
    """
    Give a model its types, which were texts as long as other models were not there, and its fields' names on the wire.
    """
    model.__annotations__ = types
    model.__init__.__annotations__ = {**types, "return": None}
    model.wire_names = wire_names


def json_or_none(response: httpx.Response) -> Any:
    """
    The JSON body of a response, or None when it is none.
    """
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
