"""
A client refuses a paywall whose own domain is another than the one it talks to, and asks nothing more to know.
"""

from __future__ import annotations

import asyncio
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monetize_software import AsyncBillingClient, AuthClient, BillingClient, Cache, ConfigurationError
from monetize_software._profile.custom_domain import check_custom_domain  # pyright: ignore[reportPrivateUsage]
from monetize_software._profile.origin import Origin  # pyright: ignore[reportPrivateUsage]
from monetize_software_mock import Mock, default_world
from tests.support.recorder import GOOD, Recorder, says

from ..conftest import Connect


def paywall(custom_domain: str | None) -> Any:
    """
    What the service answers of a paywall with a domain.
    """
    settings = {"id": "3", "name": "x", "custom_domain": custom_domain}
    return says(200, {"version": "1", "settings": settings, "prices": [], "offers": []})


READS: dict[str, Callable[[Any], Any]] = {
    "bootstrap": lambda client: client.bootstrap(),
    "by version": lambda client: client.bootstrap(if_version="0"),
    "prices": lambda client: client.get_prices(),
}


@pytest.mark.parametrize("cache", [False, True], ids=["no cache", "cache"])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_paywall_of_another_domain_is_refused(
    read: Callable[[Any], Any], cache: bool, connect_recorder: Connect
) -> None:
    """
    By the answer that was asked for anyway, each time, with the code of the vendor's SDK; nothing of it is kept.
    """
    options = {"cache": Cache()} if cache else {}
    client, recorder = connect_recorder(paywall("https://Shop.example.com/"), max_retries=2, **options)

    for _ in range(2):
        with pytest.raises(ConfigurationError, match=r"is shop\.example\.com, and api_origin is pay\.exam") as caught:
            read(client)
        assert "invalid_config" == caught.value.code
    assert 2 == len(recorder.requests)


@pytest.mark.parametrize("domain", [None, "", "pay.example.com", "https://PAY.example.com/", "pay.example.com.:443"])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_paywall_of_this_domain_is_read(
    read: Callable[[Any], Any], domain: str | None, connect_recorder: Connect
) -> None:
    """
    One request, one answer, and no word about it.
    """
    client, recorder = connect_recorder(paywall(domain))
    read(client)

    assert 1 == len(recorder.requests)


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_check_is_switched_off_by_who_stands_in_between(read: Callable[[Any], Any], connect_recorder: Connect) -> None:
    """
    `verify_origin=False` takes any paywall without a warning, in copies of the client too.
    """
    client, _ = connect_recorder(paywall("shop.example.com"), verify_origin=False)

    read(client)
    read(client.for_user(email="ada@example.com").with_options(timeout=3))


def test_session_s_billing_client_does_as_its_auth_client_was_told() -> None:
    """
    It checks, unless the auth client was built with `verify_origin=False`.
    """
    mock = Mock(default_world().with_paywall("3", settings={"custom_domain": "shop.example.com"}))
    options: dict[str, Any] = {**GOOD, "transport": mock.transport()}
    del options["api_key"]
    checks, trusts = (AuthClient(**options, verify_origin=each).session() for each in (True, False))
    for session in (checks, trusts):
        session.sign_in_with_email("user@example.com", "correct-horse-1")

    assert 3 == len(trusts.billing().get_prices())
    with pytest.raises(ConfigurationError, match="custom domain"):
        checks.billing().get_prices()


PLACES: dict[str, tuple[str, str, str]] = {
    # custom domain, origin, what happens
    "another name": ("shop.example.com", "https://pay.example.com", "refused"),
    "another port": ("pay.example.com:8443", "https://pay.example.com", "refused"),
    "another scheme": ("http://pay.example.com", "https://pay.example.com", "refused"),
    "a public number": ("pay.example.com", "https://8.8.8.8", "refused"),
    "a name that ends alike": ("pay.example.com", "https://notappbox.space", "refused"),
    "the mirror": ("pay.example.com", "https://edge.pay.example.com", "fine"),
    "the mirror of another": ("shop.example.com", "https://edge.pay.example.com", "refused"),
    "a proxy's prefix": ("pay.example.com", "https://pay.example.com/proxy", "fine"),
    "letters of any language": ("bücher.example.com", "https://xn--bcher-kva.example.com", "fine"),
    "this machine": ("pay.example.com", "http://127.0.0.1:4242", "warned"),
    "this machine, by name": ("pay.example.com", "http://mock.localhost:4242", "warned"),
    "a number of a private network": ("pay.example.com", "http://10.0.0.7", "warned"),
    "a number of this link": ("pay.example.com", "http://[fe80::1]", "warned"),
    "a container": ("pay.example.com", "http://mock:4242", "warned"),
    "a name of a private network": ("pay.example.com", "https://billing.corp.internal", "warned"),
    "a name for tests": ("pay.example.com", "https://billing.test", "warned"),
    "a host of the vendor's": ("pay.example.com", "https://api.monetize.software", "warned"),
    "the old shared host": ("pay.example.com", "https://appbox.space", "warned"),
    "a domain that is none": ("pay.example.com:port", "https://pay.example.com", "warned"),
    "a domain that cannot be": ("https://[", "https://pay.example.com", "warned"),
    "a domain of blanks": (" \t", "https://pay.example.com", "fine"),
}


@pytest.mark.parametrize(("domain", "address", "outcome"), PLACES.values(), ids=PLACES)
def test_only_a_public_host_is_refused(domain: str, address: str, outcome: str) -> None:
    """
    Where something may well speak for the domain, and where the domain is none, it is a warning.
    """
    origin = Origin.read(address, allow_insecure=True)
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            check_custom_domain(domain, origin)
        except ConfigurationError:
            found = "refused"
        else:
            found = "warned" if told else "fine"

    assert outcome == found


def test_warning_names_the_line_that_asked(runner: asyncio.Runner) -> None:
    """
    Whoever reads the warning sees their own program, and not a line of the SDK's.
    """
    recorder = Recorder(paywall("pay.example.com"))
    options: dict[str, Any] = {**GOOD, "api_origin": "http://127.0.0.1:4242", "transport": recorder}

    async def program() -> None:
        BillingClient(**options).get_prices()
        await AsyncBillingClient(**options).bootstrap()

    with pytest.warns(UserWarning, match="custom domain is pay") as told:
        runner.run(program())

    assert [Path(__file__).name] * 2 == [Path(each.filename).name for each in told]
