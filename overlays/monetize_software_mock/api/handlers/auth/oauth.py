"""
Begins to sign in with another service, and ends it. What lies between is a page.
"""

from __future__ import annotations

import dataclasses

from monetize_software_mock.accounts import consents
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state.account_rows import Code
from monetize_software_mock.state.rows import User

from . import answers


def start_oauth(call: Call) -> Reply:
    """
    Answer the page that asks for consent.
    """
    answers.need_links(call)
    provider = call.body["provider"]
    if provider not in call.paywall.settings.get("auth_providers", ()):
        raise Problem("unknown_provider")
    linked = call.caller.user.id if isinstance(call.caller, SignedIn) else None
    flow = consents.begin(call.moment, call.paywall.id, provider, call.body["code_challenge"], linked)
    return Reply({"authorize_url": f"{call.request.base_url}{consents.AUTHORIZE_PATH}{flow.id}"})


def exchange_oauth(call: Call) -> Reply:
    """
    Sign in whoever consented.
    """
    consent = consents.take(call.moment, call.paywall.id, call.body["auth_code"], call.body["code_verifier"])
    if consent is None:
        return call.refusal("exchange_failed")  # not raised, or the code would not stay used
    user = _consenting(call, consent)
    consents.remember(call.moment, consent, user.id)
    return Reply(answers.signed_in(call, user, {}))


def _consenting(call: Call, consent: Code) -> User:
    """
    Return who consented: whoever the identity belongs to, else whoever has its e-mail, else somebody new.
    """
    user = call.tx.users.get(consents.user_of(call.moment, consent) or "")
    email = str(consent.email)
    if user is None:
        return customers.find_or_create(call.tx, call.ids, email, call.now)
    if user.anonymous and customers.by_email(call.tx, email) is None:
        return call.tx.users.put(dataclasses.replace(user, email=email, email_key=consent.email_key))
    return user


HANDLERS: dict[str, Handler] = {"startOauth": start_oauth, "exchangeOauth": exchange_oauth}
