"""
The commands about who may in, as the receiver's store knows it. They change nothing but what `reconcile` repairs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.options import as_json, for_service
from monetize_software_cli.output import emit, facts, note, table
from monetize_software_cli.session import Session
from monetize_software_cli.stored import EMAIL_KEY, opened, store_option

if TYPE_CHECKING:
    from monetize_software.access import Access, Decision, History
    from monetize_software.storage import Store


@click.group()
def access() -> None:
    """
    Ask the receiver's store who may in, and why.
    """


def _user(command: Any) -> Any:
    for decorate in (
        click.pass_obj,
        as_json,
        store_option,
        click.option("--app-user-id", metavar="ID", help="Your id of the user."),
        click.option("--user-id", metavar="ID", help="The service's id of the user."),
        click.argument("email", required=False),
    ):
        command = decorate(command)
    return command


@access.command()
@_user
def check(session: Session, email: str | None, user_id: str | None, app_user_id: str | None, store: str | None) -> None:
    """
    Tell whether EMAIL, or the user of an id, may in now.
    """
    with opened(session, store) as kept:
        found = _access(session, kept).check(**_named(email, user_id, app_user_id))
    emit(session, _as_json(found), facts({name: value for name, value in _as_json(found).items() if value is not None}))


@access.command()
@click.option("--html", is_flag=True, help="Print a page for support instead.")
@click.option("--receiver", default="default", show_default=True, help="Name of the receiver that kept the events.")
@_user
def why(
    session: Session,
    email: str | None,
    user_id: str | None,
    app_user_id: str | None,
    store: str | None,
    receiver: str,
    html: bool,
) -> None:
    """
    Show each event of a user, and why they may in or not.
    """
    from monetize_software.access import as_html, as_text

    with opened(session, store) as kept:
        found = _access(session, kept).why(**_named(email, user_id, app_user_id), receiver=receiver)
    emit(session, _history(found), (as_html if html else as_text)(found))


@access.command()
@click.option("--all", "every", is_flag=True, help="Go through all pages.")
@click.option("--after", default="", metavar="ID", help="Begin after this user.")
@click.option("--limit", default=100, show_default=True, type=click.IntRange(min=1), help="Users in a page.")
@click.option("--dry-run", is_flag=True, help="Only say what is wrong.")
@store_option
@for_service
@click.pass_obj
def reconcile(session: Session, store: str | None, dry_run: bool, limit: int, after: str, every: bool) -> None:
    """
    Compare users with the service, a call each, and repair.
    """
    repaired: list[Any] = []
    unknown: list[str] = []
    with opened(session, store) as kept, session.client() as client:
        keeper, place = _access(session, kept), after
        while True:
            page = keeper.reconcile(client, after=place, limit=limit, repair=not dry_run)
            repaired += page.repaired
            unknown += page.unknown
            note(session, f"{page.checked} checked, {len(page.repaired)} wrong, {len(page.unknown)} unknown there")
            if page.after is None or not every:
                break
            place = page.after
    shown = [(each.subject, each.ours, each.theirs) for each in repaired]
    data = {"repaired": [each._asdict() for each in repaired], "unknown": unknown, "after": page.after}
    emit(session, data, table(("purchase", "was known as", "the service says"), shown))


@access.command()
@as_json
@store_option
@click.pass_obj
def hide(session: Session, store: str | None) -> None:
    """
    Seal the e-mail addresses that a store has in clear.

    By the key in MONETIZE_EMAIL_KEY. Stop the programs that use the store first, and start them with storage.private()
    and the same key.
    """
    from monetize_software.storage import PrivateStore

    with opened(session, store) as kept:
        if not isinstance(kept, PrivateStore):
            raise Failure(
                Exit.CONFIGURATION,
                "invalid_config",
                "There is no key to seal addresses with.",
                f"Set {EMAIL_KEY} to what secrets.token_urlsafe(32) gives. Nothing was changed.",
            )
        sealed = kept.hide()
    emit(session, {"sealed": sealed}, f"{sealed} rows were sealed")


def _access(session: Session, store: Store) -> Access:
    from monetize_software.access import Access

    return Access(store, clock=lambda: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=session.around.now()))


def _named(email: str | None, user_id: str | None, app_user_id: str | None) -> dict[str, Any]:
    given = {"email": email, "user_id": user_id, "app_user_id": app_user_id}
    named = {name: value for name, value in given.items() if value is not None}
    if len(named) != 1:
        raise click.UsageError("Name one user: an EMAIL, --user-id or --app-user-id.")
    return named


def _as_json(decision: Decision) -> dict[str, Any]:
    return decision._asdict() | {"until": decision.until and decision.until.isoformat()}


def _history(history: History) -> dict[str, Any]:
    steps = [
        step._asdict()
        | {"at": step.at.isoformat(), "received": step.received.isoformat(), "decision": _as_json(step.decision)}
        for step in history.steps
    ]
    doubts = [{"kind": doubt.kind, "purchase_id": doubt.fact.subject, "told": doubt.told} for doubt in history.doubts]
    findings = [found._asdict() for found in history.findings]
    return {"decision": _as_json(history.decision), "steps": steps, "doubts": doubts, "findings": findings}


COMMANDS = (access,)
