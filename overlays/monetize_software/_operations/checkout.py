"""
Checkout sessions: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule, require_email
from monetize_software.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monetize_software import models
    from monetize_software._profile.profile import Profile
from .calls import call_of, user_meta_of


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
    """
    startCheckout, with an idempotency key that is fixed before the first attempt.
    """
    from monetize_software._results.checkout import CheckoutResult
    from monetize_software_api.api.checkout import start_checkout as endpoint
    from monetize_software_api.models.start_checkout import StartCheckout

    credential = profile.credential(CredentialRule.EITHER)
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
        user_meta=user_meta_of(profile, user_meta),
        local_currency=check.currency(local_currency),
        offer_id=check.optional_text("offer_id", offer_id, longest=200),
        product_name=check.optional_text("product_name", product_name, longest=500),
        visitor_id=check.optional_text("visitor_id", visitor_id, longest=200),
        experiment_id=check.optional_text("experiment_id", experiment_id, longest=200),
        variant_key=check.optional_text("variant_key", variant_key, longest=200),
    )
    use = key, _buyer(profile, body), _goods(body)
    profile.used_keys.check(*use)
    request = endpoint.build_request(profile.paywall_id, body=body, idempotency_key=key)
    return call_of(
        "startCheckout",
        request,
        credential,
        lambda payload: CheckoutResult.read(endpoint.parse_success(payload), key),
        idempotency_key=key,
        used=lambda: profile.used_keys.remember(*use),
    )


def _buyer(profile: Profile, body: Any) -> int:
    return hash(((body.email or "").lower(), profile.identity.user_id))


def _goods(body: Any) -> int:
    """
    What makes two checkouts of one buyer the same. Addresses and metadata may differ.
    """
    return hash((str(body.price_id), body.offer_id, body.trial_days, body.local_currency))
