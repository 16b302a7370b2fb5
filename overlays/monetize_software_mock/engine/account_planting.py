"""
Plants what a declared world says of accounts. Counts no ids, so that those made later are what they always were.
"""

from __future__ import annotations

from functools import lru_cache

from monetize_software_mock.accounts import codes, passwords
from monetize_software_mock.accounts.sessions import REFRESH_LIVES_MS
from monetize_software_mock.state.account_rows import (
    AuthSession,
    BearerToken,
    Code,
    Credential,
    ProviderIdentity,
    RefreshToken,
)
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.ids import digest
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.world.declaration import Bearer, Consent, FixedCode, Person, World


def plant_account(world: World, person: Person, start: int, tx: Transaction) -> None:
    """
    Give a person their password and their identities elsewhere.
    """
    if person.password is not None:
        salt = f"salt_{digest(f'{world.seed}/{person.id}')[:40]}"
        tx.credentials.insert(_hashed(person.id, salt, person.password, person.confirmed))
    for provider, email in person.identities.items():
        name = f"idn_{digest(f'{provider}/{email}')[:20]}"
        tx.provider_identities.insert(ProviderIdentity(name, provider, email_key(email), person.id, start))


@lru_cache(maxsize=64)  # what a world declares is no secret, and each test plants the same
def _hashed(user_id: str, salt: str, password: str, confirmed: bool) -> Credential:
    return passwords.hashed(user_id, salt, password, confirmed=confirmed)


def plant_bearer(bearer: Bearer, number: int, start: int, tx: Transaction) -> None:
    """
    Give out an access token, with a session when it can be refreshed.
    """
    session_id = None if bearer.refresh is None else f"ses_seed_{number}"
    if session_id is not None and bearer.refresh is not None:
        tx.auth_sessions.insert(AuthSession(session_id, bearer.user, bearer.paywall, start))
        lives = start + REFRESH_LIVES_MS
        tx.refresh_tokens.insert(RefreshToken(f"rtk_seed_{number}", bearer.refresh, session_id, None, start, lives))
    tx.bearers.insert(BearerToken(digest(bearer.token), bearer.user, start + bearer.lives_s * 1000, session_id))


def plant_codes(world: World, start: int, tx: Transaction) -> None:
    """
    Mail the fixed codes and give the consents, as if it had been done just before the world began.

    Those of paywalls that a copy of a world has left out are left out too.
    """
    there = {each.id for each in world.paywalls}
    for number, fixed in enumerate(world.codes, 1):
        if fixed.paywall in there:
            tx.codes.insert(_mailed(fixed, f"code_seed_{number}", start))
    for number, consent in enumerate(world.consents, 1):
        if consent.paywall in there:
            tx.codes.insert(_given(consent, f"flow_seed_{number}", start))


def _mailed(fixed: FixedCode, name: str, start: int) -> Code:
    return Code(
        id=name,
        kind=codes.OTP,
        secret=fixed.code,
        link_secret="",
        email=fixed.email,
        email_key=email_key(fixed.email),
        user_id=None,
        paywall_id=fixed.paywall,
        data={},
        created=start,
        expires_at=start + codes.LIVES_MS[codes.OTP],
    )


def _given(consent: Consent, name: str, start: int) -> Code:
    return Code(
        id=name,
        kind=codes.OAUTH,
        secret=consent.code,
        link_secret="",
        email=consent.email,
        email_key=email_key(consent.email),
        user_id=None,
        paywall_id=consent.paywall,
        data={"provider": consent.provider, "challenge": consent.challenge},
        created=start,
        expires_at=start + codes.LIVES_MS[codes.OAUTH],
    )
