"""
Signs in people without an e-mail, and gives them one. They stay who they are.
"""

from __future__ import annotations

import dataclasses

from monetize_software_mock.accounts import codes, confirming, limits, passwords
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state.rows import User

from . import answers


def sign_in_anonymously(call: Call) -> Reply:
    """
    Make a user without an e-mail and sign them in.
    """
    if not call.paywall.settings.get("allow_anonymous", False):
        raise Problem("anonymous_disabled")
    if limits.reached(call.moment, limits.ANONYMOUS_SIGN_INS, call.request.peer):
        raise Problem("rate_limited")
    limits.count(call.moment, limits.ANONYMOUS_SIGN_INS, call.request.peer)
    user = call.tx.users.insert(User(call.ids.user(), None, None, None, call.now))
    return Reply(answers.signed_in(call, user, {}))


def upgrade_anonymous(call: Call) -> Reply:
    """
    Give an anonymous user an e-mail and a password, at once or once the e-mail is confirmed.
    """
    assert isinstance(call.caller, SignedIn), "Only a bearer is taken"
    user = call.caller.user
    return answers.once(call, lambda: _upgrade(call, user))


def _upgrade(call: Call, user: User) -> Reply:
    if not user.anonymous:
        raise Problem("not_anonymous")
    if customers.by_email(call.tx, call.body["email"]) is not None:
        raise Problem("email_exists")
    salt = call.ids.secret("salt")
    password = dataclasses.asdict(passwords.hashed(user.id, salt, call.body["password"], confirmed=True))
    customers.link(call.tx, user, call.paywall.id, call.body.get("user_meta", {}), call.now)
    if call.paywall.confirms_emails:
        answers.mail(call, codes.UPGRADE, call.body["email"], user, password)
        return Reply({"status": "confirmation_required", "email": call.body["email"]})
    changed = confirming.upgrade(call.moment, user.id, call.body["email"], password)
    return Reply({"status": "updated", "user": answers.auth_user(changed)})


HANDLERS: dict[str, Handler] = {"signInAnonymously": sign_in_anonymously, "upgradeAnonymous": upgrade_anonymous}
