"""
A world that a program declares is judged as one in a file is.
"""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from monetize_software_mock import Mock
from monetize_software_mock.world import Price, World, WorldError, default_world

DEFAULT = default_world()
PAYWALL = DEFAULT.paywalls[0]
FREE = dataclasses.replace(PAYWALL, prices=(Price("p", -1),), offers=())

BROKEN: dict[str, tuple[Any, str]] = {
    "time": (dataclasses.replace(DEFAULT, starts_at="soon"), "starts_at must be ISO 8601 text or now, not 'soon'"),
    "twice": (dataclasses.replace(DEFAULT, paywalls=(PAYWALL, PAYWALL)), "is there twice"),
    "money": (
        dataclasses.replace(DEFAULT, paywalls=(FREE,), people=(), bearers=()),
        r"prices\[0\].amount must be between",
    ),
    "nobody": (dataclasses.replace(DEFAULT, people=()), "bearers: there is no person with the id"),
}


@pytest.mark.parametrize(("world", "words"), BROKEN.values(), ids=BROKEN)
def test_world_of_a_program_is_judged(world: World, words: str) -> None:
    """
    The error names the place, and is the one that a file's world has.
    """
    with pytest.raises(WorldError, match=words):
        Mock(world)


def test_default_world_of_a_program_is_fine() -> None:
    """
    What may be in a file may come from a program.
    """
    with Mock(default_world()) as mock:
        assert DEFAULT == mock.world
