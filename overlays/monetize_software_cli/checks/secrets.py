"""
Checks that the secrets of this machine are there and hard to guess. Shows none.
"""

from __future__ import annotations

from monetize_software_cli.session import KEY, SECRET, Session, is_live

from .check import Check, failed, ok, skipped

_NO_MOCK = """Use the mock's key, eval "$(monetize mock env)", or name the paywall's own domain."""
_SHORTEST = 16
_FEWEST_CHARACTERS = 8


def check_key(session: Session) -> Check:
    """
    Check that the key is in the environment.
    """
    key = session.setting(KEY)
    if not key:
        return failed("key", f"{KEY} is not set", "Set it where the server starts, from Settings, API keys.")
    if is_live(key) and session.on_this_machine:
        return failed("key", f"{KEY} is a live key, and the origin is on this machine", _NO_MOCK)
    if key.startswith("sk_test_"):
        return ok("key", f"{KEY} is set, to a test key: no real money moves")
    return ok("key", f"{KEY} is set")


def check_webhook_secret(session: Session) -> Check:
    """
    Check that the webhook secret is set and not trivially weak.
    """
    secret = session.setting(SECRET)
    if not secret:
        return failed("webhook secret", f"{SECRET} is not set", "Set it to the secret shown at the webhook.")
    if not is_weak(secret):
        return ok("webhook secret", f"{SECRET} is set")
    if session.on_this_machine:
        return skipped("webhook secret", f"{SECRET} is easy to guess, which is fine for a mock")
    fix = "Let the dashboard make a new one, or use 32 random bytes in hexadecimal."
    return failed("webhook secret", f"{SECRET} is easy to guess", fix)


def is_weak(secret: str) -> bool:
    """
    Tell whether a secret is too short or too plain.
    """
    own = secret.removeprefix("whsec_")
    return len(own) < _SHORTEST or len(set(own)) < _FEWEST_CHARACTERS
