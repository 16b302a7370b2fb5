"""
The commands that let a mock's customers buy, pay, cancel and change their minds. The mock decides what comes of it.
"""

from __future__ import annotations

from typing import Any

import click

from monetize_software_cli import completing
from monetize_software_cli.answers import fields, rows
from monetize_software_cli.control import control, place
from monetize_software_cli.mock_words import purchase_text, refund_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit, facts, table
from monetize_software_cli.session import Session

_subscription = click.argument("subscription")
_paywall = click.option("--paywall", metavar="ID", help="The paywall; one that fits when left out.")


def listed(text: str) -> list[str]:
    """
    Read words with commas or blanks between them.
    """
    return text.replace(",", " ").split()


def given(**fields: Any) -> dict[str, Any]:
    """
    Return the fields that were given.
    """
    return {name: value for name, value in fields.items() if value is not None}


@click.command()
@click.argument("email")
@click.argument("price")
@click.option(
    "--payments",
    default="",
    metavar="LIST",
    help="What becomes of this payment and the next: ok,declined.",
    shell_complete=completing.outcomes,
)
@click.option("--trial-days", type=click.IntRange(0, 730), help="The price's own when left out.")
@for_mock
@click.pass_obj
def buy(session: Session, email: str, price: str, payments: str, trial_days: int | None) -> None:
    """
    Let a customer buy a price.

    Known or new, as through its checkout.
    """
    body = given(email=email, price=price, payments=listed(payments), trial_days=trial_days)
    answer = control(session, "POST", "purchases", body)
    emit(session, answer, purchase_text(answer))


@click.command()
@click.argument("purchase")
@click.option("--amount", type=click.IntRange(1), metavar="CENTS", help="In minor units; the whole when left out.")
@click.option("--reason", metavar="TEXT", help="Why, as the event tells it.")
@click.option("--payment", metavar="ID", help="An earlier payment, instead of the latest.")
@for_mock
@click.pass_obj
def refund(session: Session, /, purchase: str, **about: Any) -> None:
    """
    Give back a payment of PURCHASE, or a part of it.
    """
    answer = control(session, "POST", place("purchases", purchase, "refund"), given(**about))
    emit(session, answer, refund_text(answer))


@click.command()
@_subscription
@click.option("--at-once", is_flag=True, help="Now, not at the end of what is paid.")
@for_mock
@click.pass_obj
def cancel(session: Session, subscription: str, at_once: bool) -> None:
    """
    Cancel SUBSCRIPTION as its owner would in the dashboard.
    """
    _show(session, control(session, "POST", place("subscriptions", subscription, "cancel"), {"at_once": at_once}))


@click.command()
@_subscription
@for_mock
@click.pass_obj
def reactivate(session: Session, subscription: str) -> None:
    """
    Keep SUBSCRIPTION, which was to end.
    """
    _show(session, control(session, "POST", place("subscriptions", subscription, "reactivate"), {}))


@click.command("change-plan")
@_subscription
@click.argument("price")
@for_mock
@click.pass_obj
def change_plan(session: Session, subscription: str, price: str) -> None:
    """
    Move SUBSCRIPTION to another PRICE.
    """
    _show(session, control(session, "POST", place("subscriptions", subscription, "change-plan"), {"price": price}))


@click.command()
@click.argument("email")
@click.argument("payments", metavar="OUTCOMES", shell_complete=completing.outcomes)
@_paywall
@for_mock
@click.pass_obj
def script(session: Session, email: str, payments: str, paywall: str | None) -> None:
    """
    Decide what becomes of a customer's next payments.

    OUTCOMES are in order, such as: ok,declined,ok. What comes after the last is paid. What the API does wrong is
    scripted with `monetize mock fault`.
    """
    body = given(email=email, payments=listed(payments), paywall=paywall)
    answer = control(session, "POST", "payments", body)
    emit(session, answer, f"Next payments: {payments}")


@click.command()
@click.argument("name", metavar="SCENARIO")
@click.argument("email")
@click.argument("price")
@_paywall
@for_mock
@click.pass_obj
def scenario(session: Session, name: str, email: str, price: str, paywall: str | None) -> None:
    """
    Play a purchase that goes an odd way.

    Such as incomplete, pending, unpaid or transient_active; `monetize mock scenarios` tells what each is.
    """
    body = given(scenario=name, email=email, price=price, paywall=paywall)
    _show(session, control(session, "POST", "scenarios", body))


@click.command()
@for_mock
@click.pass_obj
def scenarios(session: Session) -> None:
    """
    Tell which scenarios there are.
    """
    answer = control(session, "GET", "scenarios")
    emit(session, answer, facts(fields(answer.get("scenarios"))))


@click.command()
@for_mock
@click.pass_obj
def sales(session: Session) -> None:
    """
    List what was bought, by everybody.
    """
    found = rows(control(session, "GET", "purchases"), "purchases")
    titles = ("id", "status", "price", "user", "current_period_end")
    shown = table(
        ("purchase", "status", "price", "user", "paid until"), [[each.get(name) for name in titles] for each in found]
    )
    emit(session, {"purchases": found}, shown)


def _show(session: Session, answer: dict[str, Any]) -> None:
    emit(session, answer, purchase_text(answer))


COMMANDS = (buy, refund, cancel, reactivate, change_plan, script, scenario, scenarios, sales)
