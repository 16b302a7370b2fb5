"""
The child of a fork neither waits for what its parent's threads were at, nor does it a second time.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from monetize_software import _forks
from monetize_software._cache.flights import Flights

from .test_cold import fresh

PROGRAM = Path(__file__).with_name("forked.py")

pytestmark = [
    pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork"),
    pytest.mark.xdist_group("cold"),
]


def test_what_was_under_way_is_forgotten() -> None:
    """
    A flight of the parent's is nobody's in the child, who leads its own.
    """
    flights = Flights()
    flights.board("a", None, frozenset())
    _forks._begin_anew()  # pyright: ignore[reportPrivateUsage]

    assert flights.board("a", None, frozenset())[1]


@pytest.mark.parametrize("scene", ["rows", "locks", "answers", "refresh"])
def test_child_waits_for_nobody_who_is_not_there(scene: str, tmp_path: Path) -> None:
    """
    Rows that a thread is at, locks that it holds, an answer it asks for, a token it renews: in the child all of it is
    free, and what is kept in a store is waited for as by any other process.
    """
    program = f"import runpy; sys.argv[0] = {str(PROGRAM)!r}; runpy.run_path(sys.argv[0], run_name='__main__')"

    assert "" == fresh(program, scene, str(tmp_path / "sessions"))
