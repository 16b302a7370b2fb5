"""
Signs in with a password, and changes one. Never tells whether an e-mail has an account.
"""

from __future__ import annotations

from monetize_software_mock.accounts import codes, limits, passwords
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.spec.operations import INVALID_REQUEST
from monetize_software_mock.state.rows import User

from . import answers


def sign_in_with_email(call: Call) -> Reply:
    """
    Sign in with e-mail and password.
    """
    if call.paywall.auth_fails:
        raise Problem("upstream")
    if limits.reached(call.moment, limits.FAILED_SIGN_INS, call.request.peer):
        raise Problem("too_many_attempts")
    return answers.once(call, lambda: _sign_in(call))


def _sign_in(call: Call) -> Reply:
    user = customers.by_email(call.tx, call.body["email"])
    credential = passwords.of(call.moment, user)
    if user is None or credential is None or not passwords.fits(credential, call.body["password"]):
        return _failed(call, "invalid_credentials")
    if not credential.confirmed:
        return _failed(call, "email_not_confirmed")
    return Reply(answers.signed_in(call, user, {}))


def _failed(call: Call, why: str) -> Reply:
    limits.count(call.moment, limits.FAILED_SIGN_INS, call.request.peer)
    return call.refusal(why)  # not raised, or it would not stay counted


def request_password_reset(call: Call) -> Reply:
    """
    Mail a link and a code to whoever has a password, and say nothing about it.
    """
    answers.need_links(call)
    user = customers.by_email(call.tx, call.body["email"])

    def send() -> None:
        if user is not None and passwords.of(call.moment, user) is not None:
            answers.mail(call, codes.RESET, call.body["email"], user)

    return answers.mailed(call, limits.RESET_MAILS, send)


def update_password(call: Call) -> Reply:
    """
    Set the password of whoever is signed in.
    """
    user = _named(call)
    passwords.keep(call.moment, user.id, call.body["password"], confirmed=True)
    return Reply({"ok": True, "user": {"id": user.id, "email": user.email}})


def _named(call: Call) -> User:
    assert isinstance(call.caller, SignedIn), "Only a bearer is taken"
    if call.caller.user.anonymous:
        raise Problem(INVALID_REQUEST)
    return call.caller.user


HANDLERS: dict[str, Handler] = {
    "signInWithEmail": sign_in_with_email,
    "requestPasswordReset": request_password_reset,
    "updatePassword": update_password,
}
