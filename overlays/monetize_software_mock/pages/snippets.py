"""
Writes a request down as a command or a program that makes it again. Never writes a credential into it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator

from monetize_software_mock.engine.request_log import Exchange
from monetize_software_mock.http.messages import Request
from monetize_software_mock.spec.operations import Operation

from . import sdk_snippets
from .placeholders import Pieces, as_json, in_python, in_shell, of_header, of_json, of_query

_LEFT_OUT = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "user-agent", "expect", "transfer-encoding"}
)
_CUT = "# The body was longer than what is kept; this sends its beginning.\n"


def as_curl(exchange: Exchange, base_url: str) -> str:
    """
    Return a command of bash; credentials come from the environment.
    """
    request, body = exchange.request, exchange.request.body
    words = [f"curl {_options(request)} {in_shell(_url(request, base_url))}"]
    words += [f"-H {_curl_header(name, value)}" for name, value in _headers(request)]
    if body and "content-type" not in request.headers:
        words.append("-H 'Content-Type:'")  # or curl would call it a form
    piped, sent = _curl_body(exchange)
    words += [sent] if sent else []
    return (_CUT if request.oversized else "") + piped + " \\\n  ".join(words)


def as_python(operation: Operation | None, exchange: Exchange, base_url: str) -> str:
    """
    Return a program; with the SDK where one of its methods makes this call, else with httpx.
    """
    made = sdk_snippets.program(operation, exchange, base_url) or _with_httpx(exchange, base_url)
    return (_CUT if exchange.request.oversized else "") + made


def _options(request: Request) -> str:
    """
    Return what keeps curl from reading more into a request than stands there.
    """
    method = "--head" if request.method == "HEAD" else f"-X {request.method}"
    glob = "--globoff " if re.search(r"[][{}]", f"{request.path}?{request.query}") else ""
    return f"{'--path-as-is ' if '/.' in request.path else ''}{glob}{method}"


def _curl_header(name: str, value: str) -> str:
    pieces = of_header(name, value)
    return in_shell([f"{name};"]) if value == "" else in_shell([f"{name}: ", *pieces])


def _curl_body(exchange: Exchange) -> tuple[str, str]:
    """
    Return what goes before the command, and how it sends the body; bytes that no word can hold are piped into it.
    """
    body = exchange.request.body
    filled = of_json(body, exchange.secret)
    if not body:
        return "", ""
    if filled is not None:
        return "", f"--data-raw {in_shell(as_json(filled))}"
    text = body.decode("utf-8", "surrogateescape")
    if "\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        return f"printf %s {base64.b64encode(body).decode()} | base64 -d |\n", "--data-binary @-"
    return "", f"--data-raw {in_shell([exchange.request_text])}"


def _with_httpx(exchange: Exchange, base_url: str) -> str:
    request = exchange.request
    headers = "".join(f"    {name!r}: {_httpx_header(name, value)},\n" for name, value in _headers(request))
    call = f"{request.method!r}, {in_python(_url(request, base_url))}, headers=headers{_httpx_body(exchange)}"
    program = f"import httpx\n\nheaders = {{\n{headers}}}\nprint(httpx.request({call}).text)\n"
    return f"import os\n\n{program}" if "os.environ" in program else program


def _httpx_header(name: str, value: str) -> str:
    if value.isascii():
        return in_python(of_header(name, value))
    return repr(value.encode("latin-1"))  # httpx takes other letters as bytes only


def _httpx_body(exchange: Exchange) -> str:
    body = exchange.request.body
    filled = of_json(body, exchange.secret)
    if filled is not None:
        return f", json={filled!r}"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return f", content={body!r}"
    shown = exchange.request_text  # in which no password stands, though it is no JSON
    return f", content={body if text == shown else shown.encode()!r}" if body else ""


def _headers(request: Request) -> Iterator[tuple[str, str]]:
    for name, value in request.headers.items():
        if name not in _LEFT_OUT and (name, value) != ("accept", "*/*"):
            yield name, value


def _url(request: Request, base_url: str) -> Pieces:
    if not request.query:
        return [f"{base_url}{request.path}"]
    first, *rest = of_query(request.query)
    return [f"{base_url}{request.path}?{first}", *rest]
