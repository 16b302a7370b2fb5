"""
What a user has bought and may use: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule, require_identity

if TYPE_CHECKING:
    from collections.abc import Callable

    from monetize_software import models
    from monetize_software._profile.profile import Profile
from .calls import T, call_of, header_email


def get_user_detail(
    profile: Profile,
    client_ip: str | None,
    parse: Callable[[models.UserDetail], T],
    nobody: Callable[[], T] | None = None,
) -> Call[T]:
    """
    getUser: the bearer's user, or with the key whoever is bound.
    """
    from monetize_software._results.users import UserDetail
    from monetize_software_api.api.users import get_user as endpoint

    credential = profile.credential(CredentialRule.EITHER)
    require_identity(profile.identity, credential)
    named = profile.identity if credential is Credential.KEY else None
    request = endpoint.build_request(
        profile.paywall_id,
        email=named.email if named else None,
        user_id=named.user_id if named else None,
        x_client_ip=None if client_ip is None else check.header_text("client_ip", client_ip, longest=64),
    )
    return call_of("getUser", request, credential, lambda payload: parse(UserDetail.from_dict(payload)), nobody=nobody)


def get_user(profile: Profile) -> Call[models.PaywallUser]:
    """
    getUserState, which says enough; getUser where a key comes without an e-mail that fits a header.
    """
    from monetize_software._results.users import PaywallUser
    from monetize_software_api.api.users import get_user_state as endpoint

    credential = profile.credential(CredentialRule.EITHER)
    require_identity(profile.identity, credential)

    def instead() -> Call[models.PaywallUser]:
        guest = PaywallUser.nobody if profile.identity.email is not None else None
        return get_user_detail(profile, None, PaywallUser.from_detail, guest)

    email = header_email(profile)
    if credential is Credential.KEY and email is None:
        return instead()
    request = endpoint.build_request(profile.paywall_id, x_user_email=email if credential is Credential.KEY else None)
    return call_of(
        "getUserState",
        request,
        credential,
        lambda payload: PaywallUser.from_state(endpoint.parse_success(payload)),
        fallback=instead,
    )


def verify_token(profile: Profile, client_ip: str | None) -> Call[models.VerifiedUser]:
    """
    getUser, as the bearer's user.
    """
    from monetize_software._results.users import VerifiedUser

    return get_user_detail(profile, client_ip, VerifiedUser.read)
