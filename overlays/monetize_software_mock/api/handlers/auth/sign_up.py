"""
Creates accounts. An e-mail must be confirmed before its password works, where the paywall wants that.
"""

from __future__ import annotations

from monetize_software_mock.accounts import codes, limits, passwords
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.rows import User

from . import answers


def sign_up(call: Call) -> Reply:
    """
    Create an account: signed in at once, to be confirmed, or there already.
    """
    if call.paywall.confirms_emails:
        answers.need_links(call)
    if limits.reached(call.moment, limits.FAILED_SIGN_INS, call.request.peer):
        raise Problem("too_many_attempts")
    return answers.once(call, lambda: _sign_up(call))


def _sign_up(call: Call) -> Reply:
    known = customers.by_email(call.tx, call.body["email"])
    credential = passwords.of(call.moment, known)
    if credential is not None and credential.confirmed:
        return _taken(call)
    user = known or customers.find_or_create(call.tx, call.ids, call.body["email"], call.now)
    confirmed = not call.paywall.confirms_emails
    passwords.keep(call.moment, user.id, call.body["password"], confirmed=confirmed)
    if confirmed:
        return Reply({"status": "signed_in", **answers.signed_in(call, user, {})})
    _mail_once_a_minute(call, user)
    return Reply({"status": "confirmation_required", "user": {"id": user.id, "email": user.email}})


def _taken(call: Call) -> Reply:
    limits.count(call.moment, limits.FAILED_SIGN_INS, call.request.peer)
    if call.switches.signup_taken != "already_registered":
        return call.refusal(call.switches.signup_taken)
    return Reply({"status": "already_registered", "email": call.body["email"]})


def _mail_once_a_minute(call: Call, user: User) -> None:
    """
    Send the confirmation, unless one was sent within the last minute.
    """
    whose = email_key(call.body["email"])
    if not limits.reached(call.moment, limits.CONFIRMATION_MAILS, whose):
        limits.count(call.moment, limits.CONFIRMATION_MAILS, whose)
        answers.mail(call, codes.CONFIRM, call.body["email"], user, call.body.get("user_meta", {}))


def resend_confirmation(call: Call) -> Reply:
    """
    Send the confirmation again to whoever waits for it, and say nothing about it.
    """
    answers.need_links(call)
    user = customers.by_email(call.tx, call.body["email"])
    credential = passwords.of(call.moment, user)

    def send() -> None:
        if user is not None and credential is not None and not credential.confirmed:
            answers.mail(call, codes.CONFIRM, call.body["email"], user)

    return answers.once(call, lambda: answers.mailed(call, limits.CONFIRMATION_MAILS, send))


HANDLERS: dict[str, Handler] = {"signUp": sign_up, "resendConfirmation": resend_confirmation}
