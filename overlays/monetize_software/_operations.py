"""
One function per operation: arguments → `Call`. Checks what can be checked here; never sends, never sleeps.

The only place that knows the generated endpoints. Each is imported when its operation is first used.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from json import dumps
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote, urlencode

from attrs import evolve

from . import _arguments as check
from ._exchange import Call, FailureInside
from ._identity import Access, Credential, require_email, require_identity
from .errors import ConfigurationError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from monetize_software_api import models as wire

    from . import models
    from ._profile import Profile
    from .typing import Attachment

T = TypeVar("T")


@cache
def _entry(operation: str) -> tuple[str, str, str]:
    from monetize_software_api.catalogue import OPERATIONS

    entry = OPERATIONS[operation]
    return entry.method.upper(), entry.path, entry.retry


def _call(
    operation: str, request: dict[str, Any], credential: Credential, parse: Callable[[Any], T], **more: Any
) -> Call[T]:
    """
    Put a generated request into a `Call`.
    """
    method, template, retry = _entry(operation)
    headers = request.get("headers", {})
    return Call(
        operation=operation,
        method=method,
        path=request["url"],
        template=template,
        retry=retry,
        credential=credential,
        parse=parse,
        query=urlencode(request["params"], quote_via=quote) if request.get("params") else "",
        headers=tuple((name.encode(), text.encode()) for name, text in headers.items() if name != "Content-Type"),
        body=_json(request["json"]) if "json" in request else None,
        form=_in_memory(request["files"]) if "files" in request else None,
        **more,
    )


def _in_memory(form: list[Any]) -> list[Any]:
    """
    Replace open files by their bytes, so that an attempt can be repeated.
    """
    return [(name, (file_name, _bytes(part), *rest)) for name, (file_name, part, *rest) in form]


def _bytes(part: Any) -> Any:
    return part.getvalue() if hasattr(part, "getvalue") else part


def _json(value: Any) -> bytes:
    try:
        return dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        raise InvalidRequestError(
            f"user_meta cannot be sent as JSON ({type(problem).__name__}). Use texts, numbers, True, False, None, "
            "lists and dicts of these; write dates and decimals as text."
        ) from None


def get_bootstrap(profile: Profile, if_version: str | None) -> Call[wire.Bootstrap | wire.BootstrapUnchanged]:
    """Row 1."""
    from monetize_software_api.api.catalog import get_bootstrap as endpoint

    credential = profile.credential(Access.PUBLIC)
    request = endpoint.build_request(
        profile.paywall_id,
        if_version=check.optional_text("if_version", if_version, longest=200),
        x_user_email=_header_email(profile) if credential is Credential.NONE else None,
        accept_language=profile.language,
    )
    return _call("getBootstrap", request, credential, endpoint.parse_success)


def _header_email(profile: Profile) -> str | None:
    email = profile.identity.email
    return email if email is not None and email.isascii() else None


def get_prices(profile: Profile, locale: str | None) -> Call[list[wire.Price]]:
    """Row 1."""
    from monetize_software_api.api.catalog import get_bootstrap as endpoint
    from monetize_software_api.models.bootstrap import Bootstrap

    from ._locale import localised_prices

    tag = check.optional_text("locale", locale, longest=100)
    request = endpoint.build_request(profile.paywall_id, accept_language=profile.language)
    return _call(
        "getBootstrap",
        request,
        profile.credential(Access.PUBLIC),
        lambda payload: localised_prices(Bootstrap.from_dict(payload), tag, profile.language),
    )


def start_checkout(
    profile: Profile,
    price_id: str | int,
    *,
    idempotency_key: str,
    user_meta: Mapping[str, Any] | None,
    success_url: str | None,
    error_url: str | None,
    shop_url: str | None,
    trial_days: int | None,
    offer_id: str | None,
    ignore_active_purchase: bool,
    local_currency: str | None,
    product_name: str | None,
    visitor_id: str | None,
    experiment_id: str | None,
    variant_key: str | None,
) -> Call[models.CheckoutResult]:
    """Row 2."""
    from monetize_software_api.api.checkout import start_checkout as endpoint
    from monetize_software_api.models.start_checkout import StartCheckout

    from .models import CheckoutResult

    credential = profile.credential(Access.EITHER)
    require_email(profile.identity, credential)
    key = check.header_text("idempotency_key", idempotency_key, longest=255)
    if (experiment_id is None) != (variant_key is None):
        raise InvalidRequestError("experiment_id and variant_key belong together; pass both or neither.")
    body = StartCheckout(
        price_id=check.price_id(price_id),
        email=None if credential is Credential.BEARER else profile.identity.email,
        success_url=check.web_address("success_url", success_url),
        error_url=check.web_address("error_url", error_url),
        shop_url=check.web_address("shop_url", shop_url),
        trial_days=None if trial_days is None else check.whole("trial_days", trial_days, smallest=0, largest=3650),
        ignore_active_purchase=check.flag("ignore_active_purchase", ignore_active_purchase) or None,
        user_meta=_user_meta(profile, user_meta),
        local_currency=check.currency(local_currency),
        offer_id=check.optional_text("offer_id", offer_id, longest=200),
        product_name=check.optional_text("product_name", product_name, longest=500),
        visitor_id=check.optional_text("visitor_id", visitor_id, longest=200),
        experiment_id=check.optional_text("experiment_id", experiment_id, longest=200),
        variant_key=check.optional_text("variant_key", variant_key, longest=200),
    )
    use = _use(profile, body)
    profile.used_keys.check(key, use)
    request = endpoint.build_request(profile.paywall_id, body=body, idempotency_key=key)
    return _call(
        "startCheckout",
        request,
        credential,
        lambda payload: CheckoutResult.read(endpoint.parse_success(payload), key),
        idempotency_key=key,
        used=lambda: profile.used_keys.remember(key, use),
    )


def _use(profile: Profile, body: Any) -> int:
    """
    What makes two checkouts the same: who buys, as far as is known here, and what. Addresses and metadata may differ.
    """
    who = (body.email or "").lower(), profile.identity.user_id
    return hash((*who, str(body.price_id), body.offer_id, body.trial_days, body.local_currency))


def _user_meta(profile: Profile, given: Mapping[str, Any] | None) -> wire.Metadata | None:
    """
    The caller's metadata, with the bound user id as `userId` unless the caller chose another.
    """
    from monetize_software_api.models.metadata import Metadata

    meta = check.metadata("user_meta", given)
    if profile.identity.user_id is not None:
        meta.setdefault("userId", profile.identity.user_id)
    return Metadata.from_dict(meta) if meta else None


def get_user_detail(
    profile: Profile,
    client_ip: str | None,
    parse: Callable[[models.UserDetail], T],
    nobody: Callable[[], T] | None = None,
) -> Call[T]:
    """Row 3."""
    from monetize_software_api.api.users import get_user as endpoint

    from .models import UserDetail

    credential = profile.credential(Access.EITHER)
    require_identity(profile.identity, credential)
    named = profile.identity if credential is Credential.KEY else None
    request = endpoint.build_request(
        profile.paywall_id,
        email=named.email if named else None,
        user_id=named.user_id if named else None,
        x_client_ip=None if client_ip is None else check.header_text("client_ip", client_ip, longest=64),
    )
    return _call("getUser", request, credential, lambda payload: parse(UserDetail.from_dict(payload)), nobody=nobody)


def get_user(profile: Profile) -> Call[models.PaywallUser]:
    """Row 4, and row 3 where row 4 cannot serve."""
    from monetize_software_api.api.users import get_user_state as endpoint

    from .models import PaywallUser

    credential = profile.credential(Access.EITHER)
    require_identity(profile.identity, credential)

    def instead() -> Call[models.PaywallUser]:
        guest = PaywallUser.nobody if profile.identity.email is not None else None
        return get_user_detail(profile, None, PaywallUser.from_detail, guest)

    email = _header_email(profile)
    if credential is Credential.KEY and email is None:
        return instead()
    request = endpoint.build_request(profile.paywall_id, x_user_email=email if credential is Credential.KEY else None)
    return _call(
        "getUserState",
        request,
        credential,
        lambda payload: PaywallUser.from_state(endpoint.parse_success(payload)),
        fallback=instead,
    )


def get_balances(profile: Profile) -> Call[list[wire.Balance]]:
    """Row 5 with a bearer, row 3 with a key."""
    from monetize_software_api.api.balances import get_balances as endpoint

    credential = profile.credential(Access.EITHER)
    if credential is Credential.KEY:
        return get_user_detail(profile, None, lambda detail: detail.balances)
    request = endpoint.build_request(profile.paywall_id)
    return _call("getBalances", request, credential, lambda payload: endpoint.parse_success(payload).balances)


def adjust_balance(profile: Profile, op: str, token_type: str, amount: int) -> Call[wire.BalanceChanged]:
    """Row 6."""
    from monetize_software_api.api.balances import adjust_balance as endpoint
    from monetize_software_api.models.balance_change import BalanceChange
    from monetize_software_api.models.balance_op import BalanceOp

    credential = profile.credential(Access.OWNER)
    require_identity(profile.identity, credential)
    body = BalanceChange(
        type=check.text("type", token_type, longest=100),
        amount=check.whole("amount", amount),
        op=BalanceOp(op),
        email=profile.identity.email,
        user_id=profile.identity.user_id,
    )
    request = endpoint.build_request(profile.paywall_id, body=body)
    subject = {"requested": amount, "token_type": token_type}
    return _call("adjustBalance", request, credential, endpoint.parse_success, subject=subject)


def cancel_subscription(profile: Profile, subscription_id: str, reason: str) -> Call[models.Cancellation]:
    """Row 7."""
    from monetize_software_api.api.subscriptions import cancel_subscription as endpoint
    from monetize_software_api.models.cancel_subscription import CancelSubscription

    from .models import Cancellation

    credential = profile.credential(Access.EITHER)
    require_identity(profile.identity, credential)
    subscription = check.text("subscription_id", subscription_id, longest=255)
    check.text("reason", reason, longest=5000)
    if not reason.replace("\ufeff", "").strip():  # the contract counts a byte order mark among the blanks
        raise check.refuse("reason", "must not be blank. Usual values: too_expensive, not_using, other.")
    body = CancelSubscription(subscription_id=subscription, cancellation_reason=reason)
    if credential is Credential.KEY:
        who = profile.identity
        body = evolve(body, paywall_id=profile.paywall_id, email=who.email, user_id=who.user_id)
    return _call(
        "cancelSubscription",
        endpoint.build_request(body=body),
        credential,
        lambda payload: Cancellation.read(endpoint.parse_success(payload)),
        already_done=lambda: Cancellation(id=subscription, cancel_at_period_end=True),
        subject={"subscription_id": subscription},
    )


def get_customer_portal(profile: Profile, return_url: str | None) -> Call[wire.CustomerPortal]:
    """Row 8."""
    from monetize_software_api.api.subscriptions import get_customer_portal as endpoint
    from monetize_software_api.models.open_portal import OpenPortal

    credential = profile.credential(Access.EITHER)
    require_email(profile.identity, credential)
    body = OpenPortal(return_url=check.web_address("return_url", return_url))
    if credential is Credential.KEY:
        body = evolve(body, email=profile.identity.email, user_meta=_user_meta(profile, None))
    request = endpoint.build_request(profile.paywall_id, body=body)
    return _call("getCustomerPortal", request, credential, endpoint.parse_success)


def create_support_ticket(
    profile: Profile, subject: str, content: str, email: str | None, files: Sequence[Attachment]
) -> Call[wire.Ticket]:
    """Row 9."""
    from monetize_software_api.api.support import create_support_ticket as endpoint
    from monetize_software_api.models.ticket_form import TicketForm
    from monetize_software_api.models.ticket_request import TicketRequest
    from monetize_software_api.types import File

    from ._attachments import read_attachments

    credential = profile.credential(Access.GUEST)
    sender = profile.identity.email if email is None else check.email_address("email", email)
    if credential is Credential.BEARER:
        sender = None
    elif sender is None:
        require_email(profile.identity, credential, code="email_required")
    parts: dict[str, Any] = {
        "subject": check.text("subject", subject, shortest=3, longest=200),
        "content": check.text("content", content, longest=5000),
        "customer_email": sender,
    }
    attached = [File(BytesIO(content), name, media_type) for name, content, media_type in read_attachments(files)]
    body = TicketForm(**parts, files=attached) if attached else TicketRequest(**parts)
    request = endpoint.build_request(profile.paywall_id, body=body)
    return _call("createSupportTicket", request, credential, lambda payload: endpoint.parse_success(payload).ticket)


def withdraw_tokens(profile: Profile, user_id: str, tokens: int, token_type: str) -> Call[wire.TokensWithdrawn]:
    """Row 12."""
    from monetize_software_api.api.legacy import withdraw_tokens as endpoint
    from monetize_software_api.models.withdraw_tokens import WithdrawTokens

    body = WithdrawTokens(
        paywall_id=profile.paywall_id,
        user_id=check.text("user_id", user_id, longest=255),
        tokens=check.whole("tokens", tokens),
        token_type=check.text("token_type", token_type, longest=100),
    )
    credential = profile.credential(Access.OWNER)
    request = endpoint.build_request(body=body)
    subject = {"requested": tokens, "token_type": token_type}
    return _call("withdrawTokens", request, credential, endpoint.parse_success, subject=subject)


def list_legacy_prices(profile: Profile) -> Call[list[wire.LegacyPrice]]:
    """Row 13."""
    from monetize_software_api.api.legacy import list_legacy_prices as endpoint

    def read(payload: Any) -> list[wire.LegacyPrice]:
        envelope = endpoint.parse_success(payload)
        if envelope.error is not None or envelope.data is None:
            raise FailureInside(str(envelope.error))
        return list(envelope.data)

    request = endpoint.build_request(profile.paywall_id)
    return _call("listLegacyPrices", request, profile.credential(Access.OWNER), read)


def create_legacy_ticket(
    profile: Profile, subject: str, message: str, email: str | None, user_meta: Mapping[str, Any] | None
) -> Call[wire.Ticket]:
    """Row 14."""
    from monetize_software_api.api.legacy import create_legacy_ticket as endpoint
    from monetize_software_api.models.legacy_ticket_request import LegacyTicketRequest

    credential = profile.credential(Access.OWNER)
    if email is None:
        require_email(profile.identity, credential, code="email_required")
    body = LegacyTicketRequest(
        email=check.email_address("email", profile.identity.email if email is None else email),
        subject=check.text("subject", subject, shortest=3, longest=200),
        message=check.text("message", message, longest=5000),
        user_meta=_user_meta(profile, user_meta),
    )
    request = endpoint.build_request(profile.paywall_id, body=body)
    return _call("createLegacyTicket", request, credential, lambda payload: endpoint.parse_success(payload).ticket)


def set_test_balances(profile: Profile, user_id: str | None, tokens: int | None) -> Call[None]:
    """Row 15."""
    from monetize_software_api.api.testing import set_test_balances as endpoint
    from monetize_software_api.models.set_test_balances import SetTestBalances

    if not profile.paywall_id.isdecimal():
        raise ConfigurationError("set_test_balances needs a paywall_id made of digits.")
    who = user_id if user_id is not None else profile.identity.user_id
    if who is None:
        raise check.refuse("user_id", "is needed: pass it, or bind one with client.for_user().")
    body = SetTestBalances(
        paywall_id=int(profile.paywall_id),
        user_id=check.text("user_id", who, longest=255),
        tokens=None if tokens is None else check.whole("tokens", tokens, smallest=0),
    )
    request = endpoint.build_request(body=body)
    return _call("setTestBalances", request, Credential.NONE, lambda _: None, empty_answer=True)


def verify_token(profile: Profile, client_ip: str | None) -> Call[models.VerifiedUser]:
    """Row 3, as the bearer's user."""
    from .models import VerifiedUser

    return get_user_detail(profile, client_ip, VerifiedUser.read)
