"""
The commands that look at a mock's events and deliveries, send them once more, or send one out of the blue.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import click

from monetize_software_cli import completing
from monetize_software_cli.answers import rows
from monetize_software_cli.control import control, each_of, place
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.mock_words import deliveries_text, delivery_text, event_text, holding_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit, to_json
from monetize_software_cli.session import Session

_MODES = ("settle", "live", "collect", "manual")


@click.command()
@click.argument("type_", metavar="TYPE", shell_complete=completing.event_types)
@click.option("--email", required=True, metavar="ADDRESS", help="The customer it is about.")
@click.option("--paywall", metavar="ID", help="The paywall; one the customer uses when left out.")
@click.option("--data", metavar="JSON", help="Fields that are added to its data, or replace what is there.")
@for_mock
@click.pass_obj
def trigger(session: Session, type_: str, email: str, paywall: str | None, data: str | None) -> None:
    """
    Send an event of TYPE out of the blue.

    Such as subscription.updated or refund.created, about an existing customer; nothing else changes.
    """
    body: dict[str, Any] = {"type": type_, "email": email}
    body |= {} if paywall is None else {"paywall": paywall}
    body |= {} if data is None else {"data": _object(data)}
    answer = control(session, "POST", "events", body)
    emit(session, answer, lambda shown: to_json(shown.get("event")))


def _object(text: str) -> dict[str, Any]:
    try:
        found: Any = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise click.BadParameter("Write a JSON object.", click.get_current_context(), param_hint="--data")
    return cast("dict[str, Any]", found)


@click.group()
def events() -> None:
    """
    Look at the mock's deliveries, and send them once more.
    """


@events.command("list")
@for_mock
@click.pass_obj
def list_(session: Session) -> None:
    """
    Tell what was delivered where, and what came of it.
    """
    found = list(each_of(session, "deliveries", "deliveries"))
    emit(session, {"deliveries": found}, deliveries_text(found))


@events.command("show")
@click.argument("name", metavar="EVENT|DELIVERY|latest")
@for_mock
@click.pass_obj
def show_event(session: Session, name: str) -> None:
    """
    Show an event.

    Its body, its signature, and what came of its deliveries.
    """
    answer = control(session, "GET", place("events", _event_of(session, name)))
    emit(session, answer, event_text)


def _event_of(session: Session, name: str) -> str:
    if name != "latest" and not name.startswith("dlv_"):
        return name
    found = _latest(session) if name == "latest" else _delivery(session, name)
    return str(found.get("event"))


def _delivery(session: Session, name: str) -> dict[str, Any]:
    for each in each_of(session, "deliveries", "deliveries"):
        if each.get("id") == name:
            return each
    raise Failure(Exit.NOT_FOUND, "no_delivery", f"There is no delivery {name}.", "See: monetize mock events list")


def _again(verb: str, purpose: str) -> click.Command:
    @click.argument("delivery", metavar="DELIVERY|latest")
    @for_mock
    @click.pass_obj
    def again(session: Session, delivery: str) -> None:
        name = str(_latest(session).get("id")) if delivery == "latest" else delivery
        answer = control(session, "POST", place("deliveries", name, verb), {})
        emit(session, answer, delivery_text(answer))

    again.__doc__ = purpose
    command: Callable[..., click.Command] = click.command(verb)
    return command(again)


events.add_command(_again("resend", "Send a delivery once more, the same bytes."))
events.add_command(_again("duplicate", "Deliver the same event to the same receiver a second time."))


def _latest(session: Session) -> dict[str, Any]:
    found = rows(control(session, "GET", "deliveries?from=-1"), "deliveries")
    if not found:
        hint = "Register a receiver first: monetize mock listen URL"
        raise Failure(Exit.NOT_FOUND, "no_delivery", "Nothing was delivered yet.", hint)
    return found[-1]


@click.group()
def deliveries() -> None:
    """
    Hold deliveries back, release them, choose how.
    """


@deliveries.command()
@for_mock
@click.pass_obj
def show(session: Session) -> None:
    """
    Tell how webhooks are sent, and which types are held.
    """
    answer = control(session, "GET", "deliveries?from=-1")
    emit(session, {name: answer.get(name) for name in ("mode", "held")}, holding_text(answer))


@deliveries.command()
@click.argument("mode", type=click.Choice(_MODES))
@for_mock
@click.pass_obj
def mode(session: Session, mode: str) -> None:
    """
    Send webhooks in another way.

    settle: when due, inside the call that caused it. live: beside the calls. collect: never. manual: when released.
    """
    answer = control(session, "POST", "deliveries/mode", {"mode": mode})
    emit(session, answer, holding_text(answer))


@deliveries.command()
@click.argument("what", metavar="[TYPE|DELIVERY]", default="*", shell_complete=completing.event_types)
@for_mock
@click.pass_obj
def hold(session: Session, what: str) -> None:
    """
    Hold back one delivery, or all of a type.

    Everything when nothing is named. Names of deliveries begin with dlv_.
    """
    if what.startswith("dlv_"):
        answer = control(session, "POST", place("deliveries", what, "hold"), {})
        emit(session, answer, delivery_text(answer))
        return
    answer = control(session, "POST", "deliveries/hold", {"type": what})
    emit(session, answer, holding_text(answer))


@deliveries.command()
@click.argument("names", metavar="[DELIVERY]...", nargs=-1)
@click.option("--reversed", "backwards", is_flag=True, help="The last first, to see what a receiver makes of it.")
@for_mock
@click.pass_obj
def release(session: Session, names: tuple[str, ...], backwards: bool) -> None:
    """
    Send what is held, and hold nothing any more.

    Or only the deliveries that are named, in that order.
    """
    body = {"deliveries": list(names), "order": "reversed" if backwards else "sent"}
    found = rows(control(session, "POST", "deliveries/release", body), "deliveries")
    emit(session, {"deliveries": found}, deliveries_text(found))


COMMANDS = (trigger, events, deliveries)
