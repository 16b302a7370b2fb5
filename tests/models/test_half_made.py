"""
Models print themselves however much of them there is.
"""

from __future__ import annotations

import enum

import pytest

from monetize_software import models, webhooks

KINDS = [
    kind
    for kind in (*(getattr(models, name) for name in dir(models)), webhooks.Subscription)
    if isinstance(kind, type) and not issubclass(kind, enum.Enum)
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_model_without_its_fields_has_a_repr(kind: type) -> None:
    """
    A repr never raises: not in an error reporter, and not after unpickling what a release with fewer fields wrote.
    """
    assert kind.__name__ in repr(object.__new__(kind))


def test_a_whole_model_prints_its_fields() -> None:
    """
    What can be printed is printed.
    """
    assert repr(models.Balance(type="gpt-4", count=3)) == "Balance(type='gpt-4', count=3)"
