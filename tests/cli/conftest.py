"""
A terminal over a fresh mock server per test.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monetize_software_mock import Mock

from ..support.terminal import Terminal


@pytest.fixture
def mock() -> Iterator[Mock]:
    """
    The default world.
    """
    with Mock() as fresh:
        yield fresh


@pytest.fixture
def terminal(mock: Mock, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """
    A terminal whose environment leads to the mock.
    """
    return Terminal(mock, capsys, monkeypatch)
