"""
What a run saw is compared with what the document promises, and shown.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from .observed import Observed, observe
from .page import page
from .reach import REACHES
from .running import Run
from .statuses import DOCUMENTED, Answer, answer_of, as_json, holes, strangers, table
from .verdict import LIFE, complaints, gaps

CONFLICT = Answer("startCheckout", 409, "already_purchased")


def seen(*missing: Answer) -> Counter[Answer]:
    """
    Every documented answer often, but for some.
    """
    return Counter({answer: 40 for answer in DOCUMENTED if answer not in missing})


def test_promised_answer_that_nobody_saw_is_a_hole() -> None:
    """
    In the list, in the table and on the page, and the run is not good.
    """
    observed = Observed(seen(CONFLICT))

    assert [CONFLICT] == holes(observed.seen)
    assert "HOLE" in table(observed.seen)
    assert '<td class="hole">never</td>' in page(observed)
    assert [CONFLICT._asdict()] == json.loads(as_json(observed.seen))["holes"]
    assert "startCheckout never answered 409 already_purchased" in gaps(observed)


def test_nothing_is_a_hole_when_everything_was_seen() -> None:
    """
    Neither in the list nor in the table nor on the page.
    """
    full = seen()

    assert ([], []) == (holes(full), strangers(full))
    assert "HOLE" not in table(full)
    assert "never" not in page(Observed(full)).partition("By code")[2]


def test_code_of_another_status_is_a_stranger() -> None:
    """
    A code counts together with the status it is documented for.
    """
    answer = Answer("getUser", 404, "invalid_token")

    assert [answer] == strangers(Counter({answer: 1}))
    assert "getUser answered 404 invalid_token, which nobody documented" in gaps(Observed(Counter({answer: 1})))


@pytest.mark.parametrize("walk", [LIFE[:2], (*LIFE[:2], ("cancelSubscription", 404))], ids=["short", "refused"])
def test_life_that_was_not_lived_is_a_gap(walk: tuple[tuple[str, int], ...]) -> None:
    """
    A scenario must get from a checkout to a cancellation, each step succeeding.
    """
    assert "No scenario bought a subscription and cancelled it" in gaps(Observed(seen(), Counter({walk: 1})))


def test_link_that_was_not_followed_is_a_gap() -> None:
    """
    Named by its two operations.
    """
    found = gaps(Observed(seen(), Counter({LIFE: 1})))

    assert "No scenario went from adjustBalance to getUser" in found
    assert "No scenario went from getUser to cancelSubscription" not in found


def test_operation_that_rarely_succeeds_is_a_gap() -> None:
    """
    Because its own logic was hardly reached.
    """
    rare = seen()
    rare[Answer("getUser", 200)] = 3

    assert "getUser succeeded 3 times only" in gaps(Observed(rare))


def test_mistake_inside_the_server_is_a_complaint() -> None:
    """
    Even where schemathesis took the answer for a good one.
    """
    done = Run(passed=True, output="", observed=Observed(), broken_answers=2, unexpected_errors=0)

    assert any("2 answers had to be replaced" in each for each in complaints(done))


def test_answers_are_read_as_a_client_reads_them() -> None:
    """
    A flag in the body is a code as much as a slug is.
    """
    assert CONFLICT == answer_of("startCheckout", 409, b'{"hasActivePurchase": true}', "application/json")


def test_each_refusal_has_a_request_made_for_it() -> None:
    """
    So that no documented status depends on chance.
    """
    assert [answer for answer in DOCUMENTED if answer.code] == [reach.answer for reach in REACHES]


def test_event_log_is_read_with_its_ways_and_failures() -> None:
    """
    A step that followed a link is told from one that did not, and a failed check from one that passed.
    """
    user = {"method": "GET", "path": "/api/v1/paywall/{paywallId}/user"}
    cancel = {"method": "POST", "path": "/api/paywall/cancel-subscription"}
    cases = {
        "a": {"value": user},
        "b": {"value": cancel, "transition": {"parent_id": "a"}, "is_transition_applied": True},
        "c": {"value": cancel, "transition": {"parent_id": "a"}, "is_transition_applied": False},
    }
    answered = {"response": {"status_code": 200, "headers": {}, "content": {"$base64": "e30="}}}
    checks = {"b": [{"name": "codes", "status": "failure"}, {"name": "keys", "status": "success"}]}
    recorder = {"cases": cases, "interactions": dict.fromkeys(cases, answered), "checks": checks}
    observed = observe([json.dumps({"ScenarioFinished": {"recorder": recorder}})])

    assert {Answer("getUser", 200): 1, Answer("cancelSubscription", 200): 2} == observed.seen
    assert {(("getUser", 200), ("cancelSubscription", 200)): 1} == observed.walks
    assert {("cancelSubscription", "codes"): 1} == observed.failed
