"""
Programs in any language script faults over the control routes.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock

from ..support.sample_requests import GOOD

FAULTS = "/_mock/faults"
BOOTSTRAP = GOOD["getBootstrap"]


def test_fault_is_added_listed_and_cleared(mock: Mock, client: httpx.Client) -> None:
    """
    The list tells how often each was seen and happened, and what happened.
    """
    added = client.post(FAULTS, json={"operation": "getBootstrap", "do": "reset", "when": "after_commit", "nth": 1})
    with pytest.raises(httpx.ReadError):
        BOOTSTRAP.of(client)
    BOOTSTRAP.of(client)
    rule = {"number": 1, "operation": ["getBootstrap"], "do": "reset", "when": "after_commit", "nth": 1}
    fired = {"operation": "getBootstrap", "rule": 1, "place": "after_commit", "action": "reset", "number": 1}

    assert (200, {**rule, "seen": 0, "fired": 0}) == (added.status_code, added.json())
    assert {"rules": [{**rule, "seen": 2, "fired": 1}], "fired": [fired]} == client.get(FAULTS).json()
    assert {"ok": True} == client.post(f"{FAULTS}/clear").json()
    assert {"rules": [], "fired": []} == client.get(FAULTS).json()


def test_reset_forgets_faults(mock: Mock, client: httpx.Client) -> None:
    """
    Resetting the world over the control route clears them too.
    """
    client.post(FAULTS, json={"operation": "*", "do": "close"})
    client.post("/_mock/reset")

    assert 200 == BOOTSTRAP.of(client).status_code


def test_answers_and_delays_are_objects(mock: Mock, client: httpx.Client) -> None:
    """
    What takes arguments in Python takes fields here.
    """
    answer = {"status": 429, "body": {"error": "Slow"}, "retry_after": 2, "headers": {"X-A": "b"}}
    late = {"operation": ["getBootstrap"], "do": {"delay": 0.5}, "when": "during_body"}
    client.post(FAULTS, json={"operation": "*", "do": answer, "rate": 1, "seed": "s", "count": 1})
    shown = client.post(FAULTS, json=late).json()
    got = BOOTSTRAP.of(client)

    assert (429, {"error": "Slow"}) == (got.status_code, got.json())
    assert ("2", "b") == (got.headers["retry-after"], got.headers["x-a"])
    assert ("delay(0.5)", "during_body", 0) == (shown["do"], shown["when"], shown["seen"])
    assert 200 == BOOTSTRAP.of(client).status_code


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"operation": "adjustBalances"}, "no operation"),
        ({"operation": None}, "operation takes"),
        ({"operation": [1]}, "operation takes"),
        ({"do": None}, "do takes"),
        ({"do": ["reset"]}, "do takes"),
        ({"do": "rest"}, "no action"),
        ({"do": {}}, "status takes"),
        ({"do": {"status": "503"}}, "status takes"),
        ({"do": {"status": 503, "headers": []}}, "headers takes"),
        ({"do": {"status": 503, "retry": 1}}, "Unknown field 'retry'"),
        ({"do": {"delay": "1"}}, "delay takes"),
        ({"do": {"delay": 1, "status": 503}}, "Unknown field 'status'"),
        ({"when": []}, "no place"),
        ({"when": None}, "no place"),
        ({"nth": "1"}, "nth takes"),
        ({"often": 1}, "Unknown field 'often'"),
    ],
    ids=str,
)
def test_impossible_script_is_refused(mock: Mock, client: httpx.Client, change: dict[str, Any], words: str) -> None:
    """
    The refusal is the same as in Python, as a 400.
    """
    answer = client.post(FAULTS, json={"operation": "getUser", "do": "reset", **change})

    assert 400 == answer.status_code
    assert words in answer.json()["error"]
    assert () == mock.faults.rules


@pytest.mark.parametrize("missing", ["operation", "do"])
def test_both_of_what_and_where_are_needed(mock: Mock, client: httpx.Client, missing: str) -> None:
    """
    Nothing is guessed.
    """
    body = {"operation": "*", "do": "reset"}
    del body[missing]

    assert f"{missing} is missing" == client.post(FAULTS, json=body).json()["error"]


def test_other_methods_are_refused(mock: Mock, client: httpx.Client) -> None:
    """
    The refusal names those there are.
    """
    answer = client.put(FAULTS)

    assert (405, "GET, POST, DELETE") == (answer.status_code, answer.headers["allow"])


def test_delete_clears(mock: Mock, client: httpx.Client) -> None:
    """
    Deleting the list is clearing it.
    """
    client.post(FAULTS, json={"operation": "*", "do": "reset"})

    assert 200 == client.delete(FAULTS).status_code
    assert () == mock.faults.rules
