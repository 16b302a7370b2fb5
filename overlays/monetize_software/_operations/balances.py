"""
Token balances: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule, require_identity

if TYPE_CHECKING:
    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire
from .calls import call_of
from .users import get_user_detail


def get_balances(profile: Profile) -> Call[list[wire.Balance]]:
    """
    getBalances with a bearer; with a key, which it does not take, getUser.
    """
    from monetize_software_api.api.balances import get_balances as endpoint

    credential = profile.credential(CredentialRule.EITHER)
    if credential is Credential.KEY:
        return get_user_detail(profile, None, lambda detail: detail.balances)
    request = endpoint.build_request(profile.paywall_id)
    return call_of("getBalances", request, credential, lambda payload: endpoint.parse_success(payload).balances)


def adjust_balance(profile: Profile, op: str, token_type: str, amount: int) -> Call[wire.BalanceChanged]:
    """
    adjustBalance, up or down.
    """
    from monetize_software_api.api.balances import adjust_balance as endpoint
    from monetize_software_api.models.balance_change import BalanceChange
    from monetize_software_api.models.balance_op import BalanceOp

    credential = profile.credential(CredentialRule.OWNER)
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
    return call_of("adjustBalance", request, credential, endpoint.parse_success, subject=subject)
