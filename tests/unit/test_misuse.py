"""
What is said to somebody who calls a method as another language would.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from monetize_software import AsyncBillingClient, BillingClient

from ..support.recorder import GOOD, Recorder
from .conftest import Connect

CLIENTS = pytest.mark.parametrize("client_class", [BillingClient, AsyncBillingClient])


@CLIENTS
@pytest.mark.parametrize(
    ("places", "names", "words"),
    [
        (
            ["3", "https://pay.example.com"],
            {},
            r"takes nothing by place; pass by name: paywall_id, api_origin, api_key, .*[a-z]\.$",
        ),
        ([], {"paywallId": "3"}, r"has no argument paywallId; did you mean paywall_id\?$"),
        ([], {"apiOrigin": "3"}, r"has no argument apiOrigin; did you mean api_origin\?$"),
        ([], {"max_retires": 1}, r"has no argument max_retires; did you mean max_retries\?$"),
        (
            [],
            {"paywallId": "3", "apiOrigin": "o"},
            r"has no arguments apiOrigin or paywallId; did you mean api_origin and paywall_id\?$",
        ),
        ([], {"paywallId": "3", "zzz": 1}, r"has no arguments paywallId or zzz; it has paywall_id, api_origin, "),
        ([], {"zzz": 1}, r"has no argument zzz; it has paywall_id, api_origin, api_key, "),
        ([], {"paywall_id": "3"}, r"needs api_origin\.$"),
        ([], {}, r"needs paywall_id and api_origin\.$"),
    ],
)
def test_client_built_as_elsewhere_is_told_what_fits(
    client_class: Any, places: list[str], names: dict[str, Any], words: str
) -> None:
    """
    The error names the class that was called, the argument that does not fit, and the one that does.
    """
    with pytest.raises(TypeError, match=words) as caught:
        client_class(*places, **names)
    assert str(caught.value).startswith(f"{client_class.__name__}() ")
    assert None is caught.value.__cause__
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


CALLS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "spelling": (lambda ada: ada.create_checkout(priceId="p"), r"^create_checkout\(\) .* did you mean price_id\?$"),
    "of another method": (
        lambda ada: ada.get_prices(priceId="p"),
        r"argument priceId; it has locale, timeout, refresh\.$",
    ),
    "too many places": (
        lambda ada: ada.create_checkout("p", "u"),
        r"takes only price_id by place; pass by name: succ",
    ),
    "three places": (
        lambda ada: ada.credit_tokens("t", 1, 2),
        r"type and amount by place; pass by name: timeout\.$",
    ),
    "too few": (lambda ada: ada.credit_tokens("t"), r"^credit_tokens\(\) needs amount\.$"),
    "none": (lambda ada: ada.create_support_ticket(), r"^create_support_ticket\(\) needs subject and content\.$"),
    "copy": (lambda ada: ada.for_user(userId=3), r"^for_user\(\) .* did you mean user_id\?$"),
    "options": (lambda ada: ada.with_options(maxRetries=3), r"^with_options\(\) .* did you mean max_retries\?$"),
    "twice": (lambda ada: ada.credit_tokens("t", type="t", amount=1), r"credit_tokens\(\): .*multiple values"),
}


@pytest.mark.parametrize("name", CALLS)
def test_call_made_as_elsewhere_is_told_what_fits(connect_recorder: Connect, name: str) -> None:
    """
    Methods of both clients say which argument was meant, and nothing is sent.
    """
    client, recorder = connect_recorder()
    use, words = CALLS[name]

    with pytest.raises(TypeError, match=words):
        use(client.for_user(email="ada@example.com"))
    assert [] == recorder.requests


def test_type_error_from_inside_a_call_stays_as_it_is(connect_recorder: Connect) -> None:
    """
    Only arguments that do not fit are explained; what a caller's own function raises is left alone.
    """
    client, _ = connect_recorder(bearer=lambda: len(5))  # type: ignore[arg-type]

    with pytest.raises(TypeError, match="object of type 'int' has no len"):
        client.get_user()


@CLIENTS
def test_method_of_a_subclass_stays_as_it_was_written(client_class: Any) -> None:
    """
    A caller's own class is not changed.
    """

    def own(self: Any) -> int:
        return 5

    kind = type("Mine", (client_class,), {"own": own})

    assert own is vars(kind)["own"]
    assert 5 == kind(**GOOD, transport=Recorder()).own()
