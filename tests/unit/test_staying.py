"""
Clients, stores and what is built of them belong to their process: a copy is the thing itself, and nothing pickles it.
"""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet

from monetize_software import (
    ApiGatewayClient,
    AsyncApiGatewayClient,
    AsyncAuthClient,
    AsyncBillingClient,
    AuthClient,
    BillingClient,
    Cache,
)
from monetize_software.access import Access, AsyncAccess
from monetize_software.metering import AsyncTokenMeter, TokenMeter
from monetize_software.receivers import Receiver
from monetize_software.storage import FileStore, MemoryStore, RedisStore, SQLStore, sealed
from tests.support.recorder import good

WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com"}
BUILT: dict[str, Callable[[Path], Any]] = {
    "client": lambda _: BillingClient(**good()),
    "bound client": lambda _: BillingClient(**good()).for_user(email="ada@example.com"),
    "awaiting client": lambda _: AsyncBillingClient(**good()),
    "gateway": lambda _: ApiGatewayClient(**WHERE),
    "awaiting gateway": lambda _: AsyncApiGatewayClient(**WHERE),
    "auth": lambda _: AuthClient(**WHERE),
    "awaiting auth": lambda _: AsyncAuthClient(**WHERE),
    "session": lambda _: AuthClient(**WHERE).session("k"),
    "cache": lambda _: Cache(),
    "memory": lambda _: MemoryStore(),
    "files": FileStore,
    "sql": lambda folder: SQLStore(f"sqlite:///{folder}/a.db"),
    "redis": lambda _: RedisStore("redis://localhost"),
    "sealed": lambda _: sealed(MemoryStore(), keys=[Fernet.generate_key()]),
    "receiver": lambda _: Receiver("whsec_mock", MemoryStore()),
    "access": lambda _: Access(MemoryStore()),
    "awaiting access": lambda _: AsyncAccess(MemoryStore()),
    "meter": lambda _: TokenMeter(BillingClient(**good()), MemoryStore()),
    "awaiting meter": lambda _: AsyncTokenMeter(AsyncBillingClient(**good()), MemoryStore()),
}


@dataclasses.dataclass
class Settings:
    """
    As a program keeps what it was built of.
    """

    it: Any


@pytest.mark.parametrize("name", BUILT)
def test_copy_is_the_thing_itself(name: str, tmp_path: Path) -> None:
    """
    Settings and models that copy what stands in them, however deeply, keep the one client with its connections.
    """
    it = BUILT[name](tmp_path)

    assert it is copy.copy(it)
    assert it is copy.deepcopy([it])[0]
    assert it is dataclasses.asdict(Settings(it))["it"]


@pytest.mark.parametrize("name", BUILT)
def test_pickling_says_what_to_do_instead(name: str, tmp_path: Path) -> None:
    """
    Whoever sends one to another process is told to build one there.
    """
    with pytest.raises(TypeError, match=r"cannot be pickled\. (Build one|Keep its key, and bind it) in each process"):
        pickle.dumps(BUILT[name](tmp_path))
