"""
Both gateway clients are one surface, and so are their answers.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

from monetize_software import ApiGatewayClient, AsyncApiGatewayClient, BillingClient
from monetize_software._gateway.calls import call_of
from monetize_software._gateway.response import AsyncGatewayResponse, GatewayResponse
from monetize_software._gateway.settings import Settings
from monetize_software._profile.identity import Identity
from monetize_software._profile.origin import Origin
from monetize_software._profile.profile import Profile
from monetize_software.async_gateway import __all__ as async_names
from monetize_software.gateway import __all__ as names
from monetize_software_api.catalogue import OPERATIONS
from monetize_software_codegen.twins import GATEWAY, GATEWAY_RESPONSE

RENAMED = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
TYPES = {ours: twin for rules in (GATEWAY, GATEWAY_RESPONSE) for ours, twin in rules.names.items() if ours[0].isupper()}
PAIRS = ((ApiGatewayClient, AsyncApiGatewayClient), (GatewayResponse, AsyncGatewayResponse))
METHODS = [
    (sync, other, name) for sync, other in PAIRS for name, value in vars(sync).items() if inspect.isfunction(value)
]
SETTINGS = Settings(Profile("3", Origin.read("https://pay.example.com"), (), identity=Identity(user_id="u")))
WAITING = {"call", "_open", "close", "read", "__enter__", "__exit__"}


@pytest.mark.parametrize(("sync", "other", "name"), METHODS, ids=lambda value: getattr(value, "__name__", value))
def test_signatures_are_the_same(sync: Any, other: Any, name: str) -> None:
    """
    Each method takes the same arguments and answers the same type on both, but for the types that have a twin of their
    own.
    """
    blocking, awaiting = vars(sync)[name], vars(other)[RENAMED.get(name, name)]
    expected = re.sub(r"\w+", lambda word: TYPES.get(word[0], word[0]), str(inspect.signature(blocking)))

    assert expected == str(inspect.signature(awaiting))
    assert inspect.iscoroutinefunction(awaiting) is (name in WAITING)


def test_the_modules_offer_the_same() -> None:
    """
    What one module offers, the other offers under its own name.
    """
    assert [TYPES.get(name, name) for name in names] == async_names


def test_a_gateway_client_takes_what_a_billing_client_takes_but_for_the_key() -> None:
    """
    Settings have the same names on all clients; a key is no setting of a gateway's, and it reads no paywall.
    """
    billing, gateway = (set(inspect.signature(kind).parameters) for kind in (BillingClient, ApiGatewayClient))
    assert {"api_key", "cache", "identity", "verify_origin"} == billing - gateway


def test_what_is_called_is_what_the_document_describes() -> None:
    """
    Both operations have the address, the methods and the class of repetition that the document gives them.
    """
    described = {each.method.upper(): each for name, each in OPERATIONS.items() if name.endswith("Gateway")}
    for method, operation in described.items():
        call = call_of(SETTINGS, "p", "", method=method, query=None, headers=None)
        assert (operation.path, operation.retry) == (call.template, call.retry)
        assert operation is OPERATIONS[call.operation]
    assert {"GET", "POST"} == set(described)
