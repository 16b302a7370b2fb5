"""
Checks the origin: https, and the paywall's own domain. Sends nothing.
"""

from __future__ import annotations

from monetize_software_cli.addresses import host_of, is_loopback, scheme_of
from monetize_software_cli.session import Session

from .check import Check, failed, ok, skipped


def check_settings(session: Session) -> Check:
    """
    Check that the paywall and its origin are named.
    """
    named = {"PAYWALL_ID": session.chosen_paywall, "PAYWALL_ORIGIN": session.chosen_origin}
    missing = [name for name, value in named.items() if not value]
    if missing:
        return failed("settings", f"{' and '.join(missing)} not set", "Set it, or pass --paywall and --origin.")
    return ok("settings", "the paywall and its origin are named")


def check_https(origin: str) -> Check:
    """
    Check that nobody on the way can read the key.
    """
    if not origin:
        return skipped("https", "there is no origin")
    if scheme_of(origin) == "https":
        return ok("https", "the origin is https")
    if is_loopback(origin):
        return skipped("https", "the origin is this machine: a mock", "In production, use your paywall's https domain.")
    return failed("https", "the origin is not https: the key can be read on the way", "Use https://YOUR-DOMAIN.")


def check_domain(origin: str, configured: str | None, expected: str | None) -> Check:
    """
    Check that the origin is the paywall's own domain.

    Args:
        origin: Where the calls go.
        configured: What the service says the paywall's domain is, with or without a scheme.
        expected: What you say it is.
    """
    host, known = host_of(origin), host_of(configured or "")
    wanted = host_of(expected) if expected else known
    if expected and known and wanted != known:
        fix = f"Set the paywall's custom domain to {wanted}, or correct --domain."
        return failed("own domain", f"the paywall is set up for {known}, not for {wanted}", fix)
    if is_loopback(origin):
        return skipped("own domain", "the origin is this machine")
    if not wanted:
        fix = "Set a custom domain in the dashboard, or name it: --domain HOST"
        return skipped("own domain", "the service does not say which domain the paywall has", fix)
    if host != wanted:
        return failed("own domain", f"the origin is {host}, not {wanted}", f"Set PAYWALL_ORIGIN to https://{wanted}")
    return ok("own domain", f"the origin is {wanted}")
