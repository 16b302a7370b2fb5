"""
The commands that let a mock send webhooks: to a receiver of yours, once more, or out of the blue.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, cast

import click

from monetize_software_cli.control import control
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.mock_words import attempt_text, deliveries_text, delivery_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit, note, to_json
from monetize_software_cli.session import Session

_PAUSE_S = 0.3


@click.command()
@click.argument("url")
@click.option("--event", "events", multiple=True, metavar="TYPE", help="Only this type; may be given more than once.")
@click.option("--keep", is_flag=True, help="Leave the receiver registered at the end.")
@for_mock
@click.pass_obj
def listen(session: Session, url: str, events: tuple[str, ...], keep: bool) -> None:
    """
    Send the mock's events to URL, and show how.

    Every attempt is a line, until Ctrl-C. The secret they are signed with is printed first.
    """
    added = control(session, "POST", "webhooks", {"url": url, "events": list(events)})
    note(session, f"Events go to {url} until Ctrl-C, signed with the secret {added['secret']}", reveals=True)
    try:
        for attempt in _attempts(session, str(added["id"])):
            emit(session, attempt, attempt_text(attempt))
    except KeyboardInterrupt:
        return
    finally:
        if not keep:
            control(session, "DELETE", f"webhooks/{added['id']}")


def _attempts(session: Session, webhook: str) -> Iterator[dict[str, Any]]:
    """
    Yield every attempt to a webhook, once, as it is made.
    """
    seen = 0
    while True:
        answer = control(session, "GET", f"attempts/{seen}")
        yield from (each for each in answer["attempts"] if each["webhook"] == webhook)
        if answer["seen"] == seen:
            session.around.sleep(_PAUSE_S)
        seen = answer["seen"]


@click.command()
@click.argument("type_", metavar="TYPE")
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
    emit(session, answer, to_json(answer["event"]))


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
    found = _deliveries(session)
    emit(session, {"deliveries": found}, deliveries_text(found))


def _again(verb: str, purpose: str) -> click.Command:
    @click.argument("delivery", metavar="DELIVERY|latest")
    @for_mock
    @click.pass_obj
    def again(session: Session, delivery: str) -> None:
        name = _latest(session) if delivery == "latest" else delivery
        answer = control(session, "POST", f"deliveries/{name}/{verb}", {})
        emit(session, answer, delivery_text(answer))

    again.__doc__ = purpose
    command: Callable[..., click.Command] = click.command(verb)
    return command(again)


events.add_command(_again("resend", "Send a delivery once more, the same bytes."))
events.add_command(_again("duplicate", "Deliver the same event to the same receiver a second time."))


def _latest(session: Session) -> str:
    found = _deliveries(session)
    if not found:
        hint = "Register a receiver first: monetize mock listen URL"
        raise Failure(Exit.NOT_FOUND, "no_delivery", "Nothing was delivered yet.", hint)
    return str(found[-1]["id"])


def _deliveries(session: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = control(session, "GET", "deliveries").get("deliveries", [])
    return found


COMMANDS = (listen, trigger, events)
