"""
Keeps the billing service of one test, from its first use to its end. Never shared between tests.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software_mock import Mock, World

from . import stories
from .options import Options

_ORIGIN = "https://pay.example.com"


class Life:
    """
    A mock server and the clients of one test.

    Args:
        mock: The server.
        options: What the test asked for.

    Attributes:
        mock: The server.
    """

    def __init__(self, mock: Mock, options: Options) -> None:
        self.mock = mock
        self._options = options
        self._failed = False

    @classmethod
    @contextmanager
    def of(cls, node: pytest.Item, world: World | Path | str) -> Generator[Life]:
        """
        Give a test its life, and look back at the end.

        Args:
            node: The test.
            world: What the service holds, unless a marker says otherwise.
        """
        options = Options.of(node)
        settings: dict[str, Any] = {name: getattr(options, name) for name in ("clock", "rate", "deliveries")}
        with Mock(options.world or world, **settings) as mock:
            life = cls(mock, options)
            yield life
            life.insist_on_faults()

    def client_for(self, email: str | None = None, *, paywall: str | None = None, **options: Any) -> BillingClient:
        """
        Make a client that acts for a user.

        Args:
            email: The user of the marker, else `user@example.com`, when left out.
            paywall: The one of the marker, else the first of the world, when left out.
            options: Anything else `BillingClient` takes.
        """
        settings = self._settings(paywall, options)
        return BillingClient(transport=self.mock.transport(), **settings).for_user(email or self._options.user)

    def async_client_for(
        self, email: str | None = None, *, paywall: str | None = None, **options: Any
    ) -> AsyncBillingClient:
        """
        Make an asynchronous client that acts for a user; otherwise like `client_for`.
        """
        settings = self._settings(paywall, options)
        transport = self.mock.async_transport()
        return AsyncBillingClient(transport=transport, **settings).for_user(email or self._options.user)

    def explain(self, report: pytest.TestReport) -> None:
        """
        Add what happened to the report of a failure.
        """
        self._failed = True
        report.sections.append((stories.TITLE, stories.tell(self.mock)))

    def insist_on_faults(self) -> None:
        """
        Fail the test when a scripted fault did not happen, unless it has failed already.
        """
        silent = [rule.evidence for rule in self.mock.faults.rules if not rule.fired]
        if silent and not self._failed:
            self.mock.faults.clear()  # said here, so the story need not
            pytest.fail(
                "\n".join(["Scripted, but never happened:", *silent, "", stories.tell(self.mock)]), pytrace=False
            )

    def _settings(self, paywall: str | None, options: dict[str, Any]) -> dict[str, Any]:
        paywall_id = paywall or self._options.paywall or self.mock.world.paywalls[0].id
        settings = {"paywall_id": paywall_id, "api_origin": _ORIGIN, "api_key": self._key(paywall_id)}
        return {**settings, **options}

    def _key(self, paywall_id: str) -> str | None:
        world = self.mock.world
        owners = [each.owner for each in world.paywalls if each.id == paywall_id]
        return next((each.key for each in world.keys if each.active and each.account_id in owners), None)
