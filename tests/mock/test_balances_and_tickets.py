"""
Token balances move by whole tokens, and tickets are counted.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock, default_world

from ..support.sample_requests import GOOD, SUBSCRIBER, Ask, connect_http

ADJUST = GOOD["adjustBalance"]
TICKET, LEGACY = GOOD["createSupportTicket"], GOOD["createLegacyTicket"]
LARGEST = 9_007_199_254_740_991


def test_debit_and_credit_answer_the_new_balance(client: httpx.Client) -> None:
    """
    The answer counts what is left, for the type and for all.
    """
    debited = ADJUST.of(client).json()
    credited = ADJUST.with_body(op="credit", amount=10).of(client).json()

    assert (37, 47) == (debited["count"], credited["count"])
    assert [{"type": "gpt-4", "count": 47}] == credited["balances"]


def test_credit_creates_the_type(client: httpx.Client) -> None:
    """
    A debit of a type the user does not have finds nothing there.
    """
    assert 0 == ADJUST.with_body(type="standard").of(client).json()["available"]
    assert 5 == ADJUST.with_body(type="standard", op="credit").of(client).json()["count"]


def test_refused_debit_changes_nothing(client: httpx.Client) -> None:
    """
    No part of it applies.
    """
    ADJUST.with_body(amount=43).of(client)

    assert 42 == GOOD["getBalances"].of(client).json()["balances"][0]["count"]


def test_balance_stays_within_what_json_carries(client: httpx.Client) -> None:
    """
    A credit past the largest whole number is refused.
    """
    full = ADJUST.with_body(op="credit", amount=LARGEST - 42)

    assert LARGEST == full.of(client).json()["count"]
    assert "invalid_amount" == ADJUST.with_body(op="credit", amount=1).of(client).json()["code"]


def test_whole_floats_count_as_whole_numbers(client: httpx.Client) -> None:
    """
    `5.0` and `1e1` are whole, and leave no trace of a fraction.
    """
    answer = ADJUST.sending(b'{"email":"subscriber@example.com","type":"gpt-4","amount":1e1,"op":"debit"}').of(client)

    assert b'"count":32,' in answer.content


@pytest.mark.parametrize("amount", [True, 1.5, "1", None, -1, 0, 10**40, [], LARGEST + 1], ids=repr)
def test_other_amounts_are_refused(amount: Any, client: httpx.Client) -> None:
    """
    Only whole numbers from 1 to the largest safe one.
    """
    assert "invalid_amount" == ADJUST.with_body(amount=amount).of(client).json()["code"]


def test_user_is_found_by_their_own_id_or_ours(client: httpx.Client) -> None:
    """
    Both ids work; an id nobody has does not.
    """
    by_meta = ADJUST.without("email").with_body(user_id="u_42")

    assert 200 == by_meta.of(client).status_code
    assert "identity_not_found" == by_meta.with_body(user_id="u_43").of(client).json()["code"]


def test_test_route_sets_every_balance(client: httpx.Client) -> None:
    """
    To a number, or to nought when none is given.
    """
    ADJUST.with_body(type="standard", op="credit").of(client)
    GOOD["setTestBalances"].without("tokens").with_body(paywall_id="3").of(client)

    assert [("gpt-4", 0), ("standard", 0)] == [
        (each["type"], each["count"]) for each in GOOD["getBalances"].of(client).json()["balances"]
    ]


def test_legacy_debit_uses_the_standard_type_when_none_is_given(client: httpx.Client) -> None:
    """
    The default of the specification.
    """
    ADJUST.with_body(type="standard", op="credit").of(client)

    assert {"success": True, "remaining": 0} == GOOD["withdrawTokens"].without("token_type").of(client).json()


def test_legacy_prices_are_whole_number_ids_and_major_units(client: httpx.Client) -> None:
    """
    The list keeps the older API's envelope (A-28).
    """
    assert {
        "error": None,
        "data": [
            {"id": 123, "unit_amount": 9.99, "interval": "month"},
            {"id": 9101, "unit_amount": 79, "interval": "year"},
            {"id": 9102, "unit_amount": 199, "interval": "lifetime"},
        ],
        "count": None,
        "status": 200,
        "statusText": "OK",
    } == GOOD["listLegacyPrices"].of(client).json()


def test_prices_without_a_whole_number_id_are_not_listed() -> None:
    """
    The older API cannot name them.
    """
    world = default_world()
    renamed = tuple(replace(price, legacy_id=None) for price in world.paywalls[0].prices)
    client = connect_http(Mock(world.with_paywall("3", prices=renamed)))

    assert [] == GOOD["listLegacyPrices"].of(client).json()["data"]


def test_third_ticket_within_24_hours_is_refused(mock: Mock, client: httpx.Client) -> None:
    """
    Both routes count together, the e-mail in any case, and the window moves on.
    """
    TICKET.of(client)
    mock.clock.advance(hours=12)
    LEGACY.with_body(email="USER@example.com").of(client)
    third = TICKET.of(client).status_code
    mock.clock.advance(hours=12)
    after_the_first = TICKET.of(client).status_code
    too_soon = TICKET.of(client).status_code

    assert (429, 200, 429) == (third, after_the_first, too_soon)


def test_ticket_limit_counts_the_user_whichever_way_they_come(client: httpx.Client) -> None:
    """
    With a bearer, or by the same person's e-mail.
    """
    by_bearer = TICKET.by(SUBSCRIBER).with_body(customer_email="other@example.com")
    by_email = TICKET.with_body(customer_email="subscriber@example.com")

    assert [200, 200, 429] == [ask.of(client).status_code for ask in (by_bearer, by_email, by_bearer)]
    assert 200 == TICKET.with_body(customer_email="other@example.com").of(client).status_code


def test_tickets_are_numbered(client: httpx.Client) -> None:
    """
    From 1, over all routes.
    """
    first, second = TICKET.of(client).json(), LEGACY.with_body(email="new@example.com").of(client).json()

    assert ({"id": 1, "status": "open"}, 2) == (first["ticket"], second["ticket"]["id"])


def form(*parts: tuple[str, Any], **options: Any) -> Ask:
    """
    A ticket as a form.
    """
    return replace(TICKET, json=None, extra={"data": {**TICKET.json, **options}, "files": list(parts)})


PICTURE = ("files", ("shot.png", b"\x89PNG", "image/png"))


@pytest.mark.parametrize(
    ("file", "status"),
    [
        pytest.param(("a.jpg", b"x", "image/jpeg"), 200, id="jpeg"),
        pytest.param(("a.webp", b"x", "IMAGE/WEBP"), 200, id="case"),
        pytest.param(("a.pdf", b"x", "application/pdf; v=1"), 200, id="pdf"),
        pytest.param(("a.PDF", b"x", ""), 200, id="by ending"),
        pytest.param(("a", b"x", ""), 400, id="nothing known"),
        pytest.param(("a.gif", b"x", "image/gif"), 400, id="gif"),
        pytest.param(("a.png", b"x" * 5_000_000, "image/png"), 200, id="largest"),
        pytest.param(("a.png", b"x" * 5_000_001, "image/png"), 400, id="too large"),
    ],
)
def test_files_are_pictures_or_pdf_of_5_mb(file: tuple[str, bytes, str], status: int, client: httpx.Client) -> None:
    """
    The type that was sent decides, else what the name ends in (A-12).
    """
    assert status == form(("files", file)).of(client).status_code


def test_strict_attachments_are_pictures_only() -> None:
    """
    With the switch on a PDF is refused, and the size is a setting too.
    """
    client = connect_http(Mock(default_world().with_switches(strict_attachments=True, attachment_limit_bytes=4)))

    assert 200 == form(PICTURE).of(client).status_code
    assert 400 == form(("files", ("a.pdf", b"x", "application/pdf"))).of(client).status_code
    assert 400 == form(("files", ("a.png", b"12345", "image/png"))).of(client).status_code


def test_texts_among_the_files_are_ignored(client: httpx.Client) -> None:
    """
    Only files count as files; unknown parts are ignored too.
    """
    ask = form(("files", (None, "text")), ("files", (None, "text")), ("other", (None, "x")), PICTURE)

    assert 200 == ask.of(client).status_code


@pytest.mark.parametrize(
    "part",
    [
        pytest.param(("subject", (None, "again")), id="text twice"),
        pytest.param(("content", ("a.png", b"x", "image/png")), id="file where text belongs"),
        pytest.param(("customer_email", (None, b"\xff")), id="not UTF-8"),
    ],
)
def test_muddled_form_is_malformed(part: tuple[str, Any], client: httpx.Client) -> None:
    """
    A form that could mean two things is refused.
    """
    answer = form(part).of(client)

    assert (400, "The request is malformed") == (answer.status_code, answer.json()["error"])
