"""
Every error that the specification documents can really happen, and looks as documented.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from monetize_software_mock import Mock, World, default_world
from monetize_software_mock.spec.operations import Operation
from monetize_software_mock.spec.specification import load
from monetize_software_mock.world.declaration import Processor

from ..support.sample_requests import GATEWAY, GOOD, IN_THREE, OWNER, USER, Ask, connect_http

SPEC = load()
HUGE = b" " * (1024 * 1024 + 1)
CHECKOUT, PORTAL, CANCEL = GOOD["startCheckout"], GOOD["getCustomerPortal"], GOOD["cancelSubscription"]
TICKET, LEGACY_TICKET = GOOD["createSupportTicket"], GOOD["createLegacyTicket"]
FETCH, CALL = GOOD["getFromGateway"], GOOD["postToGateway"]
ADJUST, WITHDRAW, SET = GOOD["adjustBalance"], GOOD["withdrawTokens"], GOOD["setTestBalances"]
READ = GOOD["getUser"]
SIGN_IN, SIGN_UP, RESEND = GOOD["signInWithEmail"], GOOD["signUp"], GOOD["resendConfirmation"]
TAKEN = SIGN_UP.with_body(email="user@example.com")
OTP, VERIFY, RESET = GOOD["sendOtp"], GOOD["verifyOtp"], GOOD["requestPasswordReset"]
KEYED = CHECKOUT.adding(Idempotency_Key="one")
FILE = ("shot.png", b"\x89PNG", "image/png")


@dataclass(frozen=True)
class Story:
    """
    How an error comes about: earlier requests, some of them tried in vain, then the one that is refused.
    """

    ask: Ask
    before: tuple[Ask, ...] = ()
    world: World | None = None
    tried: tuple[Ask, ...] = ()


def form(*files: tuple[str, bytes, str]) -> Ask:
    """
    A ticket with files.
    """
    parts = [("files", file) for file in files]
    return replace(TICKET, json=None, extra={"data": dict(TICKET.json), "files": parts})


def failing() -> World:
    """
    The default world with a broken payment processor.
    """
    return default_world().with_paywall("3", processor=Processor(fails=True))


def live() -> World:
    """
    The default world, for real money.
    """
    return default_world().with_paywall("3", processor=Processor(test_mode=False))


def strict_about_keys() -> World:
    """
    The default world, where one idempotency key goes with one body.
    """
    return default_world().with_switches(strict_idempotency=True)


def used_up(shape: str) -> World:
    """
    The default world, where a used-up quota is told in one of its shapes.
    """
    return default_world().with_switches(gateway_402_shape=shape)


def taken(how: str) -> World:
    """
    The default world, where signing up with a taken e-mail is an error.
    """
    return default_world().with_switches(signup_taken=how)


def elsewhere(ask: Ask, paywall_id: str) -> Ask:
    """
    The same on another paywall, wherever the request names it.
    """
    for name in ("paywallId", "paywall_id"):
        if ask.json is not None and name in ask.json:
            return ask.with_body(**{name: paywall_id})
    return ask.at(ask.path.replace("/paywall/3/", f"/paywall/{paywall_id}/"))


ANYWHERE: dict[str, Callable[[Ask], Ask]] = {
    "invalid_api_key": lambda ask: ask.by({"X-Api-Key": "sk_test_wrong"}),
    "key_inactive": lambda ask: ask.by({"X-Api-Key": "sk_test_inactive"}),
    "invalid_token": lambda ask: ask.by({"Authorization": "Bearer bearer_expired"}),
    "not_owner": lambda ask: elsewhere(ask.by(OWNER), "4"),
    "paywall_not_found": lambda ask: elsewhere(ask, "404"),
    "unauthorized": lambda ask: ask.by({}),
    "authorization_required": lambda ask: ask.by(OWNER),
    "apikey_required": lambda ask: ask.by(USER),
    "key_required": lambda ask: ask.by({}),
    "invalid_request": lambda ask: ask.adding(X_SDK_Version="x" * 201),
    "too_large": lambda ask: ask.sending(HUGE),
    "unsupported_media_type": lambda ask: ask.sending(b"{}", "text/html"),
}
"""Errors that come about in the same way on every operation."""

STORIES: dict[tuple[str, str], Story] = {
    ("startCheckout", "missing_parameters"): Story(CHECKOUT.without("priceId")),
    ("startCheckout", "invalid_success_url"): Story(CHECKOUT.with_body(successUrl="ftp://example.com")),
    ("startCheckout", "invalid_error_url"): Story(CHECKOUT.with_body(errorUrl="example.com")),
    ("startCheckout", "invalid_shop_url"): Story(CHECKOUT.with_body(shopUrl="")),
    ("startCheckout", "invalid_email"): Story(CHECKOUT.with_body(email="nobody")),
    ("startCheckout", "key_reused"): Story(KEYED.with_body(priceId="9101"), before=(KEYED,), world=strict_about_keys()),
    ("startCheckout", "price_not_found"): Story(CHECKOUT.with_body(priceId="stale")),
    ("startCheckout", "active_purchase"): Story(CHECKOUT.with_body(email="subscriber@example.com")),
    ("startCheckout", "processor_failed"): Story(CHECKOUT, world=failing()),
    ("getUser", "identity_required"): Story(READ.at(f"{IN_THREE}/user")),
    ("getUser", "identity_not_found"): Story(READ.at(f"{IN_THREE}/user?email=nobody@example.com")),
    ("getUser", "identity_not_on_paywall"): Story(READ.at(f"{IN_THREE}/user?email=elsewhere@example.com")),
    ("adjustBalance", "insufficient"): Story(ADJUST.with_body(amount=43)),
    ("adjustBalance", "invalid_op"): Story(ADJUST.with_body(op="steal")),
    ("adjustBalance", "invalid_amount"): Story(ADJUST.with_body(amount=0)),
    ("adjustBalance", "type_required"): Story(ADJUST.without("type")),
    ("adjustBalance", "identity_required"): Story(ADJUST.without("email")),
    ("adjustBalance", "not_tokenised"): Story(elsewhere(ADJUST.with_body(email="freemius@example.com"), "5")),
    ("adjustBalance", "unknown_type"): Story(ADJUST.with_body(type="vision")),
    ("adjustBalance", "identity_not_found"): Story(ADJUST.with_body(email="elsewhere@example.com")),
    ("cancelSubscription", "identity_required"): Story(CANCEL.without("email")),
    ("cancelSubscription", "already_cancelled"): Story(CANCEL, before=(CANCEL,)),
    ("cancelSubscription", "missing_subscription"): Story(CANCEL.without("subscriptionId")),
    ("cancelSubscription", "missing_reason"): Story(CANCEL.with_body(cancellationReason="  ")),
    ("cancelSubscription", "identity_not_on_paywall"): Story(CANCEL.with_body(email="elsewhere@example.com")),
    ("cancelSubscription", "subscription_not_found"): Story(CANCEL.with_body(subscriptionId="sub_seed_freemius")),
    ("getCustomerPortal", "email_required"): Story(PORTAL.without("email")),
    ("getCustomerPortal", "invalid_return_url"): Story(PORTAL.with_body(returnUrl="/account")),
    ("getCustomerPortal", "no_portal_test"): Story(PORTAL.with_body(email="user@example.com")),
    ("getCustomerPortal", "no_portal_live"): Story(PORTAL.with_body(email="user@example.com"), world=live()),
    ("createSupportTicket", "invalid_payload"): Story(TICKET.without("subject")),
    ("createSupportTicket", "subject_length"): Story(TICKET.with_body(subject="ab")),
    ("createSupportTicket", "content_length"): Story(TICKET.with_body(content="x" * 5001)),
    ("createSupportTicket", "email_required"): Story(TICKET.without("customer_email")),
    ("createSupportTicket", "too_many_files"): Story(form(*[FILE] * 6)),
    ("createSupportTicket", "invalid_file"): Story(form(("notes.txt", b"text", "text/plain"))),
    ("createSupportTicket", "ticket_limit"): Story(TICKET, before=(TICKET, LEGACY_TICKET)),
    ("withdrawTokens", "insufficient_tokens"): Story(WITHDRAW.with_body(tokens=43)),
    ("withdrawTokens", "type_not_found"): Story(WITHDRAW.with_body(token_type="vision")),
    ("withdrawTokens", "user_id_required"): Story(WITHDRAW.without("user_id")),
    ("withdrawTokens", "paywall_id_required"): Story(WITHDRAW.without("paywall_id")),
    ("withdrawTokens", "tokens_required"): Story(WITHDRAW.with_body(tokens=0)),
    ("withdrawTokens", "balance_not_found"): Story(WITHDRAW.with_body(user_id="u_42")),
    **{
        (operation, name): Story(ask)
        for operation, to in (("getFromGateway", FETCH), ("postToGateway", CALL))
        for name, ask in {
            "access_denied": to.by({}),
            "provider_disabled": to.at(f"{GATEWAY}/off/v1?paywall_id=3"),
            "provider_not_found": to.at(f"{GATEWAY}/nobody/v1?paywall_id=3"),
            "paywall_not_found": to.at(f"{GATEWAY}/echo/v1?paywall_id=404"),
            "invalid_request": to.at(f"{GATEWAY}/echo/..%2fopenai?paywall_id=3"),
        }.items()
    },
    **{
        (operation, f"quota_{shape}"): Story(ask.at(f"{GATEWAY}/empty?paywall_id=3"), world=used_up(shape))
        for operation, ask in (("getFromGateway", FETCH), ("postToGateway", CALL))
        for shape in ("rows", "split", "lists", "flat", "bare")
    },
    ("postToGateway", "too_large"): Story(CALL.sending(b" " * (8 * 1024 * 1024 + 1))),
    ("createLegacyTicket", "email_required"): Story(LEGACY_TICKET.without("email")),
    ("createLegacyTicket", "invalid_email"): Story(LEGACY_TICKET.with_body(email="nobody")),
    ("createLegacyTicket", "subject_length"): Story(LEGACY_TICKET.with_body(subject="ab")),
    ("createLegacyTicket", "message_length"): Story(LEGACY_TICKET.with_body(message="")),
    ("createLegacyTicket", "ticket_limit"): Story(LEGACY_TICKET, before=(LEGACY_TICKET, TICKET)),
    ("setTestBalances", "paywall_id_required"): Story(SET.without("paywall_id")),
    ("setTestBalances", "user_id_required"): Story(SET.with_body(user_id="")),
    ("setTestBalances", "invalid_tokens"): Story(SET.with_body(tokens=-1)),
    ("setTestBalances", "not_test_mode"): Story(SET, world=live()),
    ("setTestBalances", "balance_not_found"): Story(SET.with_body(user_id="nobody")),
    ("signInWithEmail", "invalid_credentials"): Story(SIGN_IN.with_body(password="another")),
    ("signInWithEmail", "email_not_confirmed"): Story(SIGN_IN.with_body(**SIGN_UP.json), before=(SIGN_UP,)),
    ("signInWithEmail", "too_many_attempts"): Story(SIGN_IN, tried=(SIGN_IN.with_body(password="another"),) * 4),
    ("signInWithEmail", "upstream"): Story(SIGN_IN, world=default_world().with_paywall("3", auth_fails=True)),
    ("signUp", "weak_password"): Story(SIGN_UP.with_body(password="12345")),
    ("signUp", "custom_domain_required"): Story(elsewhere(SIGN_UP, "5")),
    ("signUp", "user_already_exists"): Story(TAKEN, world=taken("user_already_exists")),
    ("signUp", "email_exists"): Story(TAKEN, world=taken("email_exists")),
    ("signUp", "too_many_attempts"): Story(SIGN_UP, before=(TAKEN,) * 4),
    ("resendConfirmation", "custom_domain_required"): Story(elsewhere(RESEND, "5")),
    ("resendConfirmation", "too_many_mails"): Story(RESEND, before=(RESEND,)),
    ("sendOtp", "invalid_email"): Story(OTP.with_body(email="nobody")),
    ("sendOtp", "too_many_mails"): Story(OTP, before=(OTP,)),
    ("verifyOtp", "invalid_otp"): Story(VERIFY.with_body(token="000000")),
    ("verifyOtp", "invalid_type"): Story(VERIFY.with_body(type="phone")),
    ("requestPasswordReset", "invalid_email"): Story(RESET.with_body(email="nobody")),
    ("requestPasswordReset", "custom_domain_required"): Story(elsewhere(RESET, "5")),
    ("requestPasswordReset", "too_many_mails"): Story(RESET, before=(RESET,)),
    ("updatePassword", "weak_password"): Story(GOOD["updatePassword"].with_body(password="12345")),
    ("signInAnonymously", "anonymous_disabled"): Story(elsewhere(GOOD["signInAnonymously"], "4")),
    ("signInAnonymously", "rate_limited"): Story(GOOD["signInAnonymously"], before=(GOOD["signInAnonymously"],) * 30),
    ("upgradeAnonymous", "weak_password"): Story(GOOD["upgradeAnonymous"].with_body(password="12345")),
    ("upgradeAnonymous", "not_anonymous"): Story(GOOD["upgradeAnonymous"].by(USER)),
    ("upgradeAnonymous", "email_exists"): Story(GOOD["upgradeAnonymous"].with_body(email="user@example.com")),
    ("startOauth", "custom_domain_required"): Story(elsewhere(GOOD["startOauth"], "5")),
    ("startOauth", "unknown_provider"): Story(GOOD["startOauth"].with_body(provider="github")),
    ("exchangeOauth", "exchange_failed"): Story(GOOD["exchangeOauth"].with_body(code_verifier="x" * 43)),
    ("refreshSession", "refresh_failed"): Story(GOOD["refreshSession"].with_body(refresh_token="another")),
    ("refreshSession", "invalid_refresh_token"): Story(
        GOOD["refreshSession"].with_body(refresh_token="another"),
        world=default_world().with_switches(refresh_401="slug"),
    ),
    ("recordEvents", "too_many_events"): Story(
        GOOD["recordEvents"].with_body(events=GOOD["recordEvents"].json["events"] * 101)
    ),
}
"""Errors of one operation."""

DOCUMENTED = [(operation, name) for operation in SPEC.operations.values() for name in operation.refusals]


def story(operation: Operation, name: str) -> Story:
    """
    How an error of an operation comes about.
    """
    own = STORIES.get((operation.id, name))
    return own or Story(ANYWHERE[name](GOOD[operation.id]))


@pytest.mark.parametrize(
    ("operation", "name"), DOCUMENTED, ids=[f"{operation.id}-{name}" for operation, name in DOCUMENTED]
)
def test_documented_error_can_be_provoked(operation: Operation, name: str) -> None:
    """
    The status and the fields are those of the example in the specification.
    """
    told = story(operation, name)
    expected = operation.refusals[name]
    with Mock(told.world) as mock:
        client = connect_http(mock)
        for ask in told.before:
            assert ask.of(client).is_success
        for ask in told.tried:
            assert ask.of(client).is_client_error
        answer = told.ask.of(client)

    assert (expected.status, list(expected.body)) == (answer.status_code, list(answer.json()))
    telling = name in ("insufficient", "insufficient_tokens", "type_not_found") or name.startswith("quota_")
    if not telling:
        assert expected.body == answer.json()


def test_no_story_is_about_an_error_that_is_not_documented() -> None:
    """
    The table holds nothing that the specification lost.
    """
    assert set() == STORIES.keys() - {(operation.id, name) for operation, name in DOCUMENTED}


@pytest.mark.parametrize("name", GOOD)
def test_good_request_of_each_operation_succeeds(name: str, mock: Mock) -> None:
    """
    What the other tests vary is right to begin with.
    """
    assert GOOD[name].of(connect_http(mock)).is_success


def test_a_refusal_changes_nothing(mock: Mock) -> None:
    """
    A checkout that is refused leaves no new user behind.
    """
    client = connect_http(mock)
    CHECKOUT.with_body(email="new@example.com", priceId="stale").of(client)
    answer = READ.at(f"{IN_THREE}/user?email=new@example.com").of(client)

    assert 404 == answer.status_code
    assert "identity_not_found" == answer.json()["error"]


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (CHECKOUT.without("email"), "Missing required parameters: email, priceId"),
        (CHECKOUT.without("email", "priceId"), "Missing required parameters: email, priceId"),
        (CHECKOUT.with_body(email=5, successUrl="x"), "Missing required parameters: email, priceId"),
        (CHECKOUT.with_body(priceId=None), "Missing required parameters: email, priceId"),
        (CHECKOUT.with_body(successUrl="x", email="x"), "Invalid email format"),
        (CHECKOUT.with_body(trial_days=-1), "The request is malformed"),
        (CANCEL.without("paywallId"), "identity_required"),
        (CANCEL.with_body(subscriptionId=5), "Subscription ID is required"),
        (TICKET.with_body(subject=5), "invalid_payload"),
        (TICKET.with_body(subject="", content=None), "invalid_payload"),
        (TICKET.with_body(customer_email=None), "email_required"),
    ],
    ids=[f"case {number}" for number in range(1, 12)],
)
def test_what_is_absent_is_told_before_what_is_malformed(ask: Ask, name: str, mock: Mock) -> None:
    """
    In each class the first field of the specification is the one that is named.
    """
    assert name == ask.of(connect_http(mock)).json()["error"]


def test_type_that_is_not_there_is_named(mock: Mock) -> None:
    """
    The sentence holds the type that was asked for.
    """
    answer = WITHDRAW.with_body(token_type="vision").of(connect_http(mock))

    assert {"error": "Token type vision not found in user balance"} == answer.json()


def test_what_is_there_is_counted(mock: Mock) -> None:
    """
    Both debit routes tell how many tokens there are.
    """
    client = connect_http(mock)

    assert 42 == ADJUST.with_body(amount=99).of(client).json()["available"]
    assert (42, 99) == tuple(
        WITHDRAW.with_body(tokens=99).of(client).json()[name] for name in ("available", "requested")
    )
