"""
The check itself: what is left out is named, what fails does not count, and workers' evidence adds up.
"""

from __future__ import annotations

import json

import pytest

from monetize_software import BillingClient, IdentityRequiredError
from monetize_software_mock import Mock

from ..support.contract import ContractTransport
from .completeness import Run
from .demands import demanded, holes, table
from .evidence import Evidence, Fact
from .watched import watched


@pytest.mark.parametrize(
    "fact",
    [
        Fact("method", "AsyncBillingClient", "debit_tokens"),
        Fact("field", "startCheckout", "body shopUrl"),
        Fact("field", "createSupportTicket", "form files"),
        Fact("field", "getUser", "header x-client-ip"),
        Fact("answer", "startCheckout", "409"),
    ],
    ids=str,
)
def test_what_no_journey_shows_is_named(fact: Fact) -> None:
    """
    With everything shown there is no hole; without one fact there is just that one.
    """
    assert [] == holes(Evidence(demanded()))
    assert [f"no journey showed {fact}"] == holes(Evidence(demanded() - {fact}))


def test_table_counts_what_was_shown() -> None:
    """
    Each operation has a line with its fields, and its answers in brackets until they are seen.
    """
    line = next(line for line in table(Evidence([("answer", "getBalances", "200")])) if line.startswith("getBalances"))

    assert ["getBalances", "0/4", "200", "(400)", "(401)", "(404)"] == line.split()


def test_method_counts_when_it_succeeds() -> None:
    """
    A refused call shows nothing; a good one shows the method, and its exchange the fields and the answer.
    """
    evidence = Evidence()
    transport = ContractTransport(Mock().transport(), evidence.exchanged)
    client = watched(BillingClient, evidence)(paywall_id="3", api_origin="https://pay.example.com", transport=transport)
    with pytest.raises(IdentityRequiredError):
        client.create_support_ticket("Help", "It broke.")
    assert set() == evidence.facts

    client.get_prices()

    assert {"get_prices"} == evidence.of("method", "BillingClient")
    assert {"path paywallId", "header x-paywall-id", "header x-sdk-version"} == evidence.of("field", "getBootstrap")
    assert {"200"} == evidence.of("answer", "getBootstrap")


def test_workers_add_up() -> None:
    """
    The controller knows what each worker saw, and that the run was whole.
    """
    controller = Run()
    for status in ("200", "409"):
        worker = Run()
        worker.whole, worker.facts = True, {("answer", "startCheckout", status)}
        controller.take(json.loads(json.dumps(worker.to_json())))

    assert (True, {"200", "409"}) == (controller.whole, Evidence(controller.facts).of("answer", "startCheckout"))
