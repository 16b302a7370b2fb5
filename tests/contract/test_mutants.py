"""
The contract ring notices a broken server.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monetize_software_mock import Mock
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.http.messages import Headers, Reply
from monetize_software_mock.state.rows import ApiKey

from .running import ROOT, contract_world, run

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket]


def opens_again(call: Call) -> Reply:
    """
    Answers a repeated key as before, and opens another session all the same.
    """
    known = HANDLERS["startCheckout"](call)
    unkeyed = replace(call.request, headers=Headers(()))
    HANDLERS["startCheckout"](replace(call, request=unkeyed))
    return known


def forgets_keys(call: Call) -> Reply:
    """
    Answers a repeated key anew.
    """
    return Reply({**as_dict(HANDLERS["startCheckout"](call)), "checkoutUrl": f"https://x.test/{call.ids.number('x')}"})


def gossips(call: Call) -> Reply:
    """
    Tells who else uses the paywall.
    """
    return Reply({**as_dict(HANDLERS["getUser"](call)), "others": ["freemius@example.com"]})


def invents_codes(call: Call) -> Reply:
    """
    Refuses with a code that the operation does not list.
    """
    return Reply({"error": "not_my_day", "code": "not_my_day"}, 404)


def takes_any_ticket(call: Call) -> Reply:
    """
    Knows no limit.
    """
    return Reply({"ticket": {"id": 1, "status": "open"}})


def only_says_so(call: Call) -> Reply:
    """
    Answers a change of tokens and makes none.
    """
    body, user = call.body, "5d9f0c1e-0000-4000-8000-000000000002"
    return Reply({"success": True, "user_id": user, "type": body["type"], "count": body["amount"] + 1000})


def cancels_for_ever(call: Call) -> Reply:
    """
    Cancels what is cancelled.
    """
    wording = {"id": call.body["subscriptionId"], "cancel_at": "2030-02-01T00:00:00.000Z"}
    return Reply({"subscription": wording})


def counts_in_words(call: Call) -> Reply:
    """
    Gives a number as text.
    """
    return Reply({"balances": [{"type": "gpt-4", "count": "many"}]})


def as_dict(reply: Reply) -> dict[str, Any]:
    """
    The body of an answer.
    """
    body: Mapping[str, Any] = reply.body
    return {**body}


Bugs = Mapping[str, tuple[Handler, str]]
"""
By operation: a handler with a bug, and the check that is there for it.
"""

FIRST: Bugs = {
    "startCheckout": (opens_again, "repeated_keys_apply_once"),
    "getUser": (gossips, "nobody_else_is_told_of"),
    "cancelSubscription": (cancels_for_ever, "cancelled_once_is_enough"),
    "createLegacyTicket": (takes_any_ticket, "aimed_requests_hit"),
    "adjustBalance": (only_says_so, "changes_can_be_read"),
    "getBalances": (counts_in_words, "response_schema_conformance"),
}
SECOND: Bugs = {
    "startCheckout": (forgets_keys, "repeated_keys_apply_once"),
    "cancelSubscription": (invents_codes, "codes_are_documented"),
}


def failed(mock: Mock, operations: Iterable[str], reports: Path) -> set[tuple[str, str]]:
    """
    What a short run over some operations finds: each operation with the check that failed.
    """
    named = [option for name in operations for option in ("--include-operation-id", name)]
    done = run(*named, "--phases", "examples,fuzzing", "--max-examples", "10", mock=mock, reports=reports)
    return set(done.observed.failed)


@pytest.mark.parametrize("bugs", [FIRST, SECOND], ids=["first", "second"])
def test_broken_handlers_are_noticed(bugs: Bugs, tmp_path: Path) -> None:
    """
    Each by the check that is there for it.
    """
    handlers = {**HANDLERS, **{operation: handler for operation, (handler, _) in bugs.items()}}
    mock = Mock(contract_world(), handlers=handlers, check_answers=False)

    expected = {(operation, check) for operation, (_, check) in bugs.items()}
    assert set() == expected - failed(mock, bugs, tmp_path)


def test_credentials_that_should_be_refused_are_noticed(tmp_path: Path) -> None:
    """
    Here the other account owns everything too, and a document is kept in which a bearer may change balances.
    """
    world = contract_world()
    keys = (*world.keys[:2], ApiKey("sk_test_other", "acct_mock", active=True))
    document = (ROOT / "openapi.yaml").read_text(encoding="utf-8")
    start = document.index("operationId: adjustBalance")
    tampered = document[start:].replace("[{ownerKey: []}]", "[{ownerKey: []}, {userBearer: []}]", 1)
    (tmp_path / "openapi.yaml").write_text(document[:start] + tampered, encoding="utf-8")
    mock = Mock(replace(world, keys=keys), spec=tmp_path / "openapi.yaml", check_answers=False)

    expected = {("adjustBalance", "other_schemes_are_refused"), ("listLegacyPrices", "other_keys_are_refused")}
    assert set() == expected - failed(mock, ["adjustBalance", "listLegacyPrices"], tmp_path)
