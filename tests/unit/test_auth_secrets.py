"""
Passwords, codes, tokens and verifiers: in no error, no repr, no log, no frame that an exception passed.
"""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

import httpx
import pytest
from cryptography.fernet import Fernet

from monetize_software import AsyncAuthClient, AuthClient, AuthSession, PaywallError, StorageError
from monetize_software._secret import Secret
from monetize_software._sessions.record import Pending, Record
from monetize_software._sessions.rows import rows_of
from monetize_software.storage import MemoryStore, sealed
from tests.support.auth_server import FAR, AuthServer, age
from tests.support.driving import driven_auth

WHERE: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "max_retries": 0}
MARK = "zyxw"
PASSWORD, CODE = f"horse-{MARK}-1", f"9{MARK}9"
TOKENS = {"access_token": f"at-{MARK}", "refresh_token": f"rt-{MARK}", "expires_in": 3600}

Answer = Callable[[httpx.Request], httpx.Response]
Make = Callable[..., AuthSession]


@pytest.fixture(params=["sync", "async"])
def make(request: pytest.FixtureRequest, runner: asyncio.Runner) -> Make:
    """
    Binds a session of either kind of client, whose requests are answered by a function.
    """

    def bound(answer: Answer, **options: Any) -> AuthSession:
        transport = httpx.MockTransport(answer)
        if request.param == "sync":
            return AuthClient(**WHERE, transport=transport, **options).session(f"key-{MARK}")
        return driven_auth(AsyncAuthClient(**WHERE, transport=transport, **options), runner).session(f"key-{MARK}")

    return bound


def shown(error: BaseException) -> Iterator[str]:
    """
    Whatever a reporter of errors could show: texts, and variables of our frames.
    """
    links: list[BaseException | None] = [error]
    for one in links:
        if one is not None:
            links += [each for each in (one.__cause__, one.__context__) if each not in links]
            yield f"{one!s} {one!r}"
        trace: TracebackType | None = one.__traceback__ if one is not None else None
        while trace is not None:
            code = trace.tb_frame.f_code
            if "/monetize_software/" in code.co_filename.replace("\\", "/"):
                yield from (f"{code.co_qualname} {name}: {value!r}" for name, value in trace.tb_frame.f_locals.items())
            trace = trace.tb_next


def refuses(request: httpx.Request) -> httpx.Response:
    """
    Repeats all it was told, without its names.
    """
    said = " and ".join(map(str, json.loads(request.content).values()))
    return httpx.Response(400, json={"error": f"You said {said}", "message": said})


