"""
TLS that cannot be set up: the machine's setting is named, and nothing is sent.
"""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

import monetize_software as sdk
from monetize_software._wire import connections

from .conftest import Connect

VARIABLES = ["SSL_CERT_FILE", "SSLKEYLOGFILE"]


@pytest.fixture(autouse=True)
def no_context(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    As in a process that has not called yet.
    """
    monkeypatch.setattr(connections, "_tls", {})
    for name in ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("SSL_CERT_FILE", "gone/ca.pem"), ("SSL_CERT_FILE", "folder"), ("SSL_CERT_FILE", "no.pem"),
        ("SSL_CERT_FILE", "empty.pem"), ("SSLKEYLOGFILE", "gone/keys.log"), ("SSLKEYLOGFILE", "folder"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("use", ["get_prices", "debit_tokens"])
def test_variable_that_cannot_be_used_is_named(
    connect_recorder: Connect, use: str, name: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A certificate or key log file that is gone, a folder or no PEM ends the call before anything is sent: named, final.
    """
    (tmp_path / "folder").mkdir()
    (tmp_path / "no.pem").write_text("no certificate", encoding="utf-8")
    (tmp_path / "empty.pem").touch()
    monkeypatch.setenv(name, str(tmp_path / file))
    waits: list[Any] = []
    client, _ = connect_recorder(transport=None, max_retries=3, on_response=waits.append)

    arguments = ("gpt-4", 1) if use == "debit_tokens" else ()
    with pytest.raises(sdk.ConfigurationError, match=name) as caught:
        getattr(client.for_user(email="ada@example.com"), use)(*arguments)

    error = caught.value
    assert (False, False, False) == (error.may_have_been_applied, error.request_sent, error.retryable)
    assert [] == waits
    assert not [other for other in {*VARIABLES, "SSL_CERT_DIR"} - {name} if other in str(error)]


@pytest.mark.enable_socket
def test_mended_setting_is_taken(connect_recorder: Connect, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The failure is not kept: with the variable put right, the same client goes on to the connection.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        origin = f"https://127.0.0.1:{listener.getsockname()[1]}"
    client, _ = connect_recorder(transport=None, api_origin=origin)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "gone.pem"))
    with pytest.raises(sdk.ConfigurationError, match="SSL_CERT_FILE"):
        client.get_prices()
    monkeypatch.delenv("SSL_CERT_FILE")

    with pytest.raises(sdk.NetworkError, match="ConnectError"):
        client.get_prices()
