"""
Checks that a webhook receiver refuses what is not signed. Sends nothing that it could act on.
"""

from __future__ import annotations

import json
from secrets import token_hex
from typing import Any

import click

from monetize_software_cli.addresses import host_of, is_loopback, scheme_of
from monetize_software_cli.session import Session
from monetize_software_cli.tls import TlsError
from monetize_software_cli.web import NoAnswer, Web

from .check import Check, failed, ok, skipped

_NAMES = ("receiver", "refuses unsigned", "refuses forged")
_FIX = "Call webhooks.construct_event() on the raw body first, and answer 401 when it raises."


def check_receiver(session: Session, url: str | None, *, allow_remote: bool) -> list[Check]:
    """
    Send an unsigned and a wrongly signed event, and check that each is answered with 401.

    Args:
        url: The receiver; None when nobody named one.
        allow_remote: Whether it may be on another machine.

    Raises:
        UsageError: It is on another machine, and that was not allowed.
    """
    if url is None:
        return [skipped("receiver", "not looked at", "Start your server and name it: --receiver URL")]
    _check_place(url, allow_remote=allow_remote)
    if scheme_of(url) != "https" and not is_loopback(url):
        return [failed("receiver", "is not https", "Let it be reached by https only."), *_unsaid()]
    return _try(session, url)


def _check_place(url: str, *, allow_remote: bool) -> None:
    context = click.get_current_context(silent=True)
    if scheme_of(url) not in ("http", "https") or not host_of(url):
        raise click.BadParameter("Give a full address, such as http://localhost:8000/hooks.", context)
    if not is_loopback(url) and not allow_remote:
        raise click.UsageError("The receiver is on another machine. Add --allow-remote if it is yours.", context)


def _try(session: Session, url: str) -> list[Check]:
    from monetize_software import webhooks

    body = _event()
    forged = webhooks.sign(body, token_hex(32))
    try:
        statuses = [_post(session.web(url), url, body, headers) for headers in ({}, forged)]
    except (NoAnswer, TlsError) as problem:
        return [failed("receiver", str(problem), "Start your server, and check the address."), *_unsaid()]
    judged = [_judge(name, status) for name, status in zip(_NAMES[1:], statuses, strict=True)]
    return [ok("receiver", "it answers"), *judged]


def _post(web: Web, url: str, body: bytes, headers: dict[str, str]) -> int:
    return web.send("POST", url, {"content-type": "application/json", **headers}, body).status


def _judge(name: str, status: int) -> Check:
    if status == 401:
        return ok(name, "401")
    if 200 <= status < 300:
        return failed(name, f"{status}: anybody can give themselves access", _FIX)
    if status == 404:
        return failed(name, "404 instead of 401", "Check the address's path.")
    return failed(name, f"{status} instead of 401", _FIX)


def _event() -> bytes:
    event: dict[str, Any] = {
        "id": f"evt_doctor_{token_hex(8)}",
        "type": "monetize.doctor",
        "created_at": "2030-01-01T00:00:00Z",
        "data": {},
    }
    return json.dumps(event).encode()


def _unsaid() -> list[Check]:
    return [skipped(name, "cannot be told") for name in _NAMES[1:]]
