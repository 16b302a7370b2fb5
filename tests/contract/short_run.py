"""
A short run over one operation, the same one in every run: enough to notice a broken rule in seconds.

Only mutants name it; the whole run beside it finds more, and is what the suite collects.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .running import run
from .verdict import complaints

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket]

OPERATIONS = (
    "startCheckout",
    "getUser",
    "adjustBalance",
    "cancelSubscription",
    "createLegacyTicket",
    "listLegacyPrices",
)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_short_run_finds_nothing(operation: str, tmp_path: Path) -> None:
    """
    No check finds anything.
    """
    options = ("--include-operation-id", operation, "--phases", "examples,fuzzing", "--max-examples", "10")
    done = run(*options, "--seed", "1", reports=tmp_path)

    assert [] == complaints(done), done.output
