"""
Chooses the settings that lead to a mock. Reads its answer only.
"""

from __future__ import annotations

import shlex
from typing import Any

from .answers import rows
from .exits import Exit, Failure
from .session import KEY, ORIGIN, PAYWALL, SECRET


def settings_of(world: dict[str, Any], address: str) -> dict[str, str]:
    """
    Choose the first active key and the first paywall it owns.

    Raises:
        Failure: The mock's world has no such pair.
    """
    pairs = [
        (str(key.get("key")), str(paywall.get("id")))
        for key in rows(world, "keys")
        for paywall in rows(world, "paywalls")
        if key.get("active") and key.get("account") == paywall.get("owner")
    ]
    if not pairs:
        raise Failure(Exit.REFUSED, "empty_world", "The mock's world has no active key that owns a paywall.")
    key, paywall = pairs[0]
    settings = {PAYWALL: paywall, ORIGIN: address, KEY: key}
    secret = world.get("webhook_secret")
    return {**settings, SECRET: str(secret)} if secret else settings


def shell_lines(settings: dict[str, str]) -> str:
    """
    Write settings for bash, zsh and fish.
    """
    return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in settings.items())
