"""
A change of openapi.yaml alone, before anything is generated: what is said about it, and by whom.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monetize_software import (
    BillingClient,
    InvalidRequestError,
    InvalidResponseError,
    NotFoundError,
    ServerError,
)
from monetize_software_codegen.__main__ import main
from monetize_software_codegen.document import ROOT, load
from monetize_software_codegen.spec_rules import broken_rules
from monetize_software_mock import Mock, SpecError
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.http.messages import Reply

from . import changes
from .changes import PAYWALL, Change, Document, changed

DIFFERENCES: list[tuple[Change, str, list[str], str | None]] = [
    (changes.add_operation, "additive",
     ["getReceipt is a new operation: GET /api/v1/paywall/{paywallId}/receipt"], None),
    (changes.add_optional_request_field, "additive",
     ["StartCheckout.coupon is new and optional"], "create_checkout()"),
    (changes.add_required_request_field, "breaking for callers",
     ["BalanceChange.reason is new and required"], "debit_tokens()"),
    (changes.add_optional_response_field, "additive",
     ["Balance.expires_at is new and optional"], "get_balances()"),
    (changes.add_required_response_field, "breaking for servers",
     ["UserState.region is new and required"], "get_user()"),
    (changes.add_response_enum_value, "additive",
     ['Acquiring has the new value "polar"'], "create_checkout()"),
    (changes.add_error_code, "additive",
     ["startCheckout 404 has the new error price_retired", "startCheckout may answer the code price_retired now",
      "error price_retired is a new error code"], "create_checkout()"),
    (changes.remove_response_field, "breaking for callers",
     ["UserDetail.paid is gone"], "verify_token()"),
    (changes.remove_operation, "breaking for callers",
     ["getCustomerPortal is gone: POST /api/v1/paywall/{paywallId}/get-customer-portal"], "get_customer_portal_url()"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "words", "sentences", "method"), DIFFERENCES, ids=[row[0].__name__ for row in DIFFERENCES]
)
def test_change_is_classed_with_the_methods_it_touches(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    change: Change,
    words: str,
    sentences: list[str],
    method: str | None,
) -> None:
    """
    `diff` says whom the change breaks and which methods stand on it, and stops only undeclared breaks.
    """
    code = main(["diff", str(ROOT / "openapi.yaml"), "--new", str(changed(tmp_path, change)), "--json"])
    found = json.loads(capsys.readouterr().out)["differences"]

    assert words.startswith("breaking") == (code == 1)
    assert [(words, sentence) for sentence in sentences] == [
        (each["class"], f"{each['place']} {each['what']}") for each in found
    ]
    assert all(method in each["sdk"] if method else not each["sdk"] for each in found)


ALL = (*changes.COMPATIBLE, *changes.BREAKING)


@pytest.mark.parametrize("change", ALL, ids=[change.__name__ for change in ALL])
def test_whole_change_keeps_the_rules_of_the_document(tmp_path: Path, change: Change) -> None:
    """
    None of the changes asks for what cannot be generated.
    """
    assert [] == broken_rules(load(changed(tmp_path, change)))


def forget_the_retry_class(document: Document) -> None:
    """
    A new operation of which nobody said whether it may be repeated.
    """
    changes.add_operation(document)
    del document["paths"][f"{PAYWALL}/receipt"]["get"]["x-retry"]


def forget_the_catalogue(document: Document) -> None:
    """
    A new code that only the operation knows.
    """
    changes.add_error_code(document)
    del document["x-error-catalogue"]["price_retired"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (forget_the_retry_class, "getReceipt: x-retry is missing."),
        (forget_the_catalogue, "startCheckout: x-errors names price_retired, which x-error-catalogue does not have."),
    ],
    ids=["retry class", "catalogue"],
)
def test_half_a_change_is_told_by_the_rules(tmp_path: Path, change: Change, sentence: str) -> None:
    """
    Generation refuses a change of which a part was forgotten, and names the part.
    """
    assert [sentence] == broken_rules(load(changed(tmp_path, change)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (changes.add_operation, "No handler for operation getReceipt"),
        (changes.remove_operation, "The specification has no operation getCustomerPortal"),
    ],
    ids=["added", "removed"],
)
def test_mock_refuses_to_start_without_the_right_handlers(tmp_path: Path, change: Change, sentence: str) -> None:
    """
    An operation without a handler, and a handler without an operation, stop the start with their name.
    """
    with pytest.raises(SpecError, match=f"^{re.escape(sentence)}$"):
        Mock(spec=changed(tmp_path, change))


def client(mock: Mock) -> BillingClient:
    """
    The SDK as it is, bound to a user of the mock server.
    """
    options: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_test_mock"}
    return BillingClient(transport=mock.transport(), max_retries=0, **options).for_user(email="user@example.com")


def test_old_client_lives_with_what_was_added(tmp_path: Path) -> None:
    """
    A client that was not generated anew buys from a server of the grown API: unknown values, fields and codes are no
    error of their own.
    """
    spec = changed(tmp_path, *changes.COMPATIBLE)
    handlers = {**HANDLERS, "getReceipt": HANDLERS["getUser"], "startCheckout": _with_news(HANDLERS["startCheckout"])}
    with Mock(spec=spec, handlers=handlers) as mock:
        ada = client(mock)
        checkout = ada.create_checkout("price_123")
        mock.pay(checkout.url)

        assert ("polar", True) == (checkout.acquiring, ada.get_user().has_active_subscription)
        with pytest.raises(NotFoundError) as caught:
            ada.create_checkout("9101")
        assert ("price_retired", 404) == (caught.value.code, caught.value.status)


def _with_news(handler: Handler) -> Handler:
    def answer(call: Call) -> Reply:
        if call.body["priceId"] == "9101":
            raise Problem("price_retired")
        reply = handler(call)
        return replace(reply, body={**dict(reply.body or {}), "acquiring": "polar", "later": True})

    return answer


def test_server_refuses_old_callers_without_a_newly_required_field(tmp_path: Path) -> None:
    """
    The mock server of the new API answers an old client's request as the API does.
    """
    with (
        Mock(spec=changed(tmp_path, changes.add_required_request_field)) as mock,
        pytest.raises(InvalidRequestError, match=r"code=http_400, status=400, operation=adjustBalance"),
    ):
        client(mock).credit_tokens("gpt-4", 5)


def test_mock_notices_that_its_own_answer_lacks_a_new_field(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """
    A handler of the old API fails the check of its answers, and the log names the field.
    """
    with Mock(spec=changed(tmp_path, changes.add_required_response_field)) as mock, pytest.raises(ServerError):
        client(mock).get_user()

    assert "getUserState answered 200 with a body that breaks its schema" in caplog.text
    assert '"region" is a required property' in caplog.text


def test_old_client_names_the_field_it_misses(tmp_path: Path) -> None:
    """
    When a field is gone from an answer, the old client says which, and takes nothing for it.
    """

    def without_paid(call: Call) -> Reply:
        reply = HANDLERS["getUser"](call)
        return replace(reply, body={name: value for name, value in dict(reply.body or {}).items() if name != "paid"})

    spec = changed(tmp_path, changes.remove_response_field)
    with (
        Mock(spec=spec, handlers={**HANDLERS, "getUser": without_paid}) as mock,
        pytest.raises(InvalidResponseError, match=r"breaks the contract at UserDetail\.paid"),
    ):
        client(mock).get_user_detail()
