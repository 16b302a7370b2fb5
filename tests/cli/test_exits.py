"""
Which exit code each kind of failure has: one row per kind, and no kind without a row.
"""

from __future__ import annotations

import click
import pytest

from monetize_software import errors
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.failures import explain
from monetize_software_cli.session import Session, Surroundings
from monetize_software_cli.streams import OutputLost

OF_THE_CLIENT: dict[type[errors.PaywallError], int] = {
    errors.PaywallError: 1,
    errors.ConfigurationError: 3,
    errors.InvalidRequestError: 1,
    errors.IdentityRequiredError: 1,
    errors.AlreadyCancelledError: 1,
    errors.OutOfTokensError: 1,
    errors.InsufficientTokensError: 1,
    errors.QuotaExceededError: 1,
    errors.AuthenticationError: 1,
    errors.IdentityAlreadyLinkedError: 1,
    errors.PermissionDeniedError: 1,
    errors.PortalUnavailableError: 1,
    errors.NotFoundError: 5,
    errors.IdentityNotFoundError: 5,
    errors.ConflictError: 1,
    errors.AlreadyPurchasedError: 1,
    errors.RateLimitError: 1,
    errors.ServerError: 1,
    errors.NetworkError: 4,
    errors.RequestTimeoutError: 4,
    errors.InvalidResponseError: 4,
    errors.StorageError: 1,
    errors.MeterError: 1,
    errors.ChargeInProgressError: 1,
    errors.ChargeUnknownError: 1,
    errors.ChargeMismatchError: 1,
    errors.SessionEndedError: 1,
    errors.WebhookError: 1,
    errors.SignatureVerificationError: 1,
    errors.WebhookPayloadError: 1,
}
NOTHING_SENT: dict[type[errors.PaywallError], int] = {errors.InvalidRequestError: 2, errors.IdentityRequiredError: 2}
OF_OURS: dict[str, tuple[BaseException, int]] = {
    "a failure of ours": (Failure(Exit.NOT_FOUND, "code", "message"), 5),
    "wrong arguments": (click.UsageError("wrong"), 2),
    "a wrong value": (click.BadParameter("wrong"), 2),
    "a file that cannot be opened": (click.FileError("name"), 2),
    "an end of the input": (click.Abort(), 130),
    "Ctrl-C": (KeyboardInterrupt(), 130),
    "lost output": (OutputLost("closed"), 74),
    "a full disk": (OSError(28, "No space left on device"), 74),
    "a bug": (LookupError("what"), 70),
}


def exit_of(error: BaseException) -> int:
    """
    The exit code of an error.
    """
    return int(explain(error, Session(Surroundings(environ={}))).exit)


def test_every_error_of_the_client_has_a_row() -> None:
    """
    A new kind of error cannot come without a decision.
    """
    assert {getattr(errors, name) for name in errors.__all__ if name.endswith("Error")} == set(OF_THE_CLIENT)


@pytest.mark.parametrize("kind", OF_THE_CLIENT)
def test_error_of_the_client_has_its_exit_code(kind: type[errors.PaywallError]) -> None:
    """
    What the service answered decides the exit code by its kind.
    """
    assert OF_THE_CLIENT[kind] == exit_of(kind("message", status=400))


@pytest.mark.parametrize("kind", NOTHING_SENT)
def test_arguments_refused_before_anything_is_sent_are_wrong_arguments(kind: type[errors.PaywallError]) -> None:
    """
    Without a status nothing was sent: the arguments are at fault, a missing identity too.
    """
    assert NOTHING_SENT[kind] == exit_of(kind("message"))


@pytest.mark.parametrize("name", OF_OURS)
def test_failure_of_ours_has_its_exit_code(name: str) -> None:
    """
    What went wrong in the program itself has a code of its own.
    """
    error, code = OF_OURS[name]

    assert code == exit_of(error)


def test_every_exit_code_has_a_row() -> None:
    """
    Each code but that of success is some failure's.
    """
    rows = {*OF_THE_CLIENT.values(), *NOTHING_SENT.values(), *(code for _, code in OF_OURS.values())}

    assert set(map(int, Exit)) - {0} == rows
