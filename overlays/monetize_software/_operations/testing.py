"""
What works with test processors only: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software.errors import ConfigurationError

if TYPE_CHECKING:
    from monetize_software._profile.profile import Profile
from .calls import call_of


def set_test_balances(profile: Profile, user_id: str | None, tokens: int | None) -> Call[None]:
    """
    setTestBalances, on a paywall in test mode.
    """
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
    return call_of("setTestBalances", request, Credential.NONE, lambda _: None, empty_answer=True)
