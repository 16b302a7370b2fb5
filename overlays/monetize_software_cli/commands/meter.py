"""
The commands about the ledger of debits. None of them sends a debit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.options import as_json, for_user
from monetize_software_cli.output import emit, facts, table
from monetize_software_cli.session import Session
from monetize_software_cli.stored import opened, store_option

if TYPE_CHECKING:
    from monetize_software.metering import Charge, TokenMeter
    from monetize_software.storage import Store

_TITLES = ("key", "type", "tokens", "state", "error")


@click.group()
def meter() -> None:
    """
    Look at the ledger of debits, and settle what is unknown.
    """


@meter.command("list")
@click.option(
    "--state", "states", multiple=True, help="Such as applied; may be repeated.  [default: what needs somebody]"
)
@click.option("--after", default="", metavar="KEY", help="Begin after this key.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(min=1), help="At most so many.")
@store_option
@as_json
@click.pass_obj
def list_(session: Session, store: str | None, limit: int, after: str, states: tuple[str, ...]) -> None:
    """
    List charges that need somebody: those whose answer was lost.
    """
    with opened(session, store) as kept:
        found = kept.meters.listed(states or ("unknown", "returning"), user=None, type=None, after=after, limit=limit)
    rows = [(row.key, row.type, row.amount, row.state, row.error) for row in found]
    emit(session, [row._asdict() for row in found], table(_TITLES, rows))


@meter.command()
@store_option
@as_json
@click.pass_obj
def usage(session: Session, store: str | None) -> None:
    """
    Count what was debited, by user and type.
    """
    with opened(session, store) as kept:
        found = kept.meters.usage(user=None, type=None, since=0)
    rows = [(row.user, row.type, row.charges, row.tokens) for row in found]
    emit(session, [row._asdict() for row in found], table(("user", "type", "charges", "tokens"), rows))


@meter.command()
@click.argument("token_type", metavar="TYPE")
@click.option("--dry-run", is_flag=True, help="Only say what would be settled.")
@store_option
@for_user
@click.pass_obj
def reconcile(session: Session, token_type: str, store: str | None, dry_run: bool) -> None:
    """
    Decide by the balance of TYPE which lost debits happened.
    """
    with opened(session, store) as kept, session.user_client() as client:
        found = _meter(session, client, kept).reconcile(user=client, type=token_type, settle=not dry_run)
    all_of_it = [*found.decided, *found.undecided]
    said = {None: "unknown", True: "applied", False: "not applied"}
    rows = [(each.charge.key, each.charge.amount, said[each.applied], each.gap, each.why) for each in all_of_it]
    data = [each._asdict() | {"charge": each.charge._asdict()} for each in all_of_it]
    emit(
        session,
        {"balance": found.balance, "verdicts": data},
        table(("key", "tokens", "was", "gap", "because"), rows),
    )


@meter.command()
@click.argument("key")
@store_option
@as_json
@click.pass_obj
def release(session: Session, key: str, store: str | None) -> None:
    """
    Give back KEY, which is reserved and will not be charged.
    """
    with opened(session, store) as kept:
        _show(session, _ledger(session, kept).release(key))


@meter.command()
@click.argument("key")
@click.option("--applied/--not-applied", required=True, help="Whether it was debited, as you found out.")
@store_option
@as_json
@click.pass_obj
def settle(session: Session, key: str, applied: bool, store: str | None) -> None:
    """
    Say what became of KEY, whose answer was lost.
    """
    with opened(session, store) as kept:
        _show(session, _ledger(session, kept).settle(key, applied=applied))


def _meter(session: Session, client: Any, store: Store) -> TokenMeter:
    from monetize_software.metering import TokenMeter

    return TokenMeter(client, store, clock=lambda: int(session.around.now() * 1000))


def _ledger(session: Session, store: Store) -> TokenMeter:
    """
    A meter that sends nothing, through a client that leads nowhere.
    """
    from monetize_software import BillingClient

    return _meter(session, BillingClient(paywall_id="0", api_origin="http://127.0.0.1:9"), store)


def _show(session: Session, row: Charge | None) -> None:
    if row is None:
        raise Failure(Exit.NOT_FOUND, "not_found", "There is no such key.")
    emit(session, row._asdict(), facts({"key": row.key, "state": row.state, "tokens": row.amount}))


COMMANDS = (meter,)
