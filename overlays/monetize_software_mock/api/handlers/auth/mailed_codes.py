"""
Mails codes to sign in with, and takes them. Never tells whether an e-mail has an account.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from monetize_software_mock.accounts import codes, confirming, limits
from monetize_software_mock.accounts.confirming import EmailTaken
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.billing import customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state.account_rows import Code
from monetize_software_mock.state.rows import User

from . import answers

_KINDS: Final[Mapping[str, Sequence[str]]] = {
    "email": (codes.OTP, codes.CONFIRM),
    "magiclink": (codes.OTP,),
    "signup": (codes.CONFIRM, codes.UPGRADE),
    "recovery": (codes.RESET,),
    "invite": (),
}
"""
By the type that a client says: the purposes of the codes that it takes.
"""


def send_otp(call: Call) -> Reply:
    """
    Mail a code.
    """
    user = customers.by_email(call.tx, call.body["email"])

    def send() -> None:
        if user is not None or call.body.get("create_user", True):
            answers.mail(call, codes.OTP, call.body["email"], user, call.body.get("user_meta", {}))

    return answers.mailed(call, limits.OTP_MAILS, send)


def verify_otp(call: Call) -> Reply:
    """
    Sign in whoever has the code that was mailed last.
    """
    kinds = _KINDS[call.body.get("type", "email")]
    code = codes.take(call.moment, call.paywall.id, call.body["email"], call.body["token"], kinds)
    user = None if code is None else _confirmed(call, code)
    if code is None or user is None:
        return call.refusal("invalid_otp")
    meta: Mapping[str, Any] = {} if code.kind == codes.UPGRADE else code.data
    return Reply(answers.signed_in(call, user, meta))


def _confirmed(call: Call, code: Code) -> User | None:
    """
    Return whose code it was, their e-mail confirmed; None when somebody else has got the e-mail meanwhile.
    """
    try:
        confirming.confirm(call.moment, code)
    except EmailTaken:
        return None
    if code.kind == codes.UPGRADE:
        return call.tx.users.get(code.user_id or "")
    user = customers.find_or_create(call.tx, call.ids, call.body["email"], call.now)
    confirming.mark(call.moment, user.id)
    return user


HANDLERS: dict[str, Handler] = {"sendOtp": send_otp, "verifyOtp": verify_otp}
