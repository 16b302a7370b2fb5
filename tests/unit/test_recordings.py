"""
Calls recorded with vcrpy and replayed: each user gets the answer that is theirs, and no address is written down.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import vcr  # type: ignore[import-untyped]
from vcr.errors import CannotOverwriteExistingCassetteException  # type: ignore[import-untyped]

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software._wire import private_url

from ..support.driving import driven
from ..support.recorder import GOOD

USERS = {"ann@example.com": 1, "bob@example.com": 2}


def answer(request: httpx.Request) -> httpx.Response:
    """
    A user with as many tokens as the table says.
    """
    count = USERS[request.url.params["email"]]
    return httpx.Response(200, json={"balances": [{"type": "t", "count": count}], "paid": False, "purchases": []})


@pytest.fixture(params=["sync", "async"])
def tokens(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Callable[[str], int]:
    """
    Reads how many tokens a user has, with a client of either kind.
    """

    def read(email: str) -> int:
        transport = httpx.MockTransport(answer)
        client: Any = BillingClient(**GOOD, transport=transport)
        if request.param == "async":
            client = driven(AsyncBillingClient(**GOOD, transport=transport), runner)
        return int(client.for_user(email=email).get_balances()[0].count)

    return read


def cassette(path: Path, mode: str) -> Any:
    """
    A recording in a file, without the key.
    """
    return vcr.use_cassette(str(path), record_mode=mode, filter_headers=["x-api-key"])


def test_recording_is_replayed_to_the_right_users(
    tokens: Callable[[str], int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    With a fixed salt a later process replays what an earlier one recorded, in any order, and nothing names the users.
    """
    path = tmp_path / "calls.yaml"
    monkeypatch.setenv("MONETIZE_URL_SALT", "kept in the project")
    with cassette(path, "once"):
        assert [1, 2] == [tokens(email) for email in USERS]
    monkeypatch.setattr(private_url, "_salt", b"another process")

    with cassette(path, "none"):
        assert [2, 1] == [tokens(email) for email in reversed(USERS)]
    written = path.read_text(encoding="utf-8")
    assert 2 == written.count("?redacted=")
    assert [] == [word for word in ("ann", "bob", "example.com%", "sk_test") if word in written]


def test_recording_never_answers_for_somebody_else(tokens: Callable[[str], int], tmp_path: Path) -> None:
    """
    Without a recorded answer of one's own there is none, and least of all another user's.
    """
    path = tmp_path / "calls.yaml"
    with cassette(path, "once"):
        assert 1 == tokens("ann@example.com")

    with cassette(path, "none"), pytest.raises(CannotOverwriteExistingCassetteException):
        tokens("bob@example.com")
