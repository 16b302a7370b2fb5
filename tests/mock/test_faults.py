"""
Faults happen exactly where they were scripted, and a script that can never come true is refused.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock
from monetize_software_mock.faults.faults import FaultError, FaultNeverFired, Fired, delay, status

from ..support.sample_requests import GOOD

BOOTSTRAP = GOOD["getBootstrap"]
BUSY = status(503)


def statuses(client: httpx.Client, calls: int) -> list[int]:
    """
    How so many reads ended.
    """
    return [BOOTSTRAP.of(client).status_code for _ in range(calls)]


@pytest.mark.parametrize(
    ("options", "failed"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"nth": 1}, [1]),
        ({"nth": 3}, [3]),
        ({"first": 2}, [1, 2]),
        ({"count": 2}, [1, 2]),
        ({"rate": 1}, [1, 2, 3, 4, 5]),
        ({"rate": 0.5, "seed": 37}, [2, 3, 5]),
        ({"rate": 0.5, "seed": 37, "count": 1}, [2]),
        ({"rate": 0.5, "seed": 37, "first": 3}, [2, 3]),
    ],
    ids=str,
)
def test_selection_says_which_calls(mock: Mock, client: httpx.Client, options: Any, failed: list[int]) -> None:
    """
    Calls are counted from 1.
    """
    mock.fault("getBootstrap", do=BUSY, **options)

    assert failed == [number for number, code in enumerate(statuses(client, 5), 1) if code == 503]


def test_rate_is_repeatable() -> None:
    """
    The same seed takes the same calls, another one others, and the share is about right.
    """
    taken: dict[Any, list[int]] = {}
    for name, seed in (("one", 11), ("again", 11), ("other", 12), ("none", None), ("zero", 0)):
        mock = Mock()
        mock.fault("*", do=BUSY, rate=0.3, seed=seed)
        taken[name] = statuses(httpx.Client(transport=mock.transport(), base_url="http://mock.test"), 200)

    assert taken["one"] == taken["again"] != taken["other"]
    assert taken["none"] == taken["zero"]
    assert 40 < taken["one"].count(503) < 80


def test_only_the_named_operations_fail(mock: Mock, client: httpx.Client) -> None:
    """
    Several can be named; the others go on.
    """
    mock.fault(["getBootstrap", "getUserState"], do=BUSY)

    failed = {name for name, ask in GOOD.items() if ask.of(client).status_code == 503}
    assert {"getBootstrap", "getUserState"} == failed


def test_star_means_the_api_alone(mock: Mock, client: httpx.Client) -> None:
    """
    Control routes, pages, unknown paths and other methods stay as they are.
    """
    rule = mock.fault("*", do="reset")

    assert 200 == client.get("/_mock/health").status_code
    assert 404 == client.get("/api/v1/nothing").status_code
    assert 405 == client.delete(BOOTSTRAP.path).status_code
    assert 0 == rule.seen


def test_first_rule_that_is_due_happens(mock: Mock, client: httpx.Client) -> None:
    """
    Rules are asked in order; each counts every call, so exhausted ones make way.
    """
    first = mock.fault("getBootstrap", do=status(500), first=1)
    second = mock.fault("*", do=status(503), count=1)
    third = mock.fault("*", do=status(504), nth=3)

    assert [500, 503, 504, 200] == statuses(client, 4)
    assert [(4, 1), (4, 1), (4, 1)] == [(rule.seen, rule.fired) for rule in (first, second, third)]


def test_call_that_ended_early_never_reaches_later_places(mock: Mock, client: httpx.Client) -> None:
    """
    The first call to be committed is the second one to arrive.
    """
    mock.fault("getBootstrap", do=status(500), first=1)
    late = mock.fault("getBootstrap", when="after_commit", do=status(504), nth=1)

    assert [500, 504, 200] == statuses(client, 3)
    assert 2 == late.seen


def test_counts_hold_among_threads(mock: Mock, client: httpx.Client) -> None:
    """
    No call is counted twice or missed.
    """
    rule = mock.fault("getBootstrap", do=BUSY, first=50)
    with ThreadPoolExecutor(8) as pool:
        codes = [code for part in pool.map(lambda _: statuses(client, 10), range(10)) for code in part]

    assert (50, 50, 100, 50) == (codes.count(503), rule.fired, rule.seen, len(mock.faults.fired))


def test_what_happened_is_recorded(mock: Mock, client: httpx.Client) -> None:
    """
    Operation, rule, place, action and number of the call, in order.
    """
    mock.fault("getUser", do="reset")
    mock.fault("getBootstrap", when="after_commit", do=BUSY, nth=2)
    mock.fault("*", do="html_502", nth=3)
    statuses(client, 3)

    assert (
        Fired("getBootstrap", 2, "after_commit", "status(503)", 2),
        Fired("getBootstrap", 3, "before", "status(502)", 3),
    ) == mock.faults.fired


def test_fault_that_never_fired_fails_the_check(mock: Mock, client: httpx.Client) -> None:
    """
    The message says what was scripted and how often it could have happened.
    """
    mock.fault("getBootstrap", do=BUSY, nth=3)
    statuses(client, 1)

    with pytest.raises(FaultNeverFired) as caught:
        mock.faults.check()
    assert "Never fired: Fault 1 (getBootstrap: status(503) before, nth=3), which saw 1 call" == str(caught.value)


def test_check_names_every_silent_fault(mock: Mock, client: httpx.Client) -> None:
    """
    All of them at once; those that happened are left out.
    """
    mock.fault("getBootstrap", do=BUSY, nth=1)
    mock.fault(["getUser", "getBalances"], do="close", rate=0.1, seed=7)
    mock.fault("*", do=delay(0.5), nth=9)
    statuses(client, 1)

    with pytest.raises(FaultNeverFired) as caught:
        mock.faults.check()
    assert [
        "These never fired:",
        "Fault 2 (getUser, getBalances: close before, rate=0.1, seed=7), which saw 0 calls",
        "Fault 3 (*: delay(0.5) before, nth=9), which saw 1 call",
    ] == str(caught.value).splitlines()


def test_rule_is_in_force_for_its_block(mock: Mock, client: httpx.Client) -> None:
    """
    Afterwards the calls succeed again, and what happened is still known.
    """
    with mock.fault("*", do=BUSY) as rule:
        assert [503] == statuses(client, 1)

    assert [200] == statuses(client, 1)
    assert ((), 1, 1) == (mock.faults.rules, rule.fired, len(mock.faults.fired))


def test_block_without_its_fault_fails(mock: Mock) -> None:
    """
    A test cannot pass because its fault never happened; the rule is gone nevertheless.
    """
    with pytest.raises(FaultNeverFired, match="which saw 0 calls"), mock.fault("*", do=BUSY):
        pass
    assert () == mock.faults.rules


def test_other_failure_is_not_hidden(mock: Mock) -> None:
    """
    What went wrong in a block is reported, not the fault that therefore never happened.
    """
    for block in (mock.fault("*", do=BUSY), mock.faults):
        with pytest.raises(ZeroDivisionError), block:
            raise ZeroDivisionError


def test_all_faults_of_a_block(mock: Mock, client: httpx.Client) -> None:
    """
    `with mock.faults` checks every rule at its end and forgets them, and what they did.
    """
    with mock.faults as faults:
        mock.fault("*", do=BUSY)
        statuses(client, 1)
    with pytest.raises(FaultNeverFired), faults:
        mock.fault("*", do=BUSY)

    assert ((), ()) == (faults.rules, faults.fired)
    faults.check()


def test_reset_forgets_faults(mock: Mock, client: httpx.Client) -> None:
    """
    A world that begins again begins without faults.
    """
    mock.fault("*", do=BUSY)
    mock.reset()

    assert [200] == statuses(client, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"operation": "adjustBalances"}, "no operation 'adjustBalances'; did you mean adjustBalance"),
        ({"operation": "GET /user"}, "there are: adjustBalance, "),
        ({"operation": ["getUser", "*"]}, "no operation '\\*'"),
        ({"operation": []}, "No operation is named"),
        ({"do": "rest"}, "no action 'rest'; there are: reset, close"),
        ({"do": "delay"}, "delay needs arguments"),
        ({"do": "status"}, "status needs arguments"),
        ({"do": 503}, "do= takes"),
        ({"do": None}, "do= takes"),
        ({"when": "later"}, "no place 'later'"),
        ({"when": "during_body"}, "the status has left"),
        ({"when": "during_body", "do": "html_502"}, "the status has left"),
        ({"do": "short_body"}, "when='during_body'"),
        ({"do": "short_body", "when": "after_commit"}, "when='during_body'"),
        ({"nth": 0}, "nth takes a whole number"),
        ({"nth": True}, "nth takes a whole number"),
        ({"first": 1.5}, "first takes a whole number"),
        ({"count": "2"}, "count takes a whole number"),
        ({"nth": 1, "first": 1}, "nth names one call"),
        ({"nth": 1, "count": 1}, "nth names one call"),
        ({"nth": 1, "rate": 1}, "nth names one call"),
        ({"first": 2, "count": 1}, "say the same"),
        ({"rate": 0}, "rate takes a number"),
        ({"rate": 1.1}, "rate takes a number"),
        ({"rate": True}, "rate takes a number"),
        ({"rate": float("nan")}, "rate takes a number"),
        ({"rate": "0.5"}, "rate takes a number"),
        ({"seed": 1}, "goes with a rate"),
        ({"seed": 1.5, "rate": 0.5}, "whole number or text"),
    ],
    ids=str,
)
def test_impossible_script_is_refused_at_once(mock: Mock, options: dict[str, Any], words: str) -> None:
    """
    A typo is an error where it stands, and leaves no rule behind.
    """
    script: dict[str, Any] = {"operation": "getUser", "do": BUSY, **options}
    with pytest.raises(FaultError, match=words):
        mock.fault(**script)

    assert () == mock.faults.rules


@pytest.mark.parametrize(
    ("arguments", "options"),
    [
        ((199,), {}),
        ((600,), {}),
        ((True,), {}),
        ((503.0,), {}),
        (("503",), {}),
        ((204, "body"), {}),
        ((503, {1j}), {}),
        ((503, float("nan")), {}),
        ((503,), {"retry_after": -1}),
        ((503,), {"retry_after": True}),
        ((503,), {"retry_after": float("inf")}),
        ((503,), {"retry_after": []}),
        ((503,), {"retry_after": "2\r\nx: y"}),
        ((503,), {"headers": {"a b": "c"}}),
        ((503,), {"headers": {"a": "b\nc"}}),
        ((503,), {"headers": {"a": "€"}}),
        ((503,), {"headers": {"a": 1}}),
        ((503,), {"headers": {"Content-Length": "1"}}),
    ],
    ids=repr,
)
def test_impossible_answer_is_refused(arguments: Any, options: Any) -> None:
    """
    A status, body or header that HTTP cannot carry is an error where it is written.
    """
    with pytest.raises(FaultError):
        status(*arguments, **options)


@pytest.mark.parametrize("seconds", [0, -1, True, "1", None, float("nan"), float("inf")], ids=repr)
def test_impossible_delay_is_refused(seconds: Any) -> None:
    """
    A delay has an end.
    """
    with pytest.raises(FaultError):
        delay(seconds)


@pytest.mark.parametrize(
    ("scripted", "content_type", "body"),
    [
        (status(500), "application/json", b'{"error":"Scripted fault: Internal Server Error"}'),
        (status(599), "application/json", b'{"error":"Scripted fault: 599"}'),
        (status(400, [1]), "application/json", b"[1]"),
        (status(400, "\n<p>no"), "text/html; charset=utf-8", b"\n<p>no"),
        (status(400, "ü"), "text/plain; charset=utf-8", b"\xc3\xbc"),
        (status(400, b"\xff"), "application/octet-stream", b"\xff"),
        (status(400, b"{", headers={"Content-Type": "application/json"}), "application/json", b"{"),
    ],
    ids=str,
)
def test_answer_has_the_type_of_its_body(
    mock: Mock, client: httpx.Client, scripted: Any, content_type: str, body: bytes
) -> None:
    """
    Text, bytes and JSON are sent as such.
    """
    mock.fault("*", do=scripted)
    answer = BOOTSTRAP.of(client)

    assert (content_type, body) == (answer.headers["content-type"], answer.content)


@pytest.mark.parametrize(
    ("given", "sent"), [(0, "0"), (2.0, "2"), (0.25, "0.25"), (1234567, "1234567"), ("Wed, 21 Oct 2026", None)]
)
def test_retry_after_is_written_as_given(mock: Mock, client: httpx.Client, given: Any, sent: str | None) -> None:
    """
    Seconds as a plain number, a date as it is.
    """
    mock.fault("*", do=status(429, retry_after=given))

    assert (sent or given) == BOOTSTRAP.of(client).headers["retry-after"]
