"""
Asks whether somebody signs in with another service, and keeps the answer for who began. Never makes a user.

1. Who begins gives the hash of a verifier only they know; only with the verifier can the consent's code be exchanged.
2. The page must be left within ten minutes, and the code be exchanged within ten more.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
from typing import Any, Final
from urllib.parse import urlsplit

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import account_queries as queries
from monetize_software_mock.state.account_rows import Code, ProviderIdentity
from monetize_software_mock.state.emails import email_key

from . import codes

AUTHORIZE_PATH: Final = "/paywall/v3/auth/authorize/"
IDENTITY_EXISTS: Final = "identity_already_exists"
TAKEN: Final = "Identity is already linked to another user"  # older SDKs know the case by these words alone


class NoConsent(ValueError):
    """
    There is no such page, or it was left already.
    """


class IdentityTaken(ValueError):
    """
    The identity belongs to another user already.
    """


def begin(moment: Moment, paywall_id: str, provider: str, challenge: str, user_id: str | None) -> Code:
    """
    Begin a flow.

    Args:
        user_id: Whom the identity is to be linked to; None to sign in with it.
    """
    return moment.tx.codes.insert(
        Code(
            id=moment.ids.secret("flow"),
            kind=codes.OAUTH,
            secret="",
            link_secret="",
            email=None,
            email_key=None,
            user_id=user_id,
            paywall_id=paywall_id,
            data={"provider": provider, "challenge": challenge},
            created=moment.now,
            expires_at=moment.now + codes.LIVES_MS[codes.OAUTH],
        )
    )


def asked(moment: Moment, flow: str) -> Code:
    """
    Return the flow that a page asks about.

    Raises:
        NoConsent: There is none, or it was answered, or it is too old.
    """
    found = moment.tx.codes.get(flow)
    if not codes.works(found, moment.now) or found.kind != codes.OAUTH or found.secret:
        raise NoConsent("There is no such page, or it was left already")
    return found


def flow_of(url: str) -> str:
    """
    Return the flow that a page's address leads to.

    Raises:
        NoConsent: It leads to no such page.
    """
    path = urlsplit(url).path
    if not path.startswith(AUTHORIZE_PATH):
        raise NoConsent("This is not the address that a sign-in with another service was begun with")
    return path.removeprefix(AUTHORIZE_PATH)


def grant(moment: Moment, flow: str, email: str) -> Code:
    """
    Consent as somebody at the other service; the result's `secret` is the code to exchange.

    Raises:
        NoConsent: Nobody asks.
        IdentityTaken: It is to be linked to a user, and belongs to another.
    """
    found = asked(moment, flow)
    known = queries.identity(moment.tx, str(found.data["provider"]), email_key(email))
    if found.user_id is not None and known is not None and known.user_id != found.user_id:
        raise IdentityTaken(TAKEN)
    given = dataclasses.replace(
        found,
        secret=moment.ids.secret("oauth"),
        email=email.strip(),
        email_key=email_key(email),
        expires_at=moment.now + codes.LIVES_MS[codes.OAUTH],
    )
    return moment.tx.codes.put(given)


def deny(moment: Moment, flow: str) -> None:
    """
    Do not consent.

    Raises:
        NoConsent: Nobody asks.
    """
    codes.use_up(moment, asked(moment, flow))


def take(moment: Moment, paywall_id: str, secret: str, verifier: str) -> Code | None:
    """
    Use a consent up; None when its code is wrong, used or too old, or the verifier another's.

    A wrong verifier uses the code up too: whoever sends one is not who began.
    """
    found = queries.consent(moment.tx, paywall_id, secret)
    if not codes.works(found, moment.now):
        return None
    codes.use_up(moment, found)
    return found if hmac.compare_digest(challenge_of(verifier), str(found.data["challenge"])) else None


def challenge_of(verifier: str) -> str:
    """
    Return the hash that a flow is begun with.
    """
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def user_of(moment: Moment, consent: Code) -> str | None:
    """
    Return who a consent is for: the user it is linked to, or whoever the identity belongs to already.
    """
    known = queries.identity(moment.tx, *_subject(consent))
    return consent.user_id or (None if known is None else known.user_id)


def remember(moment: Moment, consent: Code, user_id: str) -> None:
    """
    Note that an identity belongs to a user.
    """
    provider, subject = _subject(consent)
    if queries.identity(moment.tx, provider, subject) is None:
        made = ProviderIdentity(moment.ids.prefixed("idn"), provider, subject, user_id, moment.now)
        moment.tx.provider_identities.insert(made)


def _subject(consent: Code) -> tuple[str, str]:
    data: Any = consent.data
    return str(data["provider"]), str(consent.email_key)
