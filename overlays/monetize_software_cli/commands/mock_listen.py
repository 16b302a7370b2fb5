"""
The command that lets a mock send webhooks to a receiver of yours, and shows how.
"""

from __future__ import annotations

from typing import Any

import click

from monetize_software_cli import completing
from monetize_software_cli.control import control, place
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.following import followed, until_interrupted
from monetize_software_cli.mock_words import attempt_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit_line, note
from monetize_software_cli.session import Session


@click.command()
@click.argument("url")
@click.option(
    "--event",
    "events",
    multiple=True,
    metavar="TYPE",
    help="Only this type; may be given more than once.",
    shell_complete=completing.event_types,
)
@click.option("--keep", is_flag=True, help="Leave the receiver registered at the end.")
@for_mock
@click.pass_obj
def listen(session: Session, url: str, events: tuple[str, ...], keep: bool) -> None:
    """
    Send the mock's events to URL, and show how.

    Every attempt is a line, until Ctrl-C. The secret they are signed with is printed first. A reset, a seed or a
    restore of the world does not end it.
    """
    added = control(session, "POST", "webhooks", {"url": url, "events": list(events), "listener": True})
    webhook = str(added.get("id"))
    note(session, f"Events go to {url} until Ctrl-C, signed with the secret {added.get('secret')}", reveals=True)
    with until_interrupted():
        try:
            for attempt in followed(session, lambda seen: _after(session, webhook, seen), "attempts"):
                emit_line(session, attempt, attempt_text(attempt))
        finally:
            if not keep:
                _remove(session, webhook)


def _after(session: Session, webhook: str, seen: str) -> dict[str, Any]:
    return control(session, "GET", place("webhooks", webhook, "attempts", seen))


def _remove(session: Session, webhook: str) -> None:
    try:
        control(session, "DELETE", place("webhooks", webhook))
    except Failure as failure:
        if failure.exit not in (Exit.NOT_FOUND, Exit.NETWORK):  # gone already, perhaps with the mock
            raise


COMMANDS = (listen,)
