"""
Turns whatever went wrong into an exit code, a masked message and what to do next. Prints nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .exits import Exit, Failure
from .streams import OutputLost

if TYPE_CHECKING:
    from monetize_software.errors import PaywallError

    from .session import Session


LOOK_FIRST = "What was asked for may be done all the same: look before you repeat it."
START_THE_MOCK = "Is the mock running? Start it with: monetize mock up"
_KEY = "Set MONETIZE_API_KEY, or pass --ask-key and type it in."
HINTS = {
    "apikey_required": _KEY,
    "already_purchased": "Pass --ignore-active-purchase to renew or upgrade.",
    "identity_not_found": "Check the e-mail or the id. A user exists from the first checkout or ticket on.",
    "identity_not_on_paywall": "Check --paywall: this user has only used another one.",
    "forbidden": "Cancel with `monetize cancel` instead, or ask the processor.",
}


def explain(error: BaseException, session: Session) -> Failure:
    """
    Word any exception for the person at the terminal. Shows no key and no e-mail address.
    """
    found = _translate(error, session)
    return Failure(found.exit, *map(session.masked, (found.code, found.message, found.hint)))


def _translate(error: BaseException, session: Session) -> Failure:
    from monetize_software.errors import PaywallError

    from .tls import TlsError

    match error:
        case Failure():
            return error
        case PaywallError():
            return Failure(_exit_code(error), error.code, _message(error), _hint(error, session))
        case TlsError():
            return Failure(Exit.CONFIGURATION, "invalid_config", f"{error}.", "Correct or unset it. Nothing was sent.")
        case OutputLost():
            return Failure(Exit.OUTPUT, "output", f"Standard output cannot be written: {error}.", LOOK_FIRST)
        case OSError():
            return Failure(Exit.OUTPUT, "output", f"Reading or writing here failed: {_reason(error)}.", LOOK_FIRST)
        case click.Abort() | KeyboardInterrupt():
            return Failure(Exit.INTERRUPTED, "interrupted", "Interrupted.")
        case click.ClickException():
            return Failure(Exit.USAGE, "usage", error.format_message(), _help(error))
        case _:
            return Failure(Exit.BUG, "bug", f"{type(error).__name__}: {error}", "This is a bug; please report it.")


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _help(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    return f"See: {context.command_path if context else 'monetize'} --help"


def _exit_code(error: PaywallError) -> Exit:
    from monetize_software import errors

    match error:
        case errors.ConfigurationError():
            return Exit.CONFIGURATION
        case errors.NetworkError() | errors.InvalidResponseError():
            return Exit.NETWORK
        case errors.NotFoundError():
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
        case errors.AuthenticationError() if error.code not in HINTS:
            return "Check the key: Settings, API keys in the dashboard. It may be of another account."
        case errors.RateLimitError() if error.retry_after is not None:
            return error.remedy
        case errors.RateLimitError() | errors.ServerError():
            return " ".join(filter(None, (_unknown_outcome(error), "Try again later.")))
        case errors.NotFoundError() if error.operation == "cancelSubscription" and error.code not in HINTS:
            return "Check the id and --paywall. `monetize purchases` lists the user's subscriptions."
        case errors.NotFoundError() if error.code not in HINTS:
            return "Check the id and --paywall. `monetize prices` lists the prices."
        case _:
            return HINTS.get(error.code, "")


def _unknown_outcome(error: PaywallError) -> str:
    if error.idempotency_key is not None:
        return f"Repeat it with --idempotency-key {error.idempotency_key}."
    return "It may have been done all the same: look before you repeat it." if error.may_have_been_applied else ""


def _reach(session: Session) -> str:
    return START_THE_MOCK if session.on_this_machine else "Check --origin and the connection."
