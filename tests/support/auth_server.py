"""
A small auth service as an httpx transport: it rotates refresh tokens and notices reuse, as the document says. It serves
races and failures, where a test must hold an answer back, lose it, or count.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from typing import Any

import httpx
from attrs import evolve

from monetize_software._sessions.record import Record, pack, unpack
from monetize_software._sessions.rows import rows_of
from monetize_software.storage.protocols import Sessions

FAR = 2**53
USER = {"id": "u-1", "email": "ada@example.com", "is_anonymous": False}


class AuthServer:
    """
    One user, any number of sessions.

    Args:
        grace: Whether the refresh token spent last still gets what it got the first time.
    """

    def __init__(self, *, grace: bool = False) -> None:
        self.grace = grace
        self.paths: list[str] = []
        self.refreshes = 0
        self.bodies: list[Any] = []
        self.dead: set[str] = set()
        self.before_answer: Callable[[str], None] = lambda path: None
        """Called after the service acted and before it answers; what it raises is raised to the client."""
        self._lock = threading.Lock()
        self._serial = 0
        self._families: dict[str, str] = {}
        self._current: dict[str, int] = {}

    def handle(self, request: httpx.Request) -> httpx.Response:
        """
        Act and answer.
        """
        path = request.url.path.partition("/paywall/3/")[2]
        body = json.loads(request.content or b"{}")
        with self._lock:
            self.paths.append(path)
            self.bodies.append(body)
            status, answer = self._act(path, body, request.headers.get("Authorization", "").removeprefix("Bearer "))
        self.before_answer(path)
        return httpx.Response(status, json=answer)

    def is_alive(self, token: str) -> bool:
        """
        Whether an access token's session goes on.
        """
        return self._families.get(token, "") not in {"", *self.dead}

    def _act(self, path: str, body: Any, bearer: str) -> tuple[int, Any]:
        match path:
            case "auth/email/signin" | "auth/otp/verify" | "auth/oauth/exchange":
                return 200, {**self._issue(f"family-{self._serial}"), "user": USER}
            case "auth/anonymous/signin":
                user = {"id": f"guest-{self._serial}", "email": None, "is_anonymous": True}
                return 200, {**self._issue(f"family-{self._serial}"), "user": user}
            case "auth/refresh":
                return self._refresh(body["refresh_token"])
            case "auth/signout" | "auth/revoke-all":
                self.dead.add(self._families.get(bearer, "nobody's"))
                return 200, {"ok": True}
            case _ if not self.is_alive(bearer) or f"at-{self._current[self._families[bearer]]}" != bearer:
                return 401, {"error": "invalid_token"}
            case _:
                return 200, {"has_active_subscription": True, "purchases": [], "trial": None}

    def _issue(self, family: str) -> dict[str, Any]:
        self._serial += 1
        self._families[f"at-{self._serial}"] = self._families[f"rt-{self._serial}"] = family
        self._current[family] = self._serial
        return {"access_token": f"at-{self._serial}", "refresh_token": f"rt-{self._serial}", "expires_in": 3600}

    def _refresh(self, token: str) -> tuple[int, Any]:
        self.refreshes += 1
        family = self._families.get(token, "")
        if family and family not in self.dead:
            current = self._current[family]
            if token == f"rt-{current}":
                answer = self._issue(family)
                self._families[f"parent-{token}"] = str(self._serial)
                return 200, answer
            if self.grace and self._families.get(f"parent-{token}") == str(current):
                return 200, {"access_token": f"at-{current}", "refresh_token": f"rt-{current}", "expires_in": 3600}
            self.dead.add(family)
        return 401, {"error": "refresh_failed", "code": "invalid_refresh_token"}


def stored(sessions: Sessions, key: str = "ada") -> Any:
    """
    What a store holds of a session.
    """
    value, _ = sessions.get(rows_of("3", key).main, at=0)
    return None if value is None else unpack(value)


def age(sessions: Sessions, seconds: float = 4000, key: str = "ada") -> None:
    """
    Make a stored session older than it is.
    """
    row = rows_of("3", key).main
    value, version = sessions.get(row, at=0)
    record = unpack(value or b"")
    assert isinstance(record, Record)
    older = pack(evolve(record, received_at=record.received_at - seconds))
    assert sessions.put(row, older, expect=version, at=0, expires=FAR) is not None
