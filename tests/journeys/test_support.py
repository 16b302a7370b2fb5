"""
Support tickets, with and without files.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from monetize_software import BillingClient, IdentityRequiredError, InvalidRequestError, RateLimitError
from monetize_software_mock import Mock

from .conftest import Connect

PDF = b"%PDF-1.4\r\n--+++\r\nnot a boundary\x00\xff"


def test_ticket(ada: BillingClient) -> None:
    """
    A ticket has a number and is open.
    """
    ticket = ada.create_support_ticket("Cannot log in", "The page stays blank.")

    assert (int, "open") == (type(ticket.id), ticket.status)


def test_ticket_with_files_of_every_kind(ada: BillingClient, tmp_path: Path) -> None:
    """
    Paths, (name, bytes) pairs and open files are all attached, whatever bytes they hold.
    """
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    with path.open("rb") as opened:
        ticket = ada.create_support_ticket("Files", "See them.", files=[path, str(path), ("ü.pdf", PDF), opened])

    assert "open" == ticket.status


def test_guest_ticket(connect_mock: Connect) -> None:
    """
    Without any credential a guest gives an e-mail.
    """
    guest = connect_mock(api_key=None)

    assert guest.create_support_ticket("Question", "How much?", email="guest@example.com").id
    with pytest.raises(IdentityRequiredError) as caught:
        guest.create_support_ticket("Question", "How much?")
    assert ("email_required", None) == (caught.value.code, caught.value.status)


def test_ticket_by_bearer(connect_mock: Connect) -> None:
    """
    A bearer's own e-mail is used.
    """
    assert connect_mock(api_key=None, bearer="bearer_user").create_support_ticket("Hello", "It is me.").id


def test_third_ticket_of_a_day_is_refused(ada: BillingClient, mock: Mock) -> None:
    """
    Two tickets in 24 hours, over both routes together; then the window moves on.
    """
    ada.create_support_ticket("First", "one")
    ada.create_legacy_ticket("Second", "two")

    for ticket in (ada.create_support_ticket, ada.create_legacy_ticket):
        with pytest.raises(RateLimitError) as caught:
            ticket("Third", "three")
        assert ("rate_limit_exceeded", 429, False) == (
            caught.value.code,
            caught.value.status,
            caught.value.may_have_been_applied,
        )
    mock.clock.advance(days=1, seconds=1)
    assert ada.create_support_ticket("Third", "three").id


def test_legacy_ticket_needs_an_email(billing: BillingClient) -> None:
    """
    The legacy route needs an e-mail too, bound or given.
    """
    with pytest.raises(IdentityRequiredError):
        billing.create_legacy_ticket("Hello", "It is me.")
    assert billing.create_legacy_ticket("Hello", "It is me.", email="new@example.com", user_meta={"a": "b"}).id


def test_legacy_prices(billing: BillingClient) -> None:
    """
    The legacy list has integer ids and exact amounts in major units.
    """
    assert {123: "9.99", 9101: "79", 9102: "199"} == {
        price.id: f"{price.unit_amount.normalize():f}" for price in billing.get_legacy_prices()
    }


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"subject": "Hi"}, "subject"),
        ({"subject": "s" * 201}, "subject"),
        ({"subject": None}, "subject"),
        ({"content": ""}, "content"),
        ({"content": "c" * 5001}, "content"),
        ({"email": "nobody"}, "email"),
        ({"files": "a.png"}, "files"),
        ({"files": [("a", b"")] * 6}, "files"),
        ({"files": [("a", b" " * (10 * 2**20 + 1))]}, r"files\[0\]"),
        ({"files": [("a", "text")]}, r"files\[0\]"),
        ({"files": [5]}, r"files\[0\]"),
        ({"files": [("a\r\nb", b"")]}, r"files\[0\]"),
        ({"files": ["/no/such/file"]}, r"files\[0\]"),
        ({"files": [("a", b""), Path("\0")]}, r"files\[1\]"),
    ],
    ids=lambda value: next(iter(value)) + str(value)[:30] if isinstance(value, dict) else None,
)
def test_bad_ticket_is_refused_here(ada: BillingClient, options: dict[str, Any], word: str) -> None:
    """
    What the server would refuse is refused before sending, and nothing counts against the limit.
    """
    arguments: dict[str, Any] = {"subject": "Subject", "content": "Content", **options}
    with pytest.raises(InvalidRequestError, match=word):
        ada.create_support_ticket(**arguments)

    assert ada.create_support_ticket("First", "one").id
    assert ada.create_support_ticket("Second", "two").id


def test_large_file_warns(ada: BillingClient) -> None:
    """
    Between 5 and 10 MB the server decides, and a warning says that it may refuse.
    """
    with pytest.warns(UserWarning, match="larger than 5 MB"), pytest.raises(InvalidRequestError) as caught:
        ada.create_support_ticket("Large", "See file.", files=[("a.pdf", BytesIO(b" " * (6 * 2**20)).getvalue())])

    assert "invalid_file" == caught.value.code
