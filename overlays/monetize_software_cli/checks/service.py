"""
Checks that the service answers and takes the key, and what time it has. Reads only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software_cli.addresses import is_loopback
from monetize_software_cli.exits import Failure
from monetize_software_cli.failures import explain
from monetize_software_cli.session import Session
from monetize_software_cli.tls import TlsError
from monetize_software_cli.web import NoAnswer
from monetize_software_contract.http_dates import seconds_of

from .check import Check, failed, ok, skipped
from .origin import check_domain

if TYPE_CHECKING:
    from monetize_software import BillingClient

_NOBODY = "nobody@doctor.invalid"
_TOLERATED = 60.0


def check_service(session: Session, expected_domain: str | None) -> list[Check]:
    """
    Check reachability, the domain, the key and the clock.
    """
    from monetize_software.errors import PaywallError

    unsaid = [skipped(name, "the service was not asked") for name in ("own domain", "key accepted", "clock")]
    if not (session.chosen_paywall and session.chosen_origin):
        return [skipped("service", "not asked: a setting is missing"), *unsaid]
    try:
        client = session.client(verify_origin=False)
    except (Failure, PaywallError) as error:
        problem = explain(error, session)
        return [failed("service", f"not asked: {problem.message}", problem.hint or "Correct the setting."), *unsaid]
    with client:
        found = [*_paywall(session, client, expected_domain), _key(session, client)]
    return [*found, _clock(session)]


def _paywall(session: Session, client: BillingClient, expected: str | None) -> list[Check]:
    from monetize_software.errors import PaywallError

    try:
        settings = getattr(client.bootstrap(), "settings", None)
    except PaywallError as error:
        problem = explain(error, session)
        fix = problem.hint or "Check PAYWALL_ID and PAYWALL_ORIGIN."
        return [failed("service", f"{problem.code}: {problem.message}", fix), skipped("own domain", "cannot be told")]
    domain = check_domain(session.chosen_origin, settings and settings.custom_domain, expected)
    return [ok("service", "it answers, and knows the paywall"), domain]


def _key(session: Session, client: BillingClient) -> Check:
    from monetize_software.errors import IdentityNotFoundError, PaywallError

    if session.key() is None:
        return skipped("key accepted", "there is no key")
    try:
        client.for_user(email=_NOBODY).list_purchases()
    except IdentityNotFoundError:
        pass  # what a key that is good for this paywall is told
    except PaywallError as error:
        problem = explain(error, session)
        fix = problem.hint or "Check the key and PAYWALL_ID."
        return failed("key accepted", f"{problem.code}: {problem.message}", fix)
    return ok("key accepted", "the service takes the key for this paywall")


def _clock(session: Session) -> Check:
    if is_loopback(session.chosen_origin):
        return skipped("clock", "the origin is this machine")
    try:
        before = session.around.now()
        answer = session.web(session.chosen_origin).send("HEAD", session.chosen_origin)
        after = session.around.now()
    except (NoAnswer, TlsError):
        return skipped("clock", "the service did not answer")
    theirs = seconds_of(answer.headers.get("date", ""))
    if theirs is None:
        return skipped("clock", "the service does not say what time it is")
    return _skew((before + after) / 2 - theirs)


def _skew(seconds: float) -> Check:
    if abs(seconds) <= _TOLERATED:
        return ok("clock", f"within {max(1, round(abs(seconds)))} s of the service's")
    way = "ahead of" if seconds > 0 else "behind"
    fix = "Set it by NTP. Trials and periods end at the service's time."
    return skipped("clock", f"{abs(seconds):.0f} s {way} the service's", fix)
