"""
Keeps one billing service, from its first use to its end: for one test, or shared by those of a wider scope.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software_mock import Mock, ReceiverFailure, Served, World

from . import stories
from .options import Options

_ORIGIN = "https://pay.example.com"


class Life:
    """
    A billing service and its clients.

    Args:
        mock: The service.
        options: How it was asked for.

    Attributes:
        mock: The service.
    """

    def __init__(self, mock: Mock, options: Options) -> None:
        self.mock = mock
        self._options = options
        self._failed = False
        self._served: Served | None = None

    @classmethod
    @contextmanager
    def of(cls, options: Options, world: World | Path | str) -> Generator[Life]:
        """
        Begin a life, and look back at its end.

        Args:
            options: How it is asked for.
            world: What the service holds, unless the options say otherwise.
        """
        settings: dict[str, Any] = {name: getattr(options, name) for name in ("clock", "rate", "deliveries")}
        with Mock(options.world or world, **settings) as mock:
            life = cls(mock, options)
            try:
                yield life
            finally:
                life.stop_serving()
            life.insist_on_receivers()
            life.insist_on_faults()

    @property
    def url(self) -> str:
        """
        Address of the service for other processes, on a free port of this machine; it is served from the first use of
        this on.

        Raises:
            RuntimeError: Sockets are blocked; the message says how to allow this one.
        """
        if self._served is None:
            self._served = self.mock.serve()
        return self._served.url

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

    def begin_test(self) -> None:
        """
        Forget what happened to earlier tests of a shared service, as far as expectations go.
        """
        self._failed = False
        self.mock.events.mark()

    def claim_failure(self) -> BaseException | None:
        """
        Return what the first receiver that failed raised, and forget it and all others; None when none did.
        """
        if self._options.receivers_may_fail:
            return None
        failures = self.mock.webhooks.take_failures()
        return _accusation(failures) if failures else None

    def explain(self, report: pytest.TestReport) -> None:
        """
        Add what happened to the report of a failure.
        """
        self._failed = True
        report.sections.append((stories.TITLE, stories.tell(self.mock, self.mock.webhooks.take_failures())))

    def insist_on_receivers(self) -> None:
        """
        Raise what a receiver raised since the test has ended.
        """
        error = self.claim_failure()
        if error is not None and not self._failed:
            raise error

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

    def stop_serving(self) -> None:
        """
        Let go of the port, if one was taken.
        """
        served, self._served = self._served, None
        if served is not None:
            served.close()

    def _settings(self, paywall: str | None, options: dict[str, Any]) -> dict[str, Any]:
        paywall_id = paywall or self._options.paywall or self.mock.world.paywalls[0].id
        settings = {"paywall_id": paywall_id, "api_origin": _ORIGIN, "api_key": self._key(paywall_id)}
        return {**settings, **options}

    def _key(self, paywall_id: str) -> str | None:
        world = self.mock.world
        owners = [each.owner for each in world.paywalls if each.id == paywall_id]
        return next((each.key for each in world.keys if each.active and each.account_id in owners), None)


def _accusation(failures: list[ReceiverFailure]) -> BaseException:
    """
    Return what fails a test: what a receiver raised; what would not fail it, such as a skip, is put in other words.
    """
    first = failures[0]
    error = first.error
    if isinstance(error, pytest.skip.Exception | SystemExit | GeneratorExit):
        error = AssertionError(f"The receiver raised {type(error).__name__}: {error}")
        error.__cause__ = first.error
    more = f" (and {len(failures) - 1} more times a receiver failed)" if len(failures) > 1 else ""
    error.add_note(f"Raised by the receiver of {first.type}, delivery {first.delivery}{more}")
    return error
