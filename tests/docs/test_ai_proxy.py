"""
The example of an AI proxy is started as its page says, and talked to.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.document import ROOT

pytestmark = pytest.mark.enable_socket

EXAMPLE = ROOT / "docs" / "examples" / "ai_proxy.py"
ASK: dict[str, Any] = {"model": "gpt-4", "messages": [{"role": "user", "content": "Say hello"}]}


@pytest.fixture
def proxy() -> Iterator[httpx.Client]:
    """
    The example in a process of its own, on a free port, and a client of it.
    """
    command = [sys.executable, str(EXAMPLE)]
    environment = {**os.environ, "PORT": "0"}
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stderr is not None
        line = next(line for line in server.stderr if "running on http" in line)
        origin = re.findall(r"http://127\.0\.0\.1:\d+", line)[0]
        with httpx.Client(base_url=origin, trust_env=False) as client:
            yield client
        server.terminate()
        server.stderr.read()


def ask(proxy: httpx.Client, token: str, **more: Any) -> httpx.Response:
    """
    Ask as a user of the application.
    """
    return proxy.post("/chat", json={**ASK, **more}, headers={"Authorization": f"Bearer {token}"})


def test_the_proxy_streams_and_refuses(proxy: httpx.Client) -> None:
    """
    A user is answered at once or word by word, one whose token is stale is told so, and ten tokens are ten answers.
    """
    assert "chat.completion" == ask(proxy, "bearer_user").json()["object"]
    streamed = ask(proxy, "bearer_user", stream=True)
    assert "text/event-stream" in streamed.headers["content-type"]
    assert streamed.text.endswith("data: [DONE]\n\n")
    assert 401 == ask(proxy, "bearer_stale").status_code
    assert {200} == {ask(proxy, "bearer_user").status_code for _ in range(8)}
    refused = ask(proxy, "bearer_user")
    assert (402, "gpt-4", 0) == (refused.status_code, refused.json()["needs"], refused.json()["left"]["gpt-4"])


def test_the_proxy_is_short() -> None:
    """
    The example stays under a hundred lines.
    """
    assert len(EXAMPLE.read_text(encoding="utf-8").splitlines()) < 100
