"""
What a user sees of a public name: where it lives, and what lies beside it.
"""

from __future__ import annotations

import pickle
from importlib import import_module
from typing import Any

import pytest

import monetize_software as sdk

MODULES = [
    "",
    ".caching",
    ".errors",
    ".hooks",
    ".installing",
    ".models",
    ".paywalls",
    ".redaction",
    ".storage",
    ".typing",
    ".webhooks",
]
LOADED = ["", ".caching", ".errors", ".hooks", ".installing", ".models", ".typing", ".webhooks"]
VALUES = {"Timeout": sdk.Timeout(connect=1), "Identity": sdk.Identity(email="ada@example.com")}


def public(module: str) -> dict[str, Any]:
    """
    A module's public names and what they stand for.
    """
    loaded = import_module(f"monetize_software{module}")
    return {name: getattr(loaded, name) for name in loaded.__all__}


@pytest.mark.parametrize("module", MODULES)
def test_a_module_lists_what_is_public(module: str) -> None:
    """
    Whoever completes a name in a shell is offered the public ones, and nothing that the module itself imported.
    """
    loaded = import_module(f"monetize_software{module}")

    assert sorted(loaded.__all__) == dir(loaded)


@pytest.mark.parametrize("module", LOADED)
def test_what_is_public_says_a_public_home(module: str) -> None:
    """
    Tracebacks, reprs and generated pages name no module that may move.
    """
    homes = {name: str(getattr(value, "__module__", "")) for name, value in public(module).items()}

    assert {} == {name: home for name, home in homes.items() if "._" in home}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_values_with_a_public_home_travel(value: Any) -> None:
    """
    A pickle names the public home, and is read from there.
    """
    packed = pickle.dumps(value)

    assert value == pickle.loads(packed)
    assert b"_profile" not in packed
