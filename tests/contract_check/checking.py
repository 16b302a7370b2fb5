"""
`monetize contract check` in this process, against mocks that keep the contract and mocks that drift from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from monetize_software_mock import Mock
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.handlers import HANDLERS
from monetize_software_mock.http.messages import Reply
from tests.support.terminal import Ended, Terminal

BEARER = "bearer_subscriber"
EMAIL = "subscriber@example.com"
USER = ("--email", EMAIL)

Change = Callable[[Any], Any]


def drifting(operation: str, handler: Handler) -> Mock:
    """
    A mock that answers one operation in its own way.
    """
    return Mock(handlers={**HANDLERS, operation: handler}, check_answers=False)


def answering(operation: str, change: Change, status: int | None = None) -> Mock:
    """
    A mock whose successes of one operation are changed before they leave.
    """

    def handler(call: Call) -> Reply:
        reply = HANDLERS[operation](call)
        return dataclasses.replace(reply, body=change(dict(reply.body)), status=status or reply.status)

    return drifting(operation, handler)


def check(terminal: Terminal, *arguments: str) -> Ended:
    """
    Run the command with everything it can use, for machines.
    """
    return terminal("contract", "check", *USER, *arguments, "--json")


def differences(ended: Ended) -> list[tuple[str, str, str, str]]:
    """
    All that differed, as operation, place, expected and found; each once.
    """
    return list(dict.fromkeys(_differences(ended.json)))


def _differences(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    for operation in found["operations"]:
        for ask in operation["asks"]:
            for each in ask["differences"]:
                yield operation["operation"], each["place"], each["expected"], each["found"]


def verdicts(ended: Ended, state: str) -> set[tuple[str, str]]:
    """
    Id and place of the assumptions that are confirmed, refuted or undecided.
    """
    return {(each["id"], each["place"]) for each in ended.json["assumptions"] if each["state"] == state}


def through(terminal: Terminal, change: Callable[[httpx.Request, httpx.Response], httpx.Response]) -> None:
    """
    Let every answer of the terminal's mock be changed on its way.
    """
    answer = terminal.network.mock.handle_request
    terminal.network.handlers["127.0.0.1"] = lambda request: change(request, answer(request))
