"""
The commands that change what a mock holds, and what goes wrong with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monetize_software_cli import completing
from monetize_software_cli.answers import rows
from monetize_software_cli.control import control
from monetize_software_cli.mock_words import clock_text, differences_text, faults_text, world_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit
from monetize_software_cli.session import Session

_LARGEST_WORLD = 1 << 20
_PLACES = ("before", "after_commit", "during_body")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@for_mock
@click.pass_obj
def seed(session: Session, file: Path) -> None:
    """
    Become the world that FILE declares.

    In YAML or JSON; the world begins at its start.
    """
    answer = control(session, "POST", "seed", {"world": _text_of(file)})
    emit(session, answer, world_text(answer), reveals=True)


def _text_of(file: Path) -> str:
    with file.open("rb") as opened:  # which may be a device without an end
        read = opened.read(_LARGEST_WORLD + 1)
    if len(read) > _LARGEST_WORLD:
        raise click.BadParameter("It is larger than 1 MiB.", click.get_current_context(), param_hint="FILE")
    try:
        return read.decode()
    except UnicodeDecodeError:
        raise click.BadParameter("It is not UTF-8 text.", click.get_current_context(), param_hint="FILE") from None


@click.command()
@click.argument("name", required=False)
@for_mock
@click.pass_obj
def snapshot(session: Session, name: str | None) -> None:
    """
    Keep the world as it is now, under NAME.
    """
    answer = control(session, "POST", "snapshot", {} if name is None else {"name": name})
    emit(session, answer, str(answer.get("snapshot")))


@click.command()
@click.argument("name")
@for_mock
@click.pass_obj
def restore(session: Session, name: str) -> None:
    """
    Go back to a snapshot.
    """
    answer = control(session, "POST", "restore", {"snapshot": name})
    emit(session, answer, f"The world is as it was at {name}. {clock_text(answer)}")


@click.command()
@click.argument("name")
@for_mock
@click.pass_obj
def diff(session: Session, name: str) -> None:
    """
    Tell what changed since a snapshot.
    """
    answer = control(session, "POST", "diff", {"snapshot": name})
    emit(session, answer, differences_text(rows(answer, "differences")))


@click.command()
@click.argument("operation", required=False, shell_complete=completing.operations)
@click.argument("what", required=False, metavar="[WHAT]", shell_complete=completing.faults)
@click.option("--when", type=click.Choice(_PLACES), default="before", show_default=True, help="Where it happens.")
@click.option("--after", metavar="PLACE", help="Where in the body: '3 events', '2 pieces', '1500 bytes'.")
@click.option("--nth", type=click.IntRange(1), help="Only at this call.")
@click.option("--first", type=click.IntRange(1), help="Only at the first so many calls.")
@click.option("--rate", type=click.FloatRange(0, 1, min_open=True), help="At each call with this chance.")
@click.option("--retry-after", type=click.FloatRange(0), help="Seconds, for a status.")
@click.option("--clear", is_flag=True, help="Let everything work again.")
@for_mock
@click.pass_obj
def fault(session: Session, /, operation: str | None, what: str | None, clear: bool, **options: Any) -> None:
    """
    Let an OPERATION fail; without one, tell what is scripted.

    OPERATION is an operation id such as startCheckout, or "*". WHAT is reset, close, garbage, silence, short_body,
    html_502, a status such as 503, or a delay such as 2s.
    """
    if clear:
        control(session, "POST", "faults/clear", {})
    elif operation is not None:
        control(session, "POST", "faults", _rule(operation, what, options))
    answer = control(session, "GET", "faults")
    emit(session, answer, faults_text(answer))


def _rule(operation: str, what: str | None, options: dict[str, Any]) -> dict[str, Any]:
    if what is None:
        raise click.UsageError("Say what happens, such as: reset, 503 or 2s.", click.get_current_context())
    retry_after = options.pop("retry_after")
    chosen = {name: value for name, value in options.items() if value is not None}
    return {"operation": operation, "do": _action(what, retry_after), **chosen}


def _action(what: str, retry_after: float | None) -> Any:
    if what.isascii() and what.isdigit():
        return {"status": int(what), **({} if retry_after is None else {"retry_after": retry_after})}
    seconds = what.removesuffix("s")
    if what.endswith("s") and seconds.replace(".", "", 1).isdigit():
        return {"delay": float(seconds)}
    return what


COMMANDS = (seed, snapshot, restore, diff, fault)
