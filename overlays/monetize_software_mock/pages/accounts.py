"""
Shows the pages that mails and consents lead to, and does what their buttons say. Never signs anybody in.

Looking at a page changes nothing: programs that read mails follow the links in them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from monetize_software_mock.accounts import codes, confirming, consents, passwords
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.http.messages import Response
from monetize_software_mock.moment import Moment
from monetize_software_mock.state.account_rows import Code
from monetize_software_mock.state.emails import check_email

from .page import Page, notice
from .rendering import redirect

CALLBACK = "/paywall/v3/auth/callback"
_CONFIRMATIONS = (codes.CONFIRM, codes.UPGRADE)
_TOLD = ("status", "code", "error", "errorCode", "description", "messageId")
_SHORTEST_PASSWORD = 6


class LinkGone(ValueError):
    """
    A link of a mail was used, or is too old, or was never sent.
    """


def show_confirm(engine: Engine, secret: str, query: Mapping[str, str]) -> Page:
    """
    Return the page that confirms an e-mail.
    """
    return _linked(engine, _CONFIRMATIONS, secret, "confirm.html", done="done" in query)


def confirm(engine: Engine, secret: str, _form: Mapping[str, Any]) -> Page | Response:
    """
    Confirm an e-mail.
    """

    def act(moment: Moment) -> None:
        confirming.confirm(moment, codes.use_up(moment, _code(moment, _CONFIRMATIONS, secret)))

    return _acted(engine, act, "?done=1")


def show_reset(engine: Engine, secret: str, query: Mapping[str, str]) -> Page:
    """
    Return the page that sets a new password.
    """
    return _linked(engine, (codes.RESET,), secret, "reset.html", done="done" in query)


def reset(engine: Engine, secret: str, form: Mapping[str, Any]) -> Page | Response:
    """
    Set a new password; whoever has the link has the e-mail too, which is confirmed by that.
    """
    password = str(form.get("password", ""))
    if len(password) < _SHORTEST_PASSWORD:
        page = show_reset(engine, secret, {})
        refused = f"A password has at least {_SHORTEST_PASSWORD} characters."
        return Page(page.template, {**page.view, "refused": refused}, 400) if page.status == 200 else page

    def act(moment: Moment) -> None:
        code = codes.use_up(moment, _code(moment, (codes.RESET,), secret))
        passwords.keep(moment, str(code.user_id), password, confirmed=True)

    return _acted(engine, act, "?done=1")


def show_consent(engine: Engine, flow: str, _query: Mapping[str, str]) -> Page:
    """
    Return the page on which a provider asks for consent.
    """
    try:
        return Page("consent.html", {**engine.look(lambda moment: _asked(moment, flow)), "refused": None})
    except consents.NoConsent as error:
        return notice(404, "Nothing to consent to", str(error))


def consent(engine: Engine, flow: str, form: Mapping[str, Any]) -> Page | Response:
    """
    Grant, deny, or fail as when the identity belongs to somebody else; the callback page tells who opened it.
    """
    action, email = form.get("action"), str(form.get("email", ""))
    try:
        if action == "grant":
            check_email(email)
            code = engine.act(lambda moment: consents.grant(moment, flow, email))
            return _back(status="success", code=code.secret, messageId=code.id)
        engine.act(lambda moment: consents.deny(moment, flow))
    except consents.IdentityTaken as error:
        return _failed(consents.IDENTITY_EXISTS, str(error), flow)
    except consents.NoConsent as error:
        return notice(404, "Nothing to consent to", str(error))
    except ValueError as error:
        page = show_consent(engine, flow, {})
        return Page(page.template, {**page.view, "refused": str(error)}, 400)
    if action == "exists":
        return _failed(consents.IDENTITY_EXISTS, consents.TAKEN, flow)
    return _failed("access_denied", "The user did not consent", flow)


def show_callback(_engine: Engine, _name: str, query: Mapping[str, str]) -> Page:
    """
    Return the page that posts what came of a consent to the window that opened it.
    """
    told = {name: query[name] for name in _TOLD if name in query}
    return Page("callback.html", {"message": {"type": "pw-oauth", "status": "error", **told}})


def no_form(_engine: Engine, _name: str, _form: Mapping[str, Any]) -> Page:
    """
    Refuse a form where there is none.
    """
    return notice(405, "Nothing to send", "This page takes no form.")


def _linked(engine: Engine, kinds: Sequence[str], secret: str, template: str, *, done: bool) -> Page:
    def look(moment: Moment) -> dict[str, Any]:
        code = _code(moment, kinds, secret, used=done)
        return {"email": code.email, "done": done, "refused": None, **_paywall(moment, code)}

    try:
        return Page(template, engine.look(look))
    except LinkGone as error:
        return notice(404, "This link no longer works", str(error))


def _code(moment: Moment, kinds: Sequence[str], secret: str, *, used: bool = False) -> Code:
    for kind in kinds:
        found = codes.of_link(moment, kind, secret) if used else codes.by_link(moment, kind, secret)
        if found is not None:
            return found
    raise LinkGone("It was used already, or is too old. Ask for another mail.")


def _acted(engine: Engine, act: Any, done: str) -> Page | Response:
    try:
        engine.act(act)
    except ValueError as error:
        return notice(404 if isinstance(error, LinkGone) else 409, "This link no longer works", str(error))
    return redirect(done)


def _asked(moment: Moment, flow: str) -> dict[str, Any]:
    code = consents.asked(moment, flow)
    return {"provider": code.data["provider"], "links": code.user_id is not None, **_paywall(moment, code)}


def _paywall(moment: Moment, code: Code) -> dict[str, Any]:
    paywall = moment.paywall(code.paywall_id)
    return {"paywall": paywall.id, "merchant": paywall.name or f"Paywall {paywall.id}"}


def _failed(error: str, text: str, flow: str) -> Response:
    return _back(status="error", error=error, errorCode=error, description=text, messageId=flow)


def _back(**message: str) -> Response:
    return redirect(f"{CALLBACK}?{urlencode(message)}")
