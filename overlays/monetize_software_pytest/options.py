"""
Reads how a test wants its billing service to begin. Never begins one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from monetize_software_mock import ClockMode, DeliveryMode, World

_MARKER = "monetize"


@dataclass(frozen=True, slots=True)
class Options:
    """
    The arguments of `@pytest.mark.monetize`.

    Attributes:
        world: What the service holds, or a file that says so; as the fixture `monetize_world` says when left out.
        clock: `frozen`, `live`, or `rate` with a rate.
        rate: Virtual seconds in a real second.
        deliveries: `settle`, `manual`, `collect` or `live`.
        paywall: Paywall of the clients; the first one of the world when left out.
        user: Whom the clients are bound to.
        receivers_may_fail: A receiver that raises does not fail the test.
    """

    world: World | Path | str | None = None
    clock: ClockMode = "frozen"
    rate: float | None = None
    deliveries: DeliveryMode = "settle"
    paywall: str | None = None
    user: str = "user@example.com"
    receivers_may_fail: bool = False

    @classmethod
    def of(cls, node: pytest.Item) -> Options:
        """
        Read the markers of a test; an argument on the test wins over the same one on its class or module.
        """
        given: dict[str, Any] = {}
        for marker in node.iter_markers(_MARKER):
            _check(f"@pytest.mark.{_MARKER}", marker.args, set(marker.kwargs))
            given = {**marker.kwargs, **given}
        return cls(**given)

    @classmethod
    def given(cls, unnamed: tuple[Any, ...], named: dict[str, Any]) -> Options:
        """
        Take the arguments of `monetize_factory`.
        """
        _check("monetize_factory", unnamed, set(named))
        return cls(**named)


def _check(whose: str, unnamed: tuple[Any, ...], named: set[str]) -> None:
    known = [field.name for field in fields(Options)]
    if unnamed or not named <= set(known):
        wrong = ", ".join(sorted(named - set(known))) or "arguments without a name"
        pytest.fail(f"{whose} takes {', '.join(known)}; it was given {wrong}", pytrace=False)
