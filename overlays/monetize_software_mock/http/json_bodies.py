"""
Reads JSON from strangers. Never lets anything through that JSON, Unicode or the store could not carry.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, cast

_DEEPEST = 100


class NotJson(ValueError):
    """
    The bytes are not the JSON we accept.
    """


def parse(body: bytes) -> Any:
    """
    Parse strict JSON: UTF-8, no repeated keys, no NaN or Infinity, no lone surrogates, at most 100 levels deep.

    Raises:
        NotJson: It is anything else.
    """
    try:
        value = _decoder.decode(body.decode())
    except (ValueError, RecursionError) as error:
        raise NotJson(str(error)) from error
    _check(value)
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise NotJson("a key is there twice")
    return value


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise NotJson("a number is too large")
    return value


def _no_constant(name: str) -> NoReturn:
    raise NotJson(f"{name} is not JSON")


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_finite, parse_constant=_no_constant)


def _check(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for each in level for child in _children(each)]
        if not level:
            return
    raise NotJson("it is nested too deeply")


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        entries = cast("Mapping[str, Any]", value)
        return [*entries.keys(), *entries.values()]
    if isinstance(value, list):
        return list(cast("Sequence[Any]", value))
    if isinstance(value, str) and not value.isascii():
        _check_text(value)
    return []


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotJson("a text is not valid Unicode") from error
