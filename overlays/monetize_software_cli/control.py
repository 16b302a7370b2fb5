"""
Talks to a running mock's control routes. Carries no credential.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from .answers import rows
from .exits import Exit, Failure
from .failures import START_THE_MOCK
from .session import Session
from .web import NoAnswer, parsed

_LONGEST_S = 60.0
"""A month of a large world takes a mock seconds."""


def control(session: Session, method: str, route: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """
    Ask a control route such as `clock`.

    Raises:
        Failure: Nobody answers, it is no mock, or it refuses.
    """
    address = session.mock_address
    sent = json.dumps(body).encode() if method == "POST" else None
    headers = {"content-type": "application/json"} if sent else {}
    try:
        answer = session.web(address, _LONGEST_S).send(method, f"{address}/_mock/{route}", headers, sent)
    except NoAnswer as problem:
        raise Failure(Exit.NETWORK, "network_error", _nobody(address, str(problem)), START_THE_MOCK) from None
    found = parsed(answer.body)
    if answer.status == 200 and found is not None:
        return found
    raise _refusal(answer.status, found, address)


def each_of(session: Session, route: str, name: str) -> Iterator[dict[str, Any]]:
    """
    Return the rows of a long list, oldest first; the mock hands them out a page at a time.

    Raises:
        Failure: As `control` does.
    """
    start: Any = 0
    while start is not None:
        answer = control(session, "GET", f"{route}?from={start}")
        yield from rows(answer, name)
        start = answer.get("next")


def place(*parts: str) -> str:
    """
    Write the route that parts name, whatever they hold.
    """
    return "/".join(quote(part, safe="", errors="replace") for part in parts)


def _nobody(address: str, problem: str) -> str:
    return f"Nothing answers at {address}." if "ConnectError" in problem else f"{address} cannot be used: {problem}."


def not_a_mock(address: str) -> Failure:
    """
    Word that something else answers there.
    """
    text = f"What answers at {address} is no mock server."
    return Failure(Exit.NETWORK, "not_a_mock", text, "Check --mock or MONETIZE_MOCK.")


def _refusal(status: int, body: dict[str, Any] | None, address: str) -> Failure:
    if body is None or "error" not in body:
        return not_a_mock(address)
    exit_code = Exit.NOT_FOUND if status == 404 else Exit.REFUSED
    return Failure(exit_code, f"http_{status}", str(body["error"]))
