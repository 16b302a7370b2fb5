"""
Who may call what: each operation with each kind of credential.
"""

from __future__ import annotations

import pytest

from monetize_software_mock import Mock, default_world

from ..support.sample_requests import GOOD, IN_THREE, OWNER, SUBSCRIBER_ID, connect_http

CREDENTIALS = {
    "none": {},
    "key": OWNER,
    "wrong key": {"X-Api-Key": "sk_test_wrong"},
    "empty key": {"X-Api-Key": ""},
    "two keys": {"X-Api-Key": "sk_test_mock, sk_test_mock"},
    "inactive": {"X-Api-Key": "sk_test_inactive"},
    "foreign": {"X-Api-Key": "sk_test_other"},
    "bearer": {"Authorization": "Bearer bearer_user"},
    "lower case": {"Authorization": "bearer bearer_user"},
    "bad bearer": {"Authorization": "Bearer nonsense"},
    "expired": {"Authorization": "Bearer bearer_expired"},
    "basic": {"Authorization": "Basic dTpw"},
    "key as bearer": {"Authorization": "Bearer sk_test_mock"},
    "key+bearer": {**OWNER, "Authorization": "Bearer bearer_user"},
    "key+bad bearer": {**OWNER, "Authorization": "Bearer nonsense"},
    "wrong key+bearer": {"X-Api-Key": "sk_test_wrong", "Authorization": "Bearer bearer_user"},
}

NOT_VALID = dict.fromkeys(["wrong key", "empty key", "two keys"], 401)
OWNED = {**NOT_VALID, "inactive": 403, "foreign": 403}
SIGNED = dict.fromkeys(["bad bearer", "expired", "basic", "key as bearer", "key+bad bearer"], 401)
NO_BEARER = dict.fromkeys(["bearer", "lower case", "bad bearer", "expired", "basic", "key as bearer"], 401)
KEY_ONLY = {**OWNED, **NO_BEARER, "none": 401, "wrong key+bearer": 401}
NAMED = {
    **SIGNED,
    **dict.fromkeys(["none", "key", "wrong key", "empty key", "two keys", "inactive", "foreign"], 401),
}
THEIRS = dict.fromkeys(["bearer", "lower case", "key+bearer", "wrong key+bearer"], 403)
NOT_ANONYMOUS = dict.fromkeys(["bearer", "lower case", "key+bearer", "wrong key+bearer"], 400)
NOT_THEIRS = dict.fromkeys(["bearer", "lower case", "key+bearer", "wrong key+bearer"], 404)

SIGNED_ONLY = {
    **SIGNED,
    **dict.fromkeys(["none", "key", "wrong key", "empty key", "two keys", "inactive", "foreign"], 401),
}

REFUSED: dict[str, dict[str, int]] = {
    "getBootstrap": SIGNED,
    "startCheckout": {**OWNED, **SIGNED},
    "getUser": {**OWNED, **SIGNED, "none": 401},
    "getUserState": {**OWNED, **SIGNED},
    "getBalances": SIGNED_ONLY,
    "adjustBalance": KEY_ONLY,
    "cancelSubscription": {**OWNED, **SIGNED, **NOT_THEIRS, "none": 403},
    "getCustomerPortal": {**OWNED, **SIGNED, **THEIRS, "none": 401},
    "createSupportTicket": {**OWNED, **SIGNED},
    "withdrawTokens": KEY_ONLY,
    "listLegacyPrices": KEY_ONLY,
    "createLegacyTicket": KEY_ONLY,
    "getFromGateway": NAMED,
    "postToGateway": NAMED,
    "setTestBalances": {},
    "signInWithEmail": {},
    "signUp": {},
    "resendConfirmation": {},
    "sendOtp": {},
    "verifyOtp": {},
    "requestPasswordReset": {},
    "signInAnonymously": {},
    "exchangeOauth": {},
    "refreshSession": {},
    "recordEvents": {},
    "updatePassword": SIGNED_ONLY,
    "upgradeAnonymous": {
        **SIGNED_ONLY,
        **dict.fromkeys(["bearer", "lower case", "key+bearer", "wrong key+bearer"], 400),
    },
    "startOauth": SIGNED,
    "signOut": SIGNED_ONLY,
    "revokeAllSessions": SIGNED_ONLY,
}
"""The status of every combination that is refused; all others succeed."""


