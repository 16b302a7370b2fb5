"""
Counts what may be done so often only. Compares with the clock when asked; nothing is planned for later.

1. A failed sign-in counts against the address of the machine it came from, a mail against the address it goes to.
2. A mail counts whether or not it was sent, or the limit would tell who has an account.
3. What counts stays counted though the request is refused, so refusals that count are answered and not raised.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import account_queries as queries
from monetize_software_mock.state.account_rows import Attempted
from monetize_software_mock.state.ids import digest
from monetize_software_mock.state.timestamps import HOUR_MS, MINUTE_MS


class Limit(NamedTuple):
    """
    How often something may happen in a time, in milliseconds.
    """

    name: str
    most: int
    within: int


FAILED_SIGN_INS: Final = Limit("failed", 4, 5 * MINUTE_MS)
ANONYMOUS_SIGN_INS: Final = Limit("anonymous", 30, HOUR_MS)
OTP_MAILS: Final = Limit("otp", 1, MINUTE_MS)
CONFIRMATION_MAILS: Final = Limit("confirm", 1, MINUTE_MS)
RESET_MAILS: Final = Limit("reset", 1, MINUTE_MS)


def reached(moment: Moment, limit: Limit, whose: str) -> bool:
    """
    Say whether it happened as often as it may.
    """
    return queries.attempts_since(moment.tx, _scope(limit, whose), moment.now - limit.within) >= limit.most


def count(moment: Moment, limit: Limit, whose: str) -> None:
    """
    Count that it happened; what no longer counts is forgotten.
    """
    scope = _scope(limit, whose)
    queries.forget_attempts(moment.tx, scope, moment.now - limit.within)
    moment.tx.auth_attempts.insert(Attempted(None, scope, moment.now))


def _scope(limit: Limit, whose: str) -> str:
    return f"{limit.name}/{digest(whose)[:20]}"  # hashed, because comparisons of worlds show it
