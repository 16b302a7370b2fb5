"""
The commands that move a mock's clock. Months are counted here, on the calendar.
"""

from __future__ import annotations

from datetime import UTC, datetime

import click

from monetize_software_cli.control import control
from monetize_software_cli.durations import moved, parse_duration
from monetize_software_cli.mock_words import clock_of, clock_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit
from monetize_software_cli.session import Session


@click.group()
def clock() -> None:
    """
    Look at the mock's clock and move it forward.
    """


@clock.command()
@for_mock
@click.pass_obj
def show(session: Session) -> None:
    """
    Tell the mock's time.
    """
    found = clock_of(control(session, "GET", "world"))
    emit(session, {"clock": found}, clock_text({"clock": found}))


@clock.command()
@click.argument("duration")
@for_mock
@click.pass_obj
def advance(session: Session, duration: str) -> None:
    """
    Move forward by DURATION: 45d, 3h30m, 2w, 1mo, 1y.
    """
    try:
        months, seconds = parse_duration(duration)
        body = _calendar_move(session, months, seconds) if months else _plain_move(seconds)
    except ValueError as error:
        raise click.BadParameter(str(error), click.get_current_context(), param_hint="DURATION") from None
    _move(session, body)


def _plain_move(seconds: int) -> dict[str, object]:
    return {"advance_seconds": seconds}


def _calendar_move(session: Session, months: int, seconds: int) -> dict[str, object]:
    now = clock_of(control(session, "GET", "world"))["now"]
    return {"set": moved(datetime.fromisoformat(str(now)), months, seconds).isoformat()}


@clock.command("set")
@click.argument("moment", metavar="ISO")
@for_mock
@click.pass_obj
def set_to(session: Session, moment: str) -> None:
    """
    Move forward to a time.

    Such as 2030-03-01 or 2030-03-01T12:00:00Z; without a zone it is UTC.
    """
    try:
        target = datetime.fromisoformat(moment)
    except ValueError:
        raise click.BadParameter(
            "Write it as 2030-03-01 or 2030-03-01T12:00:00Z.", click.get_current_context(), param_hint="ISO"
        ) from None
    _move(session, {"set": (target if target.tzinfo else target.replace(tzinfo=UTC)).isoformat()})


def _move(session: Session, body: dict[str, object]) -> None:
    answer = control(session, "POST", "clock", body)
    emit(session, answer, clock_text(answer))