def dies(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("gone", request=request)


def breaks(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={**TOKENS, "user": 7})


USES: dict[str, Callable[[AuthSession], Any]] = {
    "password": lambda session: session.sign_in_with_email("ada@example.com", PASSWORD),
    "sign-up": lambda session: session.sign_up("ada@example.com", PASSWORD, user_meta={"a": 1}),
    "code": lambda session: session.verify_otp("ada@example.com", CODE),
    "captcha": lambda session: session.sign_in_anonymously(captcha_token=f"captcha-{MARK}"),
    "meta that is no JSON": lambda session: session.sign_up("ada@example.com", PASSWORD, user_meta={"a": object()}),
    "too long": lambda session: session.sign_in_with_email("ada@example.com", PASSWORD * 500),
    "half a character": lambda session: session.sign_in_with_email("ada@example.com", PASSWORD + "\ud800"),
    "no address": lambda session: session.sign_in_with_email("ada", PASSWORD),
    "unknown argument": lambda session: session.sign_in_with_email("ada@example.com", password=PASSWORD, userMeta=1),  # type: ignore[call-arg]
    "bad option": lambda session: session.sign_in_with_email("ada@example.com", PASSWORD, timeout=-1),
    "OAuth code": lambda session: session.complete_oauth_flow("unknown", CODE),
}


@pytest.mark.parametrize("use", USES)
@pytest.mark.parametrize("answer", [refuses, dies, breaks])
def test_failed_sign_in_shows_no_secret(make: Make, answer: Answer, use: str) -> None:
    """
    Whatever fails and however, neither text nor variables show what was typed or what was answered.
    """
    with pytest.raises((PaywallError, TypeError)) as caught:
        USES[use](make(answer))

    assert [] == [text for text in shown(caught.value) if MARK in text]


def test_unreadable_answer_keeps_no_token(make: Make) -> None:
    """
    An error about a sign-in's answer holds none of it.
    """
    with pytest.raises(PaywallError) as caught:
        make(breaks).sign_in_with_email("ada@example.com", PASSWORD)
    assert b"" == caught.value.raw
    assert MARK not in str(vars(caught.value))


def test_failed_refresh_shows_no_token(make: Make) -> None:
    """
    Nor the token that was rejected.
    """
    server, store = AuthServer(), MemoryStore()
    AuthClient(**WHERE, store=store, transport=httpx.MockTransport(server.handle)).session(
        f"key-{MARK}"
    ).sign_in_with_email("ada@example.com", PASSWORD)
    age(store.sessions, key=f"key-{MARK}")

    def refuse(request: httpx.Request) -> httpx.Response:
        return httpx.Response(401, json={"error": "no", "message": request.content.decode()})

    session = make(refuse, store=store)
    with pytest.raises(PaywallError) as caught:
        session.token(rejected="at-1")
    assert [] == [text for text in shown(caught.value) if "rt-1" in text or "at-1" in text or MARK in text]


def test_values_print_no_secret(make: Make, caplog: pytest.LogCaptureFixture) -> None:
    """
    Sessions, handles, clients, records and logs of calls: their repr shows no token, key, address or user.
    """
    caplog.set_level(logging.DEBUG)
    server = AuthServer()
    session = make(server.handle)
    value = session.sign_in_with_email("ada@example.com", PASSWORD)
    record = Record("l", Secret(f"a{MARK}"), Secret(f"r{MARK}"), 0.0, 1.0, {"email": f"{MARK}@x"}, "email")
    pending = Pending(Secret(f"v{MARK}"), 0.0)
    texts = [repr(each) for each in (value, session, record, pending, value.user)] + [caplog.text]

    assert [] == [text for text in texts if MARK in text or "at-1" in text or "rt-1" in text or "ada@" in text]
    with pytest.raises(TypeError):
        pickle.dumps(value)


def test_store_sees_neither_key_nor_address() -> None:
    """
    The names of its rows are digests.
    """
    store = MemoryStore()
    auth = AuthClient(**WHERE, store=store, transport=httpx.MockTransport(AuthServer().handle))
    auth.session(f"key-{MARK}").sign_in_with_email("ada@example.com", PASSWORD)

    assert [64, 64] == [len(name) for name in store.sessions._rows]


def test_stored_session_that_cannot_be_read_shows_nothing(make: Make) -> None:
    """
    What another program wrote there may hold tokens; no frame of the failure shows it.
    """
    store = MemoryStore()
    session = make(breaks, store=store)
    row = rows_of("3", session.key).main
    store.sessions.put(row, json.dumps({"format": 99, **TOKENS}).encode(), expect=0, at=0, expires=FAR)
    with pytest.raises(StorageError) as caught:
        session.token()

    assert "session_unreadable" == caught.value.code
    assert [] == [text for text in shown(caught.value) if MARK in text.replace(f"key-{MARK}", "")]


def test_session_that_is_sealed_for_another_row_shows_nothing(make: Make) -> None:
    """
    Whose row was copied has their tokens in no frame of the refusal.
    """
    plain = MemoryStore()
    store = sealed(plain, keys=[Fernet.generate_key()])
    session = make(breaks, store=store)
    row = rows_of("3", session.key).main
    store.sessions.put("another", json.dumps(TOKENS).encode(), expect=0, at=0, expires=FAR)
    copied = plain.sessions.get("another", at=0).value
    plain.sessions.put(row, copied or b"", expect=0, at=0, expires=FAR)
    with pytest.raises(StorageError, match="another row") as caught:
        session.token()

    assert [] == [text for text in shown(caught.value) if MARK in text.replace(f"key-{MARK}", "")]
