"""
Sends what a browser asks for to its page. Never answers the API or a control route.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

from monetize_software_mock.accounts import consents, mails
from monetize_software_mock.control.input import Refused, check_origin
from monetize_software_mock.control.routes import PREFIX
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.http.messages import JSON_TYPE, Headers, Request, Response, encode_json, sentence
from monetize_software_mock.spec.specification import Spec

from . import accounts, checkout, forms, portal, rendering
from .console.console import Console
from .page import Page, notice

_Show = Callable[[Engine, str, Mapping[str, str]], Page]
_Act = Callable[[Engine, str, Mapping[str, Any]], Page | Response]

_CONSOLE = f"{PREFIX}console/"
_ASSETS = f"{PREFIX}assets/"
_HOSTED: Mapping[str, tuple[_Show, _Act]] = {
    "/pay/": (checkout.show, checkout.act),
    "/portal/": (portal.show, portal.act),
    mails.CONFIRM_PATH: (accounts.show_confirm, accounts.confirm),
    mails.RESET_PATH: (accounts.show_reset, accounts.reset),
    consents.AUTHORIZE_PATH: (accounts.show_consent, accounts.consent),
    accounts.CALLBACK: (accounts.show_callback, accounts.no_form),
}


class Pages:
    """
    Every page of one world: hosted checkout, customer portal, pages of mails and consents, and console.

    Args:
        engine: The world.
        spec: The specification it keeps.
        faults: What is scripted to go wrong.
        control: Answers a control request; the console's forms end there.
    """

    def __init__(self, engine: Engine, spec: Spec, faults: Faults, control: Callable[[Request], Response]) -> None:
        self._engine, self._control = engine, control
        self._console = Console(engine, spec, faults)

    def serves(self, request: Request) -> bool:
        """
        Say whether a request is for a page, or what a page's form sends.
        """
        path = request.path
        if path.startswith((*_HOSTED, _CONSOLE, _ASSETS)) or path in (PREFIX, PREFIX[:-1]):
            return True
        if path == "/":
            return "text/html" in request.headers.get("accept", "")
        return path.startswith(PREFIX) and forms.is_form(request)

    def dispatch(self, request: Request) -> Response:
        """
        Answer one request.
        """
        try:
            check_origin(request)
            answer = self._answer(request)
        except Refused as refusal:
            answer = notice(refusal.status, "Refused", str(refusal), _back(request))
        return rendering.answer(request, answer) if isinstance(answer, Page) else answer

    def _answer(self, request: Request) -> Page | Response:
        hosted = next((prefix for prefix in _HOSTED if request.path.startswith(prefix)), None)
        if hosted is not None:
            return self._hosted(hosted, request)
        if request.method == "POST" and forms.is_form(request):
            return self._steered(request)
        if request.method not in ("GET", "HEAD"):
            return sentence(405, "Method not allowed", [("allow", "GET, HEAD")])
        if request.path in ("/", PREFIX[:-1]):
            return rendering.redirect(PREFIX)
        if request.path.startswith(_ASSETS):
            return rendering.asset(request.path.removeprefix(_ASSETS)) or sentence(404, "No such asset")
        if request.path == f"{_CONSOLE}live":
            return self._console.live()
        name = "" if request.path == PREFIX else request.path.removeprefix(_CONSOLE)
        return self._console.show(name, rendering.queried(request), request.base_url)

    def _hosted(self, prefix: str, request: Request) -> Page | Response:
        (show, act), name = _HOSTED[prefix], request.path.removeprefix(prefix)
        if request.method in ("GET", "HEAD"):
            return show(self._engine, name, rendering.queried(request))
        if not forms.is_form(request):
            return sentence(405, "Method not allowed", [("allow", "GET, HEAD, POST")])
        return act(self._engine, name, forms.read(request))

    def _steered(self, request: Request) -> Page | Response:
        """
        Let a control route do what a form of the console says, and go back to the page.
        """
        fields = forms.read(request)
        back = _safe(str(fields.pop("back", PREFIX)))
        done = str(fields.pop("done", "Done."))
        headers = Headers([("content-type", JSON_TYPE)])
        answer = self._control(Request("POST", request.path, "", headers, request.base_url, encode_json(fields)))
        body: dict[str, Any] = json.loads(answer.whole)
        if answer.status >= 400:
            return notice(answer.status, "That did not work", str(body["error"]), back)
        return rendering.redirect(f"{back}{'&' if '?' in back else '?'}told={quote(_told(body, done))}")


def _told(body: dict[str, Any], done: str) -> str:
    if "happened" not in body:
        return done
    count = len(body["happened"])
    what = "1 thing" if count == 1 else f"{count or 'no'} things"
    return f"It is {body['clock']['now'][:16].replace('T', ' ')} now; {what} happened."


def _back(request: Request) -> str | None:
    return PREFIX if request.path.startswith(PREFIX) else None


def _safe(back: str) -> str:
    """
    Return an address of the console, whatever a form says.
    """
    parts = urlsplit(back)
    own = not parts.scheme and not parts.netloc and parts.path.startswith(PREFIX)
    return f"{parts.path}{'?' * bool(parts.query)}{parts.query}" if own else PREFIX
