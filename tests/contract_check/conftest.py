"""
Terminals whose environment leads to a mock, with a key and a bearer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from monetize_software_mock import Mock
from tests.support.terminal import Terminal

from .checking import BEARER


@pytest.fixture
def at(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Mock], Terminal]]:
    """
    Makes a terminal for a mock.
    """
    mocks: list[Mock] = []

    def make(mock: Mock) -> Terminal:
        mocks.append(mock)
        terminal = Terminal(mock, capsys, monkeypatch)
        terminal.environ["MONETIZE_BEARER"] = BEARER
        return terminal

    yield make
    for mock in mocks:
        mock.close()


@pytest.fixture
def terminal(at: Callable[[Mock], Terminal]) -> Terminal:
    """
    A terminal for a mock of the default world.
    """
    return at(Mock())
