"""
Older routes that still work: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from monetize_software._exchange import Call, FailureInside
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule, require_email

if TYPE_CHECKING:
    from collections.abc import Mapping

    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire
from .calls import call_of, user_meta_of


def withdraw_tokens(profile: Profile, user_id: str, tokens: int, token_type: str) -> Call[wire.TokensWithdrawn]:
    """
    withdrawTokens, of the first version of the API.
    """
    from monetize_software_api.api.legacy import withdraw_tokens as endpoint
    from monetize_software_api.models.withdraw_tokens import WithdrawTokens

    body = WithdrawTokens(
        paywall_id=profile.paywall_id,
        user_id=check.text("user_id", user_id, longest=255),
        tokens=check.whole("tokens", tokens),
        token_type=check.text("token_type", token_type, longest=100),
    )
    credential = profile.credential(CredentialRule.OWNER)
    request = endpoint.build_request(body=body)
    subject = {"requested": tokens, "token_type": token_type}
    return call_of("withdrawTokens", request, credential, endpoint.parse_success, subject=subject)


def list_legacy_prices(profile: Profile) -> Call[list[wire.LegacyPrice]]:
    """
    listLegacyPrices, of the first version of the API.
    """
    from monetize_software_api.api.legacy import list_legacy_prices as endpoint

    def read(payload: Any) -> list[wire.LegacyPrice]:
        envelope = endpoint.parse_success(payload)
        if envelope.error is not None or envelope.data is None:
            raise FailureInside(str(envelope.error))
        return list(envelope.data)

    request = endpoint.build_request(profile.paywall_id)
    return call_of("listLegacyPrices", request, profile.credential(CredentialRule.OWNER), read)


def create_legacy_ticket(
    profile: Profile, subject: str, message: str, email: str | None, user_meta: Mapping[str, Any] | None
) -> Call[wire.Ticket]:
    """
    createLegacyTicket, of the first version of the API.
    """
    from monetize_software_api.api.legacy import create_legacy_ticket as endpoint
    from monetize_software_api.models.legacy_ticket_request import LegacyTicketRequest

    credential = profile.credential(CredentialRule.OWNER)
    if email is None:
        require_email(profile.identity, credential, code="email_required")
    body = LegacyTicketRequest(
        email=check.email_address("email", profile.identity.email if email is None else email),
        subject=check.text("subject", subject, shortest=3, longest=200),
        message=check.text("message", message, longest=5000),
        user_meta=user_meta_of(profile, user_meta),
    )
    request = endpoint.build_request(profile.paywall_id, body=body)
    return call_of("createLegacyTicket", request, credential, lambda payload: endpoint.parse_success(payload).ticket)
