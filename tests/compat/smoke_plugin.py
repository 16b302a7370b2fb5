"""
Tests that use the pytest plugin. Run by name in a fresh environment, never with the suite.
"""

from __future__ import annotations

from typing import Any

import pytest

import monetize_software_pytest


@pytest.mark.monetize(user="ada@example.com")
def test_bought(monetize: Any, monetize_client: Any) -> None:
    """
    The plugin is found by itself, and a purchase works through its fixtures.
    """
    assert "site-packages" in str(monetize_software_pytest.__file__)
    monetize.pay(monetize_client.create_checkout("price_123").url)
    assert monetize_client.get_user().has_active_subscription
