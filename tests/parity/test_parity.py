"""
Both clients are one surface, and the package has one door.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

import monetize_software
from monetize_software import AsyncBillingClient, BillingClient, models
from monetize_software_codegen.twins import BILLING
from tests.support.document import in_the_sdk

RENAMED = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
TYPES = {ours: twin for ours, twin in BILLING.names.items() if ours[0].isupper()}
WAITLESS = {"__init__", "with_bearer", "_view_of"}
METHODS = [name for name, value in vars(BillingClient).items() if inspect.isfunction(value)]


@pytest.mark.parametrize("name", METHODS)
def test_signatures_are_the_same(name: str) -> None:
    """
    Each method takes the same arguments with the same defaults and answers the same type on both clients, but for the
    types that have a twin of their own.
    """
    sync, other = vars(BillingClient)[name], vars(AsyncBillingClient)[RENAMED.get(name, name)]
    expected = re.sub(r"\w+", lambda word: TYPES.get(word[0], word[0]), str(inspect.signature(sync)))

    assert expected == str(inspect.signature(other))
    assert inspect.iscoroutinefunction(other) is (name not in WAITLESS)
    assert not inspect.iscoroutinefunction(sync)


def test_no_client_has_a_method_of_its_own() -> None:
    """
    What one client can do, the other can do too.
    """
    others = [name for name, value in vars(AsyncBillingClient).items() if inspect.isfunction(value)]

    assert [RENAMED.get(name, name) for name in METHODS] == others


@pytest.mark.parametrize("name", METHODS)
def test_first_lines_are_the_same(name: str) -> None:
    """
    Both describe the method with the same sentence.
    """
    docs = [vars(BillingClient)[name].__doc__, vars(AsyncBillingClient)[RENAMED.get(name, name)].__doc__]
    lines = [doc.strip().splitlines()[0] if doc else None for doc in docs]

    assert lines[0] == lines[1]


@pytest.mark.parametrize(
    "name", [name for name in METHODS if not name.startswith("_") and name not in {"close", "with_bearer"}]
)
def test_every_operation_says_its_retries(name: str) -> None:
    """
    Each operation's docstring says whether it is repeated, and every call takes `timeout`.
    """
    method: Any = vars(BillingClient)[name]

    assert "Retries: " in method.__doc__
    assert "timeout" in inspect.signature(method).parameters


@pytest.mark.parametrize("module", [monetize_software, models], ids=lambda module: module.__name__)
def test_all_names_resolve(module: Any) -> None:
    """
    Every public name exists and stands once, and an unknown name is an AttributeError.
    """
    assert all(getattr(module, name) is not None for name in module.__all__)
    assert sorted(module.__all__) == sorted(set(module.__all__))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = module.no_such_name


def test_dir_shows_the_public_names() -> None:
    """
    Completion in a shell offers what is public.
    """
    assert set(monetize_software.__all__) == set(dir(monetize_software))


@pytest.mark.parametrize("operation", [each for _, _, each in in_the_sdk()], ids=lambda each: str(each["operationId"]))
def test_names_in_the_document_are_the_sdk_s(operation: dict[str, Any]) -> None:
    """
    Each operation's `x-sdk` names methods, arguments, options and users that the clients have, and what comes before.
    """
    named = operation["x-sdk"]
    client: Any = getattr(monetize_software, named.get("client", "BillingClient"))
    methods = [named["method"]] if isinstance(named["method"], str) else [*named["method"]["op"].values()]

    for method in [*methods, *([named["begins"]] if "begins" in named else [])]:
        assert callable(getattr(client, method))
    for method in methods:
        assert {*named.get("arguments", {}).values()} <= {*inspect.signature(getattr(client, method)).parameters}
    assert {*named.get("user", {}).values()} <= {*inspect.signature(BillingClient.for_user).parameters}
    assert {*named.get("options", {}).values()} <= {*inspect.signature(BillingClient.with_options).parameters}
