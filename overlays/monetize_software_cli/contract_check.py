"""
Runs the contract suite with the settings of one command. Refuses whatever could do harm before anything is sent.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import click

from monetize_software import __version__
from monetize_software.installing import how_to_install

from .exits import Exit, Failure
from .output import note
from .session import BEARER, Session, is_live
from .web import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from monetize_software import BillingClient
    from monetize_software_contract.asks import Ask, Request
    from monetize_software_contract.exchange import Reply
    from monetize_software_contract.report import Report
    from monetize_software_contract.running import Run, Suite

_FASTEST_S = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """
    How gently the server is asked.

    Attributes:
        pace_s: Seconds between two requests.
        requests: Most requests.
    """

    pace_s: float
    requests: int


def check_live(session: Session, limits: Limits, record: Path | None, *, write: bool) -> Report:
    """
    Ask the server that the settings name.

    Raises:
        Failure: A setting is missing or unsafe, or the paywall is not in test mode.
    """
    _refuse_settings(session, limits, write=write)
    with _explained():
        from monetize_software_contract import recording
        from monetize_software_contract.contract import load
        from monetize_software_contract.plan import READS
        from monetize_software_contract.plan_writes import ASKS
        from monetize_software_contract.report import report
        from monetize_software_contract.running import Run, Suite

        contract = load()
        tell = _progress(session, len(ASKS if write else READS))
        suite = Suite(contract, ASKS, _facts(session), writes=write, tell=tell)
        found = Run(session.chosen_origin)
        with recording.kept(record, found):
            _ask(session, limits, suite, found)
        return report(contract, ASKS, found)


def check_recording(folder: Path) -> Report:
    """
    Judge a recording.

    Raises:
        Failure: There is none.
    """
    with _explained():
        from monetize_software_contract import recording
        from monetize_software_contract.contract import load
        from monetize_software_contract.plan_writes import ASKS
        from monetize_software_contract.report import report

        return report(load(), ASKS, recording.load(folder))


def _ask(session: Session, limits: Limits, suite: Suite, into: Run) -> None:
    from monetize_software_contract.courier import Manners
    from monetize_software_contract.masking import Masker
    from monetize_software_contract.running import run

    secrets = [session.key() or "", session.setting(BEARER)]
    send = _sender(session, into.base_url.rstrip("/"))
    manners = Manners(send, session.around.sleep, session.around.now, limits.pace_s, limits.requests)
    run(suite, manners, Masker(secrets), into)


def _sender(session: Session, base_url: str) -> Callable[[Request], Reply]:
    from monetize_software_contract.courier import NoReply
    from monetize_software_contract.exchange import Reply

    web = session.web(base_url)

    def send(request: Request) -> Reply:
        headers = {**request.headers, "user-agent": f"monetize-contract-check/{__version__}"}
        try:
            answer = web.send(request.method, f"{base_url}{request.target}", headers, request.body)
        except NoAnswer as problem:
            raise NoReply(str(problem)) from None
        return Reply(answer.status, answer.headers, answer.body)

    return send


def _facts(session: Session) -> dict[str, str]:
    email = session.email or ""
    other_case = email.swapcase() if email.swapcase() != email else ""
    facts = {"paywall": session.chosen_paywall, "email": email, "other_case": other_case}
    credentials = {"key": session.key() or "", "bearer": session.setting(BEARER)}
    return {**facts, **credentials, "user_id": session.user_id or "", "fresh_key": str(uuid4())}


def _refuse_settings(session: Session, limits: Limits, *, write: bool) -> None:
    with session.client() as client:  # which refuses unsafe origins, ids and keys
        _refuse_bearer(client, session.setting(BEARER))
        if session.email or session.user_id:
            client.for_user(email=session.email, user_id=session.user_id)
    for name in (session.email or "", session.user_id or ""):
        if not (name.isascii() and name.isprintable()):
            raise click.UsageError("An address or id with other than plain ASCII characters cannot stand in a header.")
    if limits.pace_s < _FASTEST_S and not session.on_this_machine:
        raise click.BadParameter(f"Less than {_FASTEST_S} only on this machine.", param_hint="--pace")
    if write and is_live(session.key() or ""):
        raise Failure(
            Exit.CONFIGURATION,
            "live_key",
            "The key is a live one, so nothing may be written with it. Nothing was sent.",
            "Leave out --write, or use a test key.",
        )


def _refuse_bearer(client: BillingClient, bearer: str) -> None:
    from monetize_software import PaywallError

    try:
        if bearer:
            client.with_bearer(bearer)
    except PaywallError:
        raise Failure(Exit.CONFIGURATION, "invalid_bearer", f"{BEARER} holds no access token.") from None


def _progress(session: Session, total: int) -> Callable[[Ask], None]:
    told = 0

    def tell(ask: Ask) -> None:
        nonlocal told
        told += 1
        if not session.as_json:
            note(session, f"{told:>3} of at most {total}  {ask.name}")

    return tell


@contextmanager
def _explained() -> Generator[None]:
    """
    Turn what the suite raises into failures.
    """
    try:
        yield
    except ModuleNotFoundError as missing:
        if missing.name not in ("jsonschema_rs", "yaml"):
            raise
        text = f"The contract check needs {missing.name}, which is not installed."
        raise Failure(Exit.CONFIGURATION, "contract_check_not_installed", text, how_to_install("cli", "mock")) from None
    except Exception as error:
        raise _failure(error) from error


def _failure(error: Exception) -> Exception:
    from monetize_software_contract.document import SpecError
    from monetize_software_contract.recording import RecordingError, RecordingLost
    from monetize_software_contract.running import WritesRefused

    match error:
        case WritesRefused():
            hint = "Leave out --write, or name a paywall whose processor is in test mode."
            return Failure(Exit.CONFIGURATION, "not_test_mode", f"{error}. Nothing was written.", hint)
        case RecordingLost():
            return Failure(Exit.OUTPUT, "output", f"{error}.", "The requests were sent all the same.")
        case RecordingError():
            return Failure(Exit.CONFIGURATION, "recording", f"{error}.")
        case SpecError():
            return Failure(Exit.CONFIGURATION, "specification", f"{error}.")
        case _:
            return error


def write_page(file: Path, found: Report) -> None:
    """
    Write the report as a page.

    Raises:
        Failure: The file cannot be written.
    """
    from monetize_software_contract.page import page

    try:
        file.write_text(page(found.to_dict()), encoding="utf-8")
    except OSError as error:
        text = f"The page cannot be written: {error.strerror}."
        raise Failure(Exit.OUTPUT, "output", text, "The report was printed; the requests were sent.") from None
