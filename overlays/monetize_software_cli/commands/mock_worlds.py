"""
The commands that change what a mock holds, and what goes wrong with it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from monetize_software_cli.control import control
from monetize_software_cli.mock_words import clock_text, differences_text, faults_text, purchase_text, world_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit
from monetize_software_cli.session import Session

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
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise click.BadParameter("It is not UTF-8 text.", click.get_current_context(), param_hint="FILE") from None
    answer = control(session, "POST", "seed", {"world": text})
    emit(session, answer, world_text(answer), reveals=True)


@click.command()
@click.argument("name", required=False)
@for_mock
@click.pass_obj
def snapshot(session: Session, name: str | None) -> None:
    """
    Keep the world as it is now, under NAME.
    """
    answer = control(session, "POST", "snapshot", {} if name is None else {"name": name})
    emit(session, answer, str(answer["snapshot"]))


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
    emit(session, answer, differences_text(answer["differences"]))


@click.command()
@click.argument("email")
@click.argument("price")
@click.option("--payments", default="", metavar="LIST", help="What becomes of this payment and the next: ok,declined.")
@click.option("--trial-days", type=click.IntRange(0, 730), help="The price's own when left out.")
@for_mock
@click.pass_obj
def buy(session: Session, email: str, price: str, payments: str, trial_days: int | None) -> None:
    """
    Let a customer buy a price.

    Known or new, as through its checkout.
    """
    body: dict[str, Any] = {"email": email, "price": price, "payments": payments.replace(",", " ").split()}
    body |= {} if trial_days is None else {"trial_days": trial_days}
    answer = control(session, "POST", "purchases", body)
    emit(session, answer, purchase_text(answer))


@click.command()
@click.argument("operation", required=False)
@click.argument("what", required=False, metavar="[WHAT]")
@click.option("--when", type=click.Choice(_PLACES), default="before", show_default=True, help="Where it happens.")
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


COMMANDS = (seed, snapshot, restore, diff, buy, fault)
