"""
`monetize webhook`: what it accepts is what the SDK accepts.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from monetize_software import webhooks

from ..support.terminal import SECRET, Terminal

BODY = json.dumps(
    {
        "id": "evt_1",
        "type": "subscription.updated",
        "created_at": "2030-01-01T00:00:00Z",
        "data": {"subscription": {"id": "sub_1", "status": "active"}},
    }
).encode()


@pytest.fixture
def body(tmp_path: Path) -> str:
    """
    A delivery's body in a file.
    """
    path = tmp_path / "body.json"
    path.write_bytes(BODY)
    return str(path)


def headers(secret: str = SECRET) -> list[str]:
    """
    Options with a delivery's signature headers.
    """
    signed = webhooks.sign(BODY, secret).items()
    return [word for name, value in signed for word in ("--header", f"{name}: {value}")]


def test_valid_deliveries_are_told(terminal: Terminal, body: str) -> None:
    """
    A signed body is valid, and its event is named.
    """
    ended = terminal("webhook", "verify", body, *headers())

    assert (0, "") == (ended.code, ended.err)
    assert ["signature   valid", "id          evt_1", "type        subscription.updated"] == ended.out.splitlines()[:3]


def test_deliveries_for_machines(terminal: Terminal) -> None:
    """
    The body may come from standard input, and the answer be JSON.
    """
    found = terminal("webhook", "verify", *headers(), "--json", stdin=BODY).json

    assert (True, "evt_1") == (found["valid"], found["id"])


@pytest.mark.parametrize(
    ("options", "stdin", "code"),
    [
        (headers("another"), BODY, "invalid_signature"),
        ([], BODY, "invalid_signature"),
        (headers(), BODY + b" ", "invalid_signature"),
        (headers(), b"x" * ((1 << 20) + 5), "invalid_signature"),
    ],
    ids=["another secret", "unsigned", "another body", "too large"],
)
def test_forged_deliveries_are_refused(terminal: Terminal, options: list[str], stdin: bytes, code: str) -> None:
    """
    Whatever is not signed with the secret, to the byte, ends with 1.
    """
    ended = terminal("webhook", "verify", *options, stdin=stdin)

    assert (1, "") == (ended.code, ended.out)
    assert ended.err.startswith(f"monetize: {code}: ")


def test_signed_nonsense_is_refused(terminal: Terminal) -> None:
    """
    A valid signature does not make a body an event.
    """
    signature = terminal("webhook", "sign", stdin=b"{}").out.splitlines()[0]
    ended = terminal("webhook", "verify", "-", "-H", signature, stdin=b"{}")

    assert (1, True) == (ended.code, "invalid_webhook" in ended.err)


def test_signatures_are_the_sdks(terminal: Terminal, body: str) -> None:
    """
    `sign` prints the headers the SDK makes, as lines or as JSON.
    """
    signed = webhooks.sign(BODY, SECRET)

    assert [f"{name}: {value}" for name, value in signed.items()] == terminal("webhook", "sign", body).out.splitlines()
    assert signed == terminal("webhook", "sign", body, "--json").json


def test_secret_can_be_typed(terminal: Terminal, body: str) -> None:
    """
    The secret may be typed in, on demand or because none is set and somebody is there.
    """
    terminal.typed = "whsec_typed_in_by_hand"
    demanded = terminal("webhook", "verify", body, *headers(terminal.typed), "--ask-secret")
    del terminal.environ["WEBHOOK_SECRET"]
    terminal.interactive = True

    assert 0 == demanded.code
    assert 0 == terminal("webhook", "verify", body, *headers(terminal.typed)).code


def test_missing_secret_is_named(terminal: Terminal, body: str) -> None:
    """
    Without a secret and without anybody to ask, the variable is named.
    """
    del terminal.environ["WEBHOOK_SECRET"]
    ended = terminal("webhook", "sign", body)

    assert (3, True) == (ended.code, "WEBHOOK_SECRET is not set" in ended.err)


@pytest.mark.parametrize("header", ["no colon", ": no name"])
def test_headers_have_a_form(terminal: Terminal, body: str, header: str) -> None:
    """
    A header without a name or a colon is a wrong argument.
    """
    assert 2 == terminal("webhook", "verify", body, "--header", header).code


def test_missing_files_are_wrong_arguments(terminal: Terminal) -> None:
    """
    A file that is not there is a wrong argument.
    """
    assert 2 == terminal("webhook", "sign", "no-such-file").code


def test_body_without_end_is_not_signed(terminal: Terminal) -> None:
    """
    What is larger than any receiver takes is refused, and no more of it is read.
    """
    ended = terminal("webhook", "sign", stdin=bytes((1 << 20) + 1))

    assert (2, "") == (ended.code, ended.out)
    assert "larger than 1 MiB" in ended.err
