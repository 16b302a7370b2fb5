"""
The commands about plans and checkouts. Never opens a browser.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from monetize_software_cli.options import for_service, for_user
from monetize_software_cli.output import emit, facts, note, table
from monetize_software_cli.session import Session

if TYPE_CHECKING:
    from monetize_software.models import Price


@click.command()
@click.option("--locale", metavar="TAG", help="Language of the texts, such as de or pt-BR.")
@for_service
@click.pass_obj
def prices(session: Session, locale: str | None) -> None:
    """
    List the plans.
    """
    with session.client() as client:
        found = client.get_prices(locale=locale)
    titles = ("id", "amount", "every", "trial", "label")
    emit(session, [price.to_dict() for price in found], table(titles, [_row(price) for price in found]))


def _row(price: Price) -> tuple[object, ...]:
    trial = f"{price.trial_days} days" if price.trial_days else None
    return price.id, f"{price.amount:.2f} {price.currency}", _every(price), trial, price.label


def _every(price: Price) -> str:
    count = price.interval_count or 1
    return str(price.interval or "once") if count == 1 else f"{count} {price.interval}s"


@click.command()
@click.argument("price")
@click.option("--success-url", metavar="URL", help="Where a paid checkout returns to. __SESSION__ is filled in.")
@click.option("--trial-days", type=click.IntRange(min=0), help="Free days.")
@click.option("--ignore-active-purchase", is_flag=True, help="Renew or upgrade although a subscription is active.")
@click.option("--idempotency-key", metavar="KEY", help="The key of an earlier checkout, to get that very one.")
@for_user
@click.pass_obj
def checkout(
    session: Session,
    price: str,
    success_url: str | None,
    trial_days: int | None,
    ignore_active_purchase: bool,
    idempotency_key: str | None,
) -> None:
    """
    Open a checkout of PRICE. Nothing is charged.

    The address to send the user to goes to standard output; the rest goes to standard error.
    """
    with session.user_client() as client:
        opened = client.create_checkout(
            price,
            success_url=success_url,
            trial_days=trial_days,
            ignore_active_purchase=ignore_active_purchase,
            idempotency_key=idempotency_key,
        )
    about = {
        "acquiring": str(opened.acquiring),
        "user_id": opened.user_id,
        "idempotency_key": opened.idempotency_key,
    }
    emit(session, {"url": opened.url, **about}, opened.url)
    if not session.as_json:
        note(session, facts(about))


@click.command()
@click.option("--return-url", metavar="URL", help="Where the portal's return button leads.")
@for_user
@click.pass_obj
def portal(session: Session, return_url: str | None) -> None:
    """
    Print a one-time link to the customer portal. It signs the user in: give it to nobody else.
    """
    with session.user_client() as client:
        found = client.get_customer_portal_url(return_url=return_url)
    emit(session, found.to_dict(), found.url)


COMMANDS = (prices, checkout, portal)
