"""
The commands that move a mock's clock, look ahead, and let it run. Long moves are made in steps, so that progress shows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from monetize_software_cli.control import control
from monetize_software_cli.durations import moved, parse_duration
from monetize_software_cli.mock_words import clock_of, clock_text, happened_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit
from monetize_software_cli.session import Session

_STEP = timedelta(days=31)


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
    found = clock_of(control(session, "GET", "clock"))
    emit(session, {"clock": found}, clock_text({"clock": found}))


@clock.command()
@click.argument("duration")
@for_mock
@click.pass_obj
def advance(session: Session, duration: str) -> None:
    """
    Move forward by DURATION, and tell what happened.

    Such as 45d, 3h30m, 2w, 1mo or 1y.
    """
    _move(session, _target(session, duration))


@clock.command()
@click.argument("duration")
@for_mock
@click.pass_obj
def preview(session: Session, duration: str) -> None:
    """
    Tell what a move by DURATION would make happen.

    Nothing happens; every delivery of a webhook is assumed to succeed.
    """
    answer = control(session, "POST", "clock/preview", {"to": _target(session, duration).isoformat()})
    emit(session, answer, f"{happened_text(answer)}\n{clock_text(answer)}")


@clock.command()
@for_mock
@click.pass_obj
def step(session: Session) -> None:
    """
    Move forward to whatever is due next.
    """
    answer = control(session, "POST", "clock/step", {})
    emit(session, answer, f"{happened_text(answer)}\n{clock_text(answer)}")


@clock.command()
@click.argument("speed", metavar="SPEED")
@for_mock
@click.pass_obj
def rate(session: Session, speed: str) -> None:
    """
    Let the clock go by itself at SPEED, or freeze it.

    SPEED is what passes in a second, such as 1h or 30d; `live` is the speed of real time, and `frozen` none.
    """
    if speed in ("live", "frozen"):
        body: dict[str, object] = {"mode": speed}
    else:
        months, seconds = _read(speed)
        if months or not seconds:
            raise _bad("Write what passes in a second, such as 1h or 30d, or: live, frozen.", "SPEED")
        body = {"rate": seconds}
    answer = control(session, "POST", "clock/rate", body)
    emit(session, answer, clock_text(answer))


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
        raise _bad("Write it as 2030-03-01 or 2030-03-01T12:00:00Z.", "ISO") from None
    _move(session, target if target.tzinfo else target.replace(tzinfo=UTC))


def _target(session: Session, duration: str) -> datetime:
    months, seconds = _read(duration)
    try:
        return moved(_now(session), months, seconds)
    except ValueError as error:
        raise _bad(str(error), "DURATION") from None


def _read(duration: str) -> tuple[int, int]:
    try:
        return parse_duration(duration)
    except ValueError as error:
        raise _bad(str(error), "DURATION") from None


def _now(session: Session) -> datetime:
    return datetime.fromisoformat(str(clock_of(control(session, "GET", "clock"))["now"]))


def _move(session: Session, target: datetime) -> None:
    happened: list[Any] = []
    answer: dict[str, Any] = {}
    stops = list(_stops(_now(session), target))
    shown = session.around.interactive() and not session.as_json and len(stops) > 1
    with click.progressbar(stops, label="Moving the clock", file=sys.stderr, hidden=not shown) as bar:
        for stop in bar:
            answer = control(session, "POST", "clock/set", {"to": stop.isoformat()})
            happened += answer.get("happened", [])
    whole = {**answer, "happened": happened}
    emit(session, whole, f"{happened_text(whole)}\n{clock_text(whole)}")


def _stops(start: datetime, target: datetime) -> Iterator[datetime]:
    while target - start > _STEP:
        start += _STEP
        yield start
    yield target


def _bad(text: str, hint: str) -> click.BadParameter:
    return click.BadParameter(text, click.get_current_context(), param_hint=hint)
