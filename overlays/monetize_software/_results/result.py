"""
What the SDK's own results share: a JSON form made from their fields. Knows no class of them.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import NoneType
from typing import Any, Self, cast, get_args, get_origin, get_type_hints

from attrs import Attribute, fields

from monetize_software_api.decoding import instant, rfc3339
from monetize_software_api.errors import InvalidPayload
from monetize_software_api.json_model import Model

__all__ = ["Result"]


class Result(Model):
    """
    A result whose JSON form has its attributes under their names, None as null.
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """
        Return the JSON form.
        """
        return {each.name: _json(getattr(self, each.name)) for each in _fields(type(self))}

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read the JSON form.

        Raises:
            InvalidPayload: A field is missing or has the wrong type.
        """
        hints = get_type_hints(cls)
        names = [each.name for each in _fields(cls)]
        return cls(**{name: _value(src_dict.get(name), hints[name], cls.__name__, name) for name in names})


def _fields(kind: type[Any]) -> "tuple[Attribute[Any], ...]":
    return cast("tuple[Attribute[Any], ...]", fields(kind))


def _json(value: Any) -> Any:
    if isinstance(value, Model):
        return value.to_dict()
    if isinstance(value, list):
        return [_json(each) for each in cast("list[Any]", value)]
    if isinstance(value, datetime):
        return rfc3339(value)
    return value.value if isinstance(value, Enum) else value


def _value(value: Any, hint: Any, model: str, field: str) -> Any:
    """
    Read a field: a list of results, a result, a time, an open enum, text or a boolean, and None where it may be.
    """
    kinds = [each for each in get_args(hint) if each is not NoneType]
    if get_origin(hint) is list:
        return [_value(each, kinds[0], model, field) for each in _of_kind(value, list, model, field)]
    if kinds:
        return None if value is None else _value(value, kinds[0], model, field)
    if issubclass(hint, Model):
        return hint.from_dict(_of_kind(value, dict, model, field))
    if issubclass(hint, Enum):
        return hint(_of_kind(value, str, model, field))
    return instant(value, model, field) if hint is datetime else _of_kind(value, hint, model, field)


def _of_kind(value: Any, kind: type[Any], model: str, field: str) -> Any:
    if type(value) is kind:
        return value
    raise InvalidPayload(model, field, f"of type {kind.__name__}")
