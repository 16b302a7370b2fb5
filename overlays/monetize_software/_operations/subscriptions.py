"""
Cancellation and the portal: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule, require_email, require_identity

if TYPE_CHECKING:
    from monetize_software import models
    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire
from .calls import call_of, user_meta_of


def cancel_subscription(profile: Profile, subscription_id: str, reason: str) -> Call[models.Cancellation]:
    """
    cancelSubscription. One that was cancelled before counts as done.
    """
    from monetize_software._results.subscriptions import Cancellation
    from monetize_software_api.api.subscriptions import cancel_subscription as endpoint
    from monetize_software_api.models.cancel_subscription import CancelSubscription

    credential = profile.credential(CredentialRule.EITHER)
    require_identity(profile.identity, credential)
    subscription = check.text("subscription_id", subscription_id, longest=255)
    check.text("reason", reason, longest=5000)
    if not reason.replace("\ufeff", "").strip():  # the contract counts a byte order mark among the blanks
        raise check.refuse("reason", "must not be blank. Usual values: too_expensive, not_using, other.")
    body = CancelSubscription(subscription_id=subscription, cancellation_reason=reason)
    if credential is Credential.KEY:
        who = profile.identity
        body = evolve(body, paywall_id=profile.paywall_id, email=who.email, user_id=who.user_id)
    return call_of(
        "cancelSubscription",
        endpoint.build_request(body=body),
        credential,
        lambda payload: Cancellation.read(endpoint.parse_success(payload)),
        already_done=lambda: Cancellation(id=subscription, cancel_at_period_end=True),
        subject={"subscription_id": subscription},
    )


def get_customer_portal(profile: Profile, return_url: str | None) -> Call[wire.CustomerPortal]:
    """
    getCustomerPortal.
    """
    from monetize_software_api.api.subscriptions import get_customer_portal as endpoint
    from monetize_software_api.models.open_portal import OpenPortal

    credential = profile.credential(CredentialRule.EITHER)
    require_email(profile.identity, credential)
    body = OpenPortal(return_url=check.web_address("return_url", return_url))
    if credential is Credential.KEY:
        body = evolve(body, email=profile.identity.email, user_meta=user_meta_of(profile, None))
    request = endpoint.build_request(profile.paywall_id, body=body)
    return call_of("getCustomerPortal", request, credential, endpoint.parse_success)
