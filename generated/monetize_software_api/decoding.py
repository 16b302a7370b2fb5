# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""
Turns JSON values into Python values, and refuses what does not fit with one exception. No I/O.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .errors import InvalidPayload

if TYPE_CHECKING:
    from uuid import UUID

    import httpx

_LARGEST = 2**63


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


def instant(value: Any, model: str, field: str) -> datetime:
    """
    Read an ISO 8601 time. One without a zone is UTC.
    """
    try:
        moment = datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise InvalidPayload(model, field, "an ISO 8601 time") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


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
    Read one of several models: the first whose required fields are there. The last one's complaint is raised.
    """
    for model in models[:-1]:
        try:
            return model.from_dict(payload)
        except InvalidPayload:
            continue
    return models[-1].from_dict(payload)


def json_or_none(response: httpx.Response) -> Any:
    """
    The JSON body of a response, or None when it is none.
    """
    try:
        return response.json()
    except (ValueError, RecursionError):
        return None
