"""
Measures what asking a session for a token costs while it is fresh. Opens no socket.
"""

from __future__ import annotations

import asyncio
import time
from typing import Any

import httpx

from monetize_software import AsyncAuthClient, AuthClient
from monetize_software.storage import MemoryStore

from .effort import Effort
from .measuring import Result, Results, awaiting, blocking, interleave, say

_ARRIVED: dict[str, Any] = {
    "access_token": f"head.{'x' * 640}.{'s' * 86}",
    "refresh_token": "r" * 22,
    "expires_in": 360_000,
    "user": {"id": "5d9f0c1e-0000-4000-8000-000000000001", "email": "ada@example.com", "is_anonymous": False},
}


def tokens(effort: Effort) -> Results:
    """
    Measure both clients with one session in memory.
    """
    say("tokens of sessions")
    options: dict[str, Any] = {
        "paywall_id": "3",
        "api_origin": "https://pay.example.com",
        "store": MemoryStore(),
        "transport": httpx.MockTransport(lambda _: httpx.Response(200, json=_ARRIVED)),
    }
    session = AuthClient(**options).session("ada")
    session.sign_in_with_email("ada@example.com", "correct-horse-1")
    awaited = AsyncAuthClient(**options).session("ada")
    with asyncio.Runner() as runner:
        batches = {
            "session token": blocking(session.token, time.process_time),
            "session token async": awaiting(awaited.token, time.process_time, runner),
        }
        times = interleave(batches, effort.rounds, 10 * effort.calls)
    return {name: Result([each * 1e6 for each in found]) for name, found in times.items()}
