"""
The commands that move a mock's clock, look ahead, and let it run. Long moves are made in steps, so that progress shows.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from monetize_software_cli import completing
from monetize_software_cli.answers import rows
from monetize_software_cli.control import control, not_a_mock
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


_everything = click.option("--all", "everything", is_flag=True, help="Tell the housekeeping too.")


@clock.command()
@click.argument("duration")
@_everything
@for_mock
@click.pass_obj
def advance(session: Session, duration: str, everything: bool) -> None:
    """
    Move forward by DURATION, and tell what happened.

    Such as 45d, 3h30m, 2w, 1mo or 1y.
    """
    _target(session, duration)  # which refuses what is no duration, or too far
    months, seconds = parse_duration(duration)
    _move(session, "clock/advance", list(_parts(months, seconds)), everything=everything)


@clock.command()
@click.argument("duration")
@_everything
@for_mock
@click.pass_obj
def preview(session: Session, duration: str, everything: bool) -> None:
    """
    Tell what a move by DURATION would make happen.

    Nothing happens; every delivery of a webhook is assumed to succeed.
    """
    answer = control(session, "POST", "clock/preview", {"to": _target(session, duration).isoformat()})
    _tell(session, answer, everything=everything)


@clock.command()
@_everything
@for_mock
@click.pass_obj
def step(session: Session, everything: bool) -> None:
    """
    Move forward to whatever is due next.
    """
    _tell(session, control(session, "POST", "clock/step", {}), everything=everything)


@clock.command()
@click.argument("kind", shell_complete=completing.due_kinds)
@click.option("--of", "whose", metavar="EMAIL|ID", help="Of this customer or purchase only.")
@_everything
@for_mock
@click.pass_obj
def until(session: Session, kind: str, whose: str | None, everything: bool) -> None:
    """
    Move forward until something of KIND has happened.

    Such as renewal, trial_end, dunning, scheduled_cancel, token_refill or webhook. Nothing moves when that is not due.
    """
    body = {"what": kind} if whose is None else {"what": kind, "of": whose}
    _tell(session, control(session, "POST", "clock/until", body), everything=everything)


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
@click.argument("moment", metavar="ISO|now")
@_everything
@for_mock
@click.pass_obj
def set_to(session: Session, moment: str, everything: bool) -> None:
    """
    Move forward to a time.

    Such as 2030-03-01 or 2030-03-01T12:00:00Z; without a zone it is UTC. `now` is the real time.
    """
    if moment == "now":
        _tell(session, control(session, "POST", "clock/set", {"to": moment}), everything=everything)
        return
    try:
        target = datetime.fromisoformat(moment)
    except ValueError:
        raise _bad("Write it as 2030-03-01 or 2030-03-01T12:00:00Z.", "ISO") from None
    stops = _stops(_now(session), target if target.tzinfo else target.replace(tzinfo=UTC))
    _move(session, "clock/set", [{"to": stop.isoformat()} for stop in stops], everything=everything)


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
    found = str(clock_of(control(session, "GET", "clock")).get("now"))
    try:
        now = datetime.fromisoformat(found)
    except ValueError:
        now = None
    if now is None or now.tzinfo is None:
        raise not_a_mock(session.mock_address)
    return now


def _move(session: Session, route: str, moves: list[dict[str, Any]], *, everything: bool) -> None:
    happened: list[Any] = []
    answer: dict[str, Any] = {}
    shown = session.around.interactive() and not session.as_json and len(moves) > 1
    with click.progressbar(moves, label="Moving the clock", file=sys.stderr, hidden=not shown) as bar:
        for move in bar:
            answer = control(session, "POST", route, move)
            happened += rows(answer, "happened")
    _tell(session, {**answer, "happened": happened}, everything=everything)


def _tell(session: Session, answer: dict[str, Any], *, everything: bool) -> None:
    text = happened_text(answer, everything=everything)
    emit(session, answer, f"{text}\n{clock_text(answer)}")


def _parts(months: int, seconds: int) -> Iterator[dict[str, Any]]:
    """
    Split a duration. Months stay months: the mock keeps the day that was asked for.
    """
    yield from ({"months": 1} for _ in range(months))
    longest = int(_STEP.total_seconds())
    yield from ({"seconds": longest} for _ in range(seconds // longest))
    if seconds % longest or not months:
        yield {"seconds": seconds % longest}


def _stops(start: datetime, target: datetime) -> Iterator[datetime]:
    while target - start > _STEP:
        start += _STEP
        yield start
    yield target


def _bad(text: str, hint: str) -> click.BadParameter:
    return click.BadParameter(text, click.get_current_context(), param_hint=hint)
