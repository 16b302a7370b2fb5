"""
Frozen values are equal, hashed and printed by their fields, whether they are the client's own or the API's models.
"""

from __future__ import annotations

import copy
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from attrs import evolve, fields

from monetize_software import StreamTimeout, Timeout, hooks, models, webhooks
from monetize_software._profile.retry_policy import RetryPolicy
from monetize_software.paywalls import ReturnMarkers

REQUEST = hooks.RequestInfo("startCheckout", "POST", "/start-checkout", 1, "key-1")
PAIRS: dict[str, tuple[Any, Any]] = {
    "timeout": (Timeout(read=3), Timeout(read=4)),
    "stream timeout": (StreamTimeout(idle=3), StreamTimeout(idle=4)),
    "retry policy": (RetryPolicy(max_retries=1), RetryPolicy(max_retries=2)),
    "request": (REQUEST, evolve(REQUEST, attempt=2)),
    "response": (hooks.ResponseInfo(REQUEST, 200, None, 0.1), hooks.ResponseInfo(REQUEST, 500, None, 0.1)),
    "charge": (hooks.ChargeInfo("openai", "gpt-4"), hooks.ChargeInfo("openai", "standard")),
    "markers": (ReturnMarkers("paid", "9101", "cs_1"), ReturnMarkers("paid", "9101", "cs_2")),
    "model": (models.Balance(type="gpt-4", count=1), models.Balance(type="gpt-4", count=2)),
    "result": (models.Trial(None, None), models.Trial(None, datetime(2030, 1, 1, tzinfo=UTC))),
}


@pytest.mark.parametrize("name", PAIRS)
def test_equal_fields_make_equal_values(name: str) -> None:
    """
    A value is equal to its copies and hashed alike, and to nothing that differs in a field or is of another class.
    """
    one, other = PAIRS[name]
    kind: Any = type(one)
    same = [copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one)), evolve(one)]

    assert [one] * 4 == same
    assert {hash(one)} == {hash(each) for each in same}
    assert one != other
    assert one != type("Another", (kind,), {})(**{each.alias: getattr(one, each.name) for each in fields(type(one))})
    assert one != "text"


@pytest.mark.parametrize("name", PAIRS)
def test_repr_names_every_field_that_may_be_seen(name: str) -> None:
    """
    Each field stands in the repr by its name, unless it is hidden; and one whose constructor did not end prints too.
    """
    one, _ = PAIRS[name]
    kind: Any = type(one)
    shown = [each.name for each in fields(kind) if each.repr]

    assert repr(one).startswith(f"{kind.__name__}({shown[0]}=")
    assert all(f"{each}=" in repr(one) for each in shown)
    assert f"<{kind.__name__}, not built>" == repr(object.__new__(kind))


def test_half_made_event_prints() -> None:
    """
    An event has a repr of its own, and it works before the event is whole.
    """
    assert "<SubscriptionUpdated, not built>" == repr(object.__new__(webhooks.SubscriptionUpdated))


def test_unknown_fields_count_for_equality_and_not_for_the_hash() -> None:
    """
    Models that differ in what this release does not know are different, and a set holds both.
    """
    one = models.Balance.from_dict({"type": "gpt-4", "count": 1, "new": [1]})
    other = models.Balance.from_dict({"type": "gpt-4", "count": 1, "new": [2]})

    assert one != other
    assert hash(one) == hash(other)
    assert 2 == len({one, other})
    assert "new" not in repr(one)


def test_what_cannot_be_hashed_says_so() -> None:
    """
    A model with a list in it is no key of a dictionary.
    """
    with pytest.raises(TypeError, match="unhashable"):
        hash(models.PaywallUser.nobody())