@pytest.mark.parametrize("credential", CREDENTIALS)
@pytest.mark.parametrize("operation", GOOD)
def test_credential_is_taken_or_refused(operation: str, credential: str, mock: Mock) -> None:
    """
    Each operation answers each credential with the status that the specification gives it.
    """
    answer = GOOD[operation].by(CREDENTIALS[credential]).of(connect_http(mock))

    expected = REFUSED[operation].get(credential)
    assert answer.is_success if expected is None else expected == answer.status_code, answer.text


def test_table_covers_every_operation(mock: Mock) -> None:
    """
    No operation was forgotten above.
    """
    assert mock.spec.operations.keys() == GOOD.keys() == REFUSED.keys()


def test_valid_bearer_decides_who_is_meant(mock: Mock) -> None:
    """
    Beside a key, and whoever the query names, the user is the bearer's.
    """
    both = {**OWNER, "Authorization": "Bearer bearer_subscriber"}
    answer = GOOD["getUser"].at(f"{IN_THREE}/user?email=user@example.com").by(both).of(connect_http(mock))

    assert SUBSCRIBER_ID == answer.json()["user"]["id"]


def test_key_is_checked_before_the_paywall_and_the_owner_before_the_shape(mock: Mock) -> None:
    """
    The first thing wrong is the one that is answered: key, active, paywall, owner, shape, identity.
    """
    client = connect_http(mock)
    worst = GOOD["adjustBalance"].at("/api/v1/paywall/404/balances").sending(b"not JSON")
    foreign = worst.at("/api/v1/paywall/4/balances")

    assert 401 == worst.adding(X_Api_Key="wrong").of(client).status_code
    assert 403 == worst.adding(X_Api_Key="sk_test_inactive").of(client).status_code
    assert 404 == worst.of(client).status_code
    assert 403 == foreign.of(client).status_code
    assert 400 == worst.at(f"{IN_THREE}/balances").of(client).status_code


def test_guests_are_refused_when_the_paywall_asks_for_sign_in(mock: Mock) -> None:
    """
    With `checkout_mode` other than `guest`, and with the switch off, a checkout needs a credential (A-21).
    """
    guest = GOOD["startCheckout"].by({})
    closed = default_world().with_paywall("3", settings={"checkout_mode": "preauth"})

    assert 401 == guest.of(connect_http(Mock(closed))).status_code
    assert 401 == guest.of(connect_http(Mock(default_world().with_switches(guest_checkout=False)))).status_code


def test_user_state_can_be_made_to_need_a_credential() -> None:
    """
    With the switch on, nobody reads a user's access without one (A-07).
    """
    client = connect_http(Mock(default_world().with_switches(user_state_needs_key=True)))

    assert 401 == GOOD["getUserState"].of(client).status_code
    assert 200 == GOOD["getUserState"].adding(X_Api_Key="sk_test_mock").of(client).status_code


def test_anonymous_bearer_neither_buys_nor_cancels(mock: Mock) -> None:
    """
    Somebody without an e-mail is refused where one is needed.
    """
    client = connect_http(mock)
    anonymous = {"Authorization": "Bearer bearer_anonymous"}

    assert 403 == GOOD["cancelSubscription"].by(anonymous).of(client).status_code
    assert 400 == GOOD["startCheckout"].by(anonymous).of(client).status_code
    assert 200 == GOOD["createSupportTicket"].by(anonymous).of(client).status_code


def test_bearer_expires_on_the_virtual_clock(mock: Mock) -> None:
    """
    A token that lives ten years is over in the eleventh.
    """
    mock.clock.advance(days=365 * 11)

    assert 401 == GOOD["getBalances"].of(connect_http(mock)).status_code
