"""
The paywall and its prices: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule

if TYPE_CHECKING:
    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire
from .calls import call_of, header_email


def get_bootstrap(profile: Profile, if_version: str | None) -> Call[wire.Bootstrap | wire.BootstrapUnchanged]:
    """
    getBootstrap: all that a paywall shows.
    """
    from monetize_software_api.api.catalog import get_bootstrap as endpoint

    credential = profile.credential(CredentialRule.PUBLIC)
    request = endpoint.build_request(
        profile.paywall_id,
        if_version=check.optional_text("if_version", if_version, longest=200),
        x_user_email=header_email(profile) if credential is Credential.NONE else None,
        accept_language=profile.language,
    )
    return call_of("getBootstrap", request, credential, lambda payload: _checked(profile, payload))


def _checked(profile: Profile, payload: Any) -> wire.Bootstrap | wire.BootstrapUnchanged:
    from monetize_software_api.api.catalog import get_bootstrap as endpoint
    from monetize_software_api.models.bootstrap import Bootstrap

    answer = endpoint.parse_success(payload)
    if isinstance(answer, Bootstrap):
        profile.check_domain(answer.settings.custom_domain)
    return answer


class VersionedPrices(NamedTuple):
    """
    A paywall's prices, and the version of the paywall they were read from.
    """

    version: str | None
    prices: list[wire.Price]


def get_prices(
    profile: Profile, locale: str | None, if_version: str | None = None
) -> Call[VersionedPrices | wire.BootstrapUnchanged]:
    """
    getBootstrap: the prices alone.
    """
    from monetize_software_api.api.catalog import get_bootstrap as endpoint
    from monetize_software_api.models.bootstrap import Bootstrap

    from .locale import localised_prices

    tag = check.optional_text("locale", locale, longest=100)
    request = endpoint.build_request(profile.paywall_id, if_version=if_version, accept_language=profile.language)

    def read(payload: Any) -> VersionedPrices | wire.BootstrapUnchanged:
        answer = Bootstrap.from_dict(payload) if if_version is None else endpoint.parse_success(payload)
        if not isinstance(answer, Bootstrap):
            return answer
        profile.check_domain(answer.settings.custom_domain)
        return VersionedPrices(answer.version, localised_prices(answer, tag, profile.language))

    return call_of("getBootstrap", request, profile.credential(CredentialRule.PUBLIC), read)


def plain(answer: Any) -> Any:
    """
    What a caller is given of an answer that may carry a version.
    """
    return answer.prices if isinstance(answer, VersionedPrices) else answer
