"""
Statuses stand in one place, and are those of the document.
"""

from __future__ import annotations

from typing import get_args

from monetize_software_mock.spec.specification import load
from monetize_software_mock.state import statuses


def test_statuses_are_those_of_the_document() -> None:
    """
    A purchase may have every status of the document's `PurchaseStatus`, and no other.
    """
    documented = load().schemas.at("/components/schemas/PurchaseStatus").node["enum"]
    assert set(documented) == set(get_args(statuses.PurchaseStatus))


def test_sets_of_statuses_nest() -> None:
    """
    What is in its period runs, and what runs has not ended; what waits to be delivered is not over.
    """
    assert set(statuses.IN_PERIOD) < set(statuses.RUNNING) < set(statuses.OPEN)
    assert not set(statuses.ON_THE_WAY) & set(statuses.ATTEMPTED)
