"""
The commands about one user's access. Never prints more about a user than was asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monetize_software_cli.confirming import confirm, yes_option
from monetize_software_cli.masking import printable
from monetize_software_cli.options import for_user
from monetize_software_cli.output import emit, facts, table
from monetize_software_cli.session import Session

if TYPE_CHECKING:
    from datetime import datetime

    from monetize_software.models import PaywallUser, Purchase


@click.command()
@for_user
@click.pass_obj
def user(session: Session) -> None:
    """
    Tell whether a user has access.
    """
    with session.user_client() as client:
        found = client.get_user()
    emit(session, _user(found), _user_text(found))


def _user(found: PaywallUser) -> dict[str, Any]:
    trial = found.trial and {
        "started_at": _iso(found.trial.started_at),
        "expires_at": _iso(found.trial.expires_at),
    }
    return {
        "has_active_subscription": found.has_active_subscription,
        "purchases": [purchase.to_dict() for purchase in found.purchases],
        "trial": trial,
        "had_previous_trial": found.had_previous_trial,
    }


def _user_text(found: PaywallUser) -> str:
    rows = [
        (purchase.id, purchase.status, day(purchase.current_period_end), purchase.cancel_at_period_end)
        for purchase in found.purchases
    ]
    about = {
        "access": found.has_active_subscription,
        "trial until": day(found.trial.expires_at) if found.trial else None,
        "had a trial": found.had_previous_trial,
    }
    return f"{facts(about)}\n\n{table(('purchase', 'status', 'paid until', 'ends then'), rows)}"


@click.command()
@for_user
@click.pass_obj
def purchases(session: Session) -> None:
    """
    List what a user has bought, old and current.
    """
    with session.user_client() as client:
        found = client.list_purchases()
    titles = ("id", "status", "amount", "every", "paid until", "ends")
    emit(session, [purchase.to_dict() for purchase in found], table(titles, [_row(purchase) for purchase in found]))


def _row(purchase: Purchase) -> tuple[object, ...]:
    amount = None
    if purchase.unit_amount is not None:
        amount = f"{purchase.unit_amount // 100}.{purchase.unit_amount % 100:02d} {purchase.currency or ''}".strip()
    ends = day(purchase.ended_at or purchase.cancel_at)
    return purchase.id, purchase.status, amount, purchase.interval, day(purchase.current_period_end), ends


@click.command()
@click.argument("subscription")
@click.option("--reason", required=True, help="Why: too_expensive, not_using, missing_features, … or any text.")
@yes_option
@for_user
@click.pass_obj
def cancel(session: Session, subscription: str, reason: str, yes: bool) -> None:
    """
    Cancel SUBSCRIPTION at the end of its period.
    """
    with session.user_client() as client:
        confirm(session, f"Cancel {printable(subscription)} at the end of its period?", yes=yes)
        done = client.cancel_subscription(subscription, reason)
    about = {
        "id": done.id,
        "status": done.status and str(done.status),
        "cancel_at_period_end": done.cancel_at_period_end,
        "cancel_at": _iso(done.cancel_at),
    }
    text = {"cancelled": done.id, "status": done.status, "access ends": day(done.cancel_at)}
    emit(session, about, facts(text))


def day(moment: datetime | None) -> str | None:
    """
    Word a time for a table.
    """
    return None if moment is None else f"{moment:%Y-%m-%d %H:%M}"


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


COMMANDS = (user, purchases, cancel)
