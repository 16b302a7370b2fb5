"""
Servers that answer anything: the check comes to a report, whatever it is told.
"""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.terminal import Terminal

from .checking import check, through

DEEP = "[" * 20_000 + "]" * 20_000
NESTED = '{"user":' * 60 + "1" + "}" * 60
SCRIPT = "<script>alert('x')</script>"
ESCAPE = "\x1b[2J\x07"

BODIES = {
    "deep": DEEP,
    "nested": NESTED,
    "infinite": '{"prices": [{"amount": 1e999}]}',
    "huge number": json.dumps({"prices": [{"amount": 10**400}], "count": 10**4000}),
    "half a character": '{"error": "\\ud800", "version": "\\udfff"}',
    "repeated keys": '{"error": "a", "error": {"code": 1}}',
    "control characters": json.dumps({"error": ESCAPE, "version": "a\r\nb", ESCAPE: ESCAPE}),
    "another script": json.dumps({"version": "версия", "user": {"id": "пользователь"}, "prices": [{"id": "цена"}]}),
    "long facts": json.dumps({"version": "v" * 10_000, "prices": [{"id": "p" * 10_000}]}),
    "text": '"text"',
    "list": "[[[]]]",
    "null": "null",
}


@pytest.mark.parametrize("status", [200, 401])
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_any_answer_comes_to_a_report(terminal: Terminal, tmp_path: Path, status: int, body: str) -> None:
    """
    No answer ends the check in a bug, none reaches the terminal unescaped, and the replay says the same.
    """
    answer = {"content": body.encode(), "headers": {"content-type": "application/json"}}
    through(terminal, lambda request, _: httpx.Response(status, **answer))  # type: ignore[arg-type]
    folder = str(tmp_path / "kept")
    live = check(terminal, "--record", folder)
    replayed = terminal("contract", "check", "--replay", folder, "--json")
    for_people = terminal("contract", "check", "--replay", folder)

    assert (1, 1, 1) == (live.code, replayed.code, for_people.code)
    assert live.json == replayed.json
    assert not {"\x1b", "\x07"} & set(for_people.out)


@pytest.mark.parametrize("headers", [{}, {"content-type": ""}, {"content-type": ";;"}, {"content-type": "x" * 9000}])
def test_any_content_type_comes_to_a_report(terminal: Terminal, headers: dict[str, str]) -> None:
    """
    A content type that is missing or senseless is a difference like any other.
    """
    through(
        terminal, lambda request, answer: httpx.Response(answer.status_code, content=answer.read(), headers=headers)
    )

    assert 1 == check(terminal).code


def test_page_runs_no_script_of_the_server(terminal: Terminal, tmp_path: Path) -> None:
    """
    What the server said stands on the page as text.
    """

    def scripted(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        body: dict[str, Any] = {**json.loads(answer.read()), "paid": SCRIPT, "error": "x", "code": SCRIPT}
        return httpx.Response(answer.status_code, json=body)

    through(terminal, scripted)
    check(terminal, "--html", str(tmp_path / "page.html"))
    page = (tmp_path / "page.html").read_text(encoding="utf-8")

    assert "<script" not in page
    assert SCRIPT in html.unescape(page)


@pytest.mark.parametrize("told", ["a\r\nx-evil: 1", "пользователь", "u" * 201, 7, None, ["u"], {"u": 1}, ""])
def test_nothing_senseless_is_sent_back(terminal: Terminal, told: object) -> None:
    """
    Of what a server says only short plain text is used in later requests.
    """
    through(terminal, lambda _, answer: httpx.Response(200, json={"user": {"id": told}, "version": told}))
    check(terminal)

    assert not any("x-user-id" in request.headers for request in terminal.network.requests)
    assert not any(b"if_version" in request.url.query for request in terminal.network.requests)
