"""
Sends one request over HTTP and reads the answer, up to a size. Follows nothing, repeats nothing, keeps no cookie.
"""

from __future__ import annotations

from collections.abc import Callable

import httpx

from .asks import Request
from .courier import NoReply
from .exchange import Reply

LARGEST_BODY = 4 << 20


def sender(client: httpx.Client, base_url: str, user_agent: str) -> Callable[[Request], Reply]:
    """
    Return what sends requests to one server.

    Args:
        client: Its transport and its timeout are used, nothing else of it.
        base_url: Origin, and a path when a proxy has one.
        user_agent: Says who is asking.
    """

    def send(request: Request) -> Reply:
        try:
            return _exchange(client, _outgoing(client, base_url.rstrip("/"), user_agent, request))
        except httpx.HTTPError as error:
            raise NoReply(f"no answer came ({type(error).__name__})") from None

    return send


def _outgoing(client: httpx.Client, base_url: str, user_agent: str, request: Request) -> httpx.Request:
    return httpx.Request(
        request.method,
        f"{base_url}{request.target}",
        headers={**request.headers, "user-agent": user_agent},
        content=request.body,
        extensions={"timeout": client.timeout.as_dict()},
    )


def _exchange(client: httpx.Client, request: httpx.Request) -> Reply:
    answer = client.send(request, stream=True, follow_redirects=False)
    try:
        return Reply(answer.status_code, dict(answer.headers.items()), _read(answer))
    finally:
        answer.close()


def _read(answer: httpx.Response) -> bytes:
    body = b""
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > LARGEST_BODY:
            raise NoReply(f"the answer is larger than {LARGEST_BODY >> 20} MB")
    return body
