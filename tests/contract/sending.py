"""
Sends what the checks and hooks send beside schemathesis' own requests. Never judges an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urljoin

import requests
import schemathesis

_CREDENTIALS = ("X-Api-Key", "Authorization")
_session = requests.Session()


def send(near: str | None, method: str, path: str, **options: Any) -> requests.Response:
    """
    Send a request to the server that another address belongs to.
    """
    return _session.request(method, urljoin(str(near), path), timeout=10, **options)


def repeat(response: schemathesis.Response, credential: Mapping[str, str | bytes] | None = None) -> requests.Response:
    """
    Send a request again, with this credential instead of its own if one is given.
    """
    request = response.request.copy()
    if credential is not None:
        for name in _CREDENTIALS:
            request.headers.pop(name, None)
        request.headers.update(credential)
    return _session.send(request, timeout=10)


def bytes_of(request: requests.PreparedRequest) -> bytes:
    """
    The body of a request; schemathesis sends no streams.
    """
    body = request.body or b""
    assert isinstance(body, str | bytes)
    return body.encode() if isinstance(body, str) else body


def text_of(request: requests.PreparedRequest) -> str:
    """
    Everything a request says, in lower case.
    """
    said = bytes_of(request).decode("utf-8", "replace")
    return "\n".join([unquote(request.url or ""), *map(str, request.headers.values()), said]).lower()
