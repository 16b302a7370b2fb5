"""
No frame that an exception passed shows a user's e-mail address, or a store's password, as Sentry writes variables.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest

from monetize_software import AsyncAuthClient, AuthClient, AuthSession, BillingClient
from monetize_software.access import Access, AsyncAccess
from monetize_software.metering import Charge, Reconciliation, TokenMeter, Usage
from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, RedisStore, SQLStore
from monetize_software.storage.facts import Fact
from monetize_software.storage.meters import KnownBalance
from tests.support.driving import driven_auth
from tests.support.frames import leaks
from tests.support.recorder import Answer, Recorder, fails, good, says

MAIL = "ada.lovelace@example.com"
WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "max_retries": 0}
FAILURES: dict[str, Answer] = {
    "refused": says(401, {"error": "invalid_credentials"}),
    "broken": says(500, {}),
    "lost": fails(httpx.ReadError),
}
SIGN_INS: dict[str, Callable[[AuthSession], Any]] = {
    "password": lambda session: session.sign_in_with_email(MAIL, "correct-horse"),
    "sign-up": lambda session: session.sign_up(MAIL, "correct-horse"),
    "confirmation": lambda session: session.resend_confirmation(MAIL),
    "send code": lambda session: session.send_otp(MAIL),
    "code": lambda session: session.verify_otp(MAIL, "123456"),
    "reset": lambda session: session.request_password_reset(MAIL),
    "upgrade": lambda session: session.upgrade_anonymous_to_email(MAIL, "correct-horse"),
}


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("use", SIGN_INS)
def test_sign_in_that_fails_shows_no_address(use: str, failure: str, kind: str, runner: asyncio.Runner) -> None:
    """
    Whoever mistypes a password is not named in the report of it.
    """
    transport = Recorder(FAILURES[failure])
    session = (
        AuthClient(**WHERE, transport=transport).session("k")
        if kind == "sync"
        else driven_auth(AsyncAuthClient(**WHERE, transport=transport), runner).session("k")
    )

    assert [] == leaks(lambda: SIGN_INS[use](session), "lovelace")


@pytest.mark.parametrize("given", [f"Ada <{MAIL}>", f"{MAIL},{MAIL}", f"{MAIL} x", MAIL * 20])
def test_what_is_no_address_is_not_shown(given: str) -> None:
    """
    A name beside an address, or two of them, is refused without being told.
    """
    billing = BillingClient(**good(transport=Recorder()))

    assert [] == leaks(lambda: billing.for_user(email=given), "lovelace")


WRONG: dict[str, Callable[[AuthSession], Any]] = {
    "address, password": lambda session: session.sign_in_with_email(f"Ada <{MAIL}>", "correct-horse"),
    "address, sign-up": lambda session: session.sign_up(f"Ada <{MAIL}>", "correct-horse"),
    "address, confirmation": lambda session: session.resend_confirmation(f"Ada <{MAIL}>"),
    "address, send code": lambda session: session.send_otp(f"Ada <{MAIL}>"),
    "address, code": lambda session: session.verify_otp(f"Ada <{MAIL}>", "123456"),
    "address, reset": lambda session: session.request_password_reset(f"Ada <{MAIL}>"),
    "address, upgrade": lambda session: session.upgrade_anonymous_to_email(f"Ada <{MAIL}>", "correct-horse"),
    "no password": lambda session: session.sign_in_with_email(MAIL, ""),
    "no password, sign-up": lambda session: session.sign_up(MAIL, ""),
    "no code": lambda session: session.verify_otp(MAIL, ""),
    "no password, upgrade": lambda session: session.upgrade_anonymous_to_email(MAIL, ""),
    "visitor": lambda session: session.sign_up(MAIL, "correct-horse", visitor_id=""),
    "key": lambda session: session.sign_up(MAIL, "correct-horse", idempotency_key="\n"),
    "key, confirmation": lambda session: session.resend_confirmation(MAIL, idempotency_key="\n"),
}


@pytest.mark.parametrize("use", WRONG)
def test_sign_in_that_is_refused_unsent_shows_no_address(use: str) -> None:
    """
    What is wrong with the arguments of a sign-in is said without the address among them.
    """
    session = AuthClient(**WHERE, transport=Recorder()).session("k")

    assert [] == leaks(lambda: WRONG[use](session), "lovelace")


def test_charge_that_fails_shows_no_address() -> None:
    """
    A debit that the service refuses does not name its user, although the ledger does.
    """
    billing = BillingClient(**good(transport=Recorder(says(400, {"error": "insufficient", "available": 1}))))
    meter, user = TokenMeter(billing, MemoryStore()), billing.for_user(email=MAIL)

    assert [] == leaks(lambda: meter.debit_or_raise("k", "gpt-4", 2, user=user), "lovelace")


ROWS: dict[str, NamedTuple] = {
    "charge": Charge(MAIL[:3], MAIL, "gpt-4", 1, "reserved", "me", 0, 0, 0, 0),
    "balance": KnownBalance(MAIL, "gpt-4", 1, 0),
    "usage": Usage(MAIL, "gpt-4", 1, 1),
    "reconciliation": Reconciliation(MAIL, "gpt-4", 1, [], []),
    "fact": Fact("email", MAIL, "", "u_1", "3", 0, True, "event", "e"),
}


@pytest.mark.parametrize("name", ROWS)
def test_rows_with_an_address_show_none(name: str) -> None:
    """
    Neither a repr nor Sentry, which takes tuples apart, shows by what address a row names its user.
    """
    row: Any = ROWS[name]

    assert MAIL in row
    assert MAIL not in repr(row)
    assert MAIL not in row.__sentry_repr__()


PASSWORD = "correct-horse"
STORES: dict[str, Callable[[], Any]] = {
    "driver": lambda: SQLStore(f"postgresql+pg8000://me:{PASSWORD}@db/shop"),
    "dialect": lambda: SQLStore(f"mysql://me:{PASSWORD}@db/shop"),
    "no address": lambda: SQLStore(f"me:{PASSWORD}@db/shop"),
    "no file": lambda: SQLStore("sqlite://"),
    "prefix": lambda: SQLStore(f"postgresql://me:{PASSWORD}@db/shop", prefix="A B"),
    "redis": lambda: RedisStore(f"http://me:{PASSWORD}@db"),
    "access": lambda: Access(f"postgresql://me:{PASSWORD}@db/shop"),  # type: ignore[arg-type]
    "awaiting access": lambda: AsyncAccess(f"postgresql://me:{PASSWORD}@db/shop"),  # type: ignore[arg-type]
    "receiver": lambda: Receiver("whsec_mock", f"postgresql://me:{PASSWORD}@db/shop"),  # type: ignore[arg-type]
    "meter": lambda: TokenMeter(BillingClient(**good()), f"postgresql://me:{PASSWORD}@db"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("name", STORES)
def test_store_that_cannot_be_shows_no_password(name: str) -> None:
    """
    A mistake in a store's address is reported without the password in it.
    """
    assert [] == leaks(STORES[name], PASSWORD)


def test_sessions_in_a_home_and_in_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Of a folder of sessions "~" is the user's home, and one that cannot be made is named.
    """
    from monetize_software import StorageError
    from monetize_software.storage import FileStore

    monkeypatch.setenv("HOME", str(tmp_path))
    FileStore("~/mine/sessions")
    (tmp_path / "file").touch()

    assert (tmp_path / "mine" / "sessions").is_dir()
    with pytest.raises(StorageError, match=r"at .*file/sessions: Not a directory"):
        FileStore(tmp_path / "file" / "sessions")
