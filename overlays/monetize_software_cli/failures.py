"""
Turns whatever went wrong into an exit code, a masked message and what to do next. Prints nothing.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from monetize_software.errors import PaywallError

    from .session import Session


class Exit(IntEnum):
    """
    What an exit code says.
    """

    DONE = 0
    REFUSED = 1
    USAGE = 2
    CONFIGURATION = 3
    NETWORK = 4
    NOT_FOUND = 5
    BUG = 70
    INTERRUPTED = 130


EXIT_CODES = {
    Exit.DONE: "done",
    Exit.REFUSED: "the service refused, a check failed, or you said no",
    Exit.USAGE: "wrong arguments; nothing was sent",
    Exit.CONFIGURATION: "a setting is missing or unsafe; nothing was sent",
    Exit.NETWORK: "no usable answer came",
    Exit.NOT_FOUND: "no such user, price, subscription, session or paywall",
    Exit.BUG: "a bug in this program",
    Exit.INTERRUPTED: "interrupted",
}

START_THE_MOCK = "Is the mock running? Start it with: monetize mock up"
_KEY = "Set MONETIZE_API_KEY, or pass --ask-key and type it in."
_HINTS = {
    "apikey_required": _KEY,
    "already_purchased": "Pass --ignore-active-purchase to renew or upgrade.",
    "identity_not_found": "Check the e-mail or the id. A user exists from the first checkout or ticket on.",
    "identity_not_on_paywall": "Check --paywall: this user has only used another one.",
    "forbidden": "Cancel with `monetize cancel` instead, or ask the processor.",
}


class Failure(Exception):
    """
    An end that is not success.

    Attributes:
        exit: The exit code.
        code: Stable and machine-readable.
        message: One masked sentence.
        hint: What to do; may be empty.
    """

    def __init__(self, exit: Exit, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.exit, self.code, self.message, self.hint = exit, code, message, hint


def explain(error: BaseException, session: Session) -> Failure:
    """
    Word any exception for the person at the terminal. Shows no key and no e-mail address.
    """
    failure = _translate(error, session)
    failure.message, failure.hint = session.masked(failure.message), session.masked(failure.hint)
    return failure


def _translate(error: BaseException, session: Session) -> Failure:
    from monetize_software.errors import PaywallError

    match error:
        case Failure():
            return error
        case PaywallError():
            return Failure(_exit_code(error), error.code, _message(error), _hint(error, session))
        case click.Abort() | KeyboardInterrupt():
            return Failure(Exit.INTERRUPTED, "interrupted", "Interrupted.")
        case click.ClickException():
            return Failure(Exit.USAGE, "usage", error.format_message(), _help(error))
        case _:
            return Failure(Exit.BUG, "bug", f"{type(error).__name__}: {error}", "This is a bug; please report it.")


def _help(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"See: {context.command_path if context else 'monetize'} --help"


def _exit_code(error: PaywallError) -> Exit:
    from monetize_software import errors

    match error:
        case errors.ConfigurationError():
            return Exit.CONFIGURATION
        case errors.NetworkError():
            return Exit.NETWORK
        case errors.NotFoundError() | errors.IdentityRequiredError():
            return Exit.NOT_FOUND
        case errors.InvalidRequestError() if error.status is None:
            return Exit.USAGE
        case _:
            return Exit.REFUSED


def _message(error: PaywallError) -> str:
    return str(error).rpartition(" (code=")[0].removesuffix(error.remedy).rstrip()


def _hint(error: PaywallError, session: Session) -> str:
    from monetize_software import errors

    match error:
        case errors.NetworkError():
            return " ".join(filter(None, (_unknown_outcome(error), _reach(session))))
        case errors.InsufficientTokensError() if error.available is not None:
            return f"The user has {error.available} tokens of this type."
        case errors.AuthenticationError() if error.code not in _HINTS:
            return "Check the key: Settings, API keys in the dashboard. It may be of another account."
        case errors.RateLimitError() if error.retry_after is not None:
            return f"Try again in {error.retry_after:.0f} s."
        case errors.RateLimitError() | errors.ServerError():
            return " ".join(filter(None, (_unknown_outcome(error), "Try again later.")))
        case errors.NotFoundError() if error.code not in _HINTS:
            return "Check the id and --paywall. `monetize prices` lists the prices."
        case _:
            return _HINTS.get(error.code, "")


def _unknown_outcome(error: PaywallError) -> str:
    if error.idempotency_key is not None:
        return f"Repeat it with --idempotency-key {error.idempotency_key}."
    return "It may have been done all the same: look before you repeat it." if error.may_have_been_applied else ""


def _reach(session: Session) -> str:
    return START_THE_MOCK if session.on_this_machine else "Check --origin and the connection."
