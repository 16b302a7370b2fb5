"""
Renders pages as HTML or JSON, whichever the request prefers. Never decides what they show.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs

from monetize_software_mock.http.messages import Request, Response, json_response

from .filters import FILTERS
from .page import Page

_HERE = "monetize_software_mock.pages"
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    "frame-ancestors 'none'"  # or a page of another site could lay its own buttons over ours
)
_TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


def answer(request: Request, page: Page) -> Response:
    """
    Return a page as HTML to who asks for `text/html`, else as JSON; `?format=` overrides that.
    """
    if _as_html(request):
        values = {"told": queried(request).get("told"), "path": request.path, **page.view}
        html = _environment().get_template(page.template).render(values)
        return _whole(page.status, "text/html; charset=utf-8", html.encode())
    return json_response(page.status, page.view)


def asset(name: str) -> Response | None:
    """
    Return a stylesheet or script; None when there is none of that name.
    """
    content = _assets().get(name)
    return None if content is None else _whole(200, _TYPES[name.rpartition(".")[2]], content)


def redirect(url: str) -> Response:
    """
    Send a browser on, with GET.
    """
    safe = "".join(each if " " < each < "\x7f" else _escaped(each) for each in url)
    return Response(303, (("location", safe), ("content-length", "0"), ("cache-control", "no-store")), b"")


def queried(request: Request) -> dict[str, str]:
    """
    Return the first value of each query parameter.
    """
    return {name: values[0] for name, values in parse_qs(request.query).items()}


def _as_html(request: Request) -> bool:
    wanted = queried(request).get("format")
    return wanted == "html" if wanted else "text/html" in request.headers.get("accept", "")


def _whole(status: int, kind: str, body: bytes) -> Response:
    headers = (
        ("content-type", kind),
        ("content-length", str(len(body))),
        ("cache-control", "no-store"),
        ("content-security-policy", _POLICY),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    )
    return Response(status, headers, body)


def _escaped(each: str) -> str:
    return "".join(f"%{byte:02X}" for byte in each.encode(errors="replace"))


@lru_cache(maxsize=1)
def _assets() -> Mapping[str, bytes]:
    folder = files(_HERE).joinpath("assets")
    return {each.name: each.read_bytes() for each in folder.iterdir() if each.name.rpartition(".")[2] in _TYPES}


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # here: only browsers need it

    made: Any = Environment(
        loader=PackageLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= FILTERS
    return made
