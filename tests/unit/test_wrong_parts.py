"""
What is put together of parts that do not fit says so where it is built, and names what it was given.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from monetize_software import AsyncBillingClient, BillingClient, Identity, webhooks
from monetize_software.access import Access, AsyncAccess
from monetize_software.metering import AsyncTokenMeter, TokenMeter
from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, SQLStore
from tests.support.recorder import Recorder, good

STORE = MemoryStore()
BILLING, AWAITING = BillingClient(**good(transport=Recorder())), AsyncBillingClient(**good())
NO_STORES: dict[str, Any] = {
    "str": "sqlite:///a.db",
    "PosixPath": Path("a.db"),
    "class SQLStore": SQLStore,
    "None": None,
}
BUILDERS: dict[str, Callable[[Any], Any]] = {
    "access": Access,
    "awaiting access": AsyncAccess,
    "receiver": lambda store: Receiver("whsec_mock", store),
    "meter": lambda store: TokenMeter(BILLING, store),
    "awaiting meter": lambda store: AsyncTokenMeter(AWAITING, store),
}
ODD_CLIENTS: dict[str, tuple[Callable[[], Any], str]] = {
    "access": (lambda: Access(STORE).check(email="a@b.c", ask=AWAITING), "a BillingClient here, not AsyncBilling"),  # type: ignore[arg-type]
    "meter": (lambda: TokenMeter(AWAITING, STORE), "the class BillingClient, not AsyncBillingClient"),  # type: ignore[arg-type]
    "awaiting meter": (lambda: AsyncTokenMeter(BILLING, STORE), "AsyncBillingClient, not BillingClient"),  # type: ignore[arg-type]
    "user": (
        lambda: TokenMeter(BILLING, STORE).debit_or_raise("k", "gpt-4", 1, user="ada@example.com"),  # type: ignore[arg-type]
        r"user= is a client, billing\.for_user\(…\), not str",
    ),
}


@pytest.mark.parametrize("given", NO_STORES)
@pytest.mark.parametrize("builder", BUILDERS)
def test_what_is_no_store_is_told(builder: str, given: str) -> None:
    """
    An address, a path, a class or nothing in a store's place is refused with an example of a store.
    """
    kind = "NoneType" if given == "None" else given
    with pytest.raises(Exception, match=rf'SQLStore\("sqlite:///billing\.db"\), not (the )?{kind}\.'):
        BUILDERS[builder](NO_STORES[given])


@pytest.mark.parametrize("name", ODD_CLIENTS)
def test_client_of_the_other_sort_is_told(name: str) -> None:
    """
    A client whose calls would be awaited by nobody, or in vain, is refused before anything is sent.
    """
    use, told = ODD_CLIENTS[name]
    with pytest.raises(Exception, match=told):
        use()


def test_uuid_names_a_user() -> None:
    """
    A user's id may be a UUID, as most databases make them, and is its text.
    """
    one = UUID("5d9f0c1e-0000-4000-8000-000000000001")

    assert Identity(user_id=str(one)) == Identity(user_id=one)  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", ["whsec_mock\n", " whsec_mock ", "whsec_mock\r\n"])
def test_secret_from_a_file_has_no_line_end(secret: str) -> None:
    """
    A secret that was read from a file or a variable with the line's end still verifies what the vendor signed.
    """
    headers = webhooks.sign(b"{}", "whsec_mock")

    webhooks.verify(b"{}", headers, secret)
    webhooks.verify(b"{}", headers, ["whsec_other", secret])
    assert headers == webhooks.sign(b"{}", secret)
