"""
Writes a request down as a command or a program that makes it again. Never writes a credential into it.
"""

from __future__ import annotations

import shlex

from monetize_software_mock.engine.request_log import Exchange
from monetize_software_mock.http.masking import MASK, is_secret, masked_query
from monetize_software_mock.http.messages import Request
from monetize_software_mock.spec.operations import Operation

from . import sdk_snippets

_VARIABLES = {"x-api-key": "MONETIZE_API_KEY", "authorization": "MONETIZE_TOKEN"}
_LEFT_OUT = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "user-agent", "accept", "transfer-encoding"}
)


def as_curl(exchange: Exchange, base_url: str) -> str:
    """
    Return a shell command; credentials come from the environment, and those of a body must be filled in.
    """
    request, body = exchange.request, _body(exchange)
    lines = [f"curl -X {request.method} {shlex.quote(_url(request, base_url))}"]
    lines += [f"-H {_curl_header(name, value)}" for name, value in _headers(request).items()]
    if body:
        lines.append(f"--data-binary {shlex.quote(body.decode(errors='replace'))}")
    return " \\\n  ".join(lines)


def as_python(operation: Operation | None, exchange: Exchange, base_url: str) -> str:
    """
    Return a program; with the SDK where one of its methods makes this call, else with httpx.
    """
    return sdk_snippets.program(operation, exchange, base_url) or _with_httpx(exchange, base_url)


def _with_httpx(exchange: Exchange, base_url: str) -> str:
    request, body = exchange.request, _body(exchange)
    headers = "".join(f"    {name!r}: {_python_header(name, value)},\n" for name, value in _headers(request).items())
    content = f", content={body!r}" if body else ""
    call = f"httpx.request({request.method!r}, {_url(request, base_url)!r}, headers=headers{content})"
    return f"import os\n\nimport httpx\n\nheaders = {{\n{headers}}}\nprint({call}.text)\n"


def _body(exchange: Exchange) -> bytes:
    """
    Return the body as it came, or without its passwords, codes and tokens when it has some.
    """
    body = exchange.request.body
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return body
    return body if exchange.request_text == text else exchange.request_text.encode()


def _curl_header(name: str, value: str) -> str:
    if name not in _VARIABLES:
        return shlex.quote(f"{name}: {value}")
    prefix = "Bearer " if name == "authorization" else ""
    return f'"{name}: {prefix}${_VARIABLES[name]}"'


def _python_header(name: str, value: str) -> str:
    if name not in _VARIABLES:
        return repr(value)
    variable = f'os.environ["{_VARIABLES[name]}"]'
    return f'"Bearer " + {variable}' if name == "authorization" else variable


def _headers(request: Request) -> dict[str, str]:
    told = {name: value for name, value in request.headers.items() if name not in _LEFT_OUT}
    return {name: MASK if is_secret(name) and name not in _VARIABLES else value for name, value in told.items()}


def _url(request: Request, base_url: str) -> str:
    return f"{base_url}{request.path}{'?' if request.query else ''}{masked_query(request.query)}"
