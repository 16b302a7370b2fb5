"""
What is made quickly is made as it always was.
"""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import pytest

from monetize_software_mock.state import account_rows, rows

KINDS: list[Any] = [
    each
    for module in (rows, account_rows)
    for each in vars(module).values()
    if isinstance(each, type) and dataclasses.is_dataclass(each)
]


def values_of(kind: Any) -> dict[str, str]:
    """
    A value for each field.
    """
    return {each.name: f"some {each.name}" for each in dataclasses.fields(kind)}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_row_is_what_its_class_says(kind: Any) -> None:
    """
    By place or by name, with the defaults of its class; frozen, comparable, and the same after a copy.
    """
    given = values_of(kind)
    required = {each.name: given[each.name] for each in dataclasses.fields(kind) if each.default is dataclasses.MISSING}
    made, short = kind(*given.values()), kind(**required)

    assert type(made) is kind
    assert given == dataclasses.asdict(made)
    assert made == kind(**given) == copy.copy(made) == pickle.loads(pickle.dumps(made)) == dataclasses.replace(made)
    assert hash(made) == hash(kind(**given))
    assert {**{each.name: each.default for each in dataclasses.fields(kind)}, **required} == dataclasses.asdict(short)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(made, next(iter(given)), "another")
    with pytest.raises(TypeError):
        kind(*given.values(), "one more")
