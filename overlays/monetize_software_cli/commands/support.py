"""
The command that opens a support ticket. Sends it once.
"""

from __future__ import annotations

import click

from monetize_software_cli.options import for_user
from monetize_software_cli.output import emit, facts
from monetize_software_cli.session import Session


@click.command()
@click.argument("subject")
@click.argument("content")
@click.option(
    "--file",
    "files",
    multiple=True,
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Attach a file; up to five.",
)
@for_user
@click.pass_obj
def ticket(session: Session, subject: str, content: str, files: tuple[str, ...]) -> None:
    """
    Open a support ticket for a user.
    """
    with session.user_client() as client:
        opened = client.create_support_ticket(subject, content, files=files)
    emit(session, opened.to_dict(), facts({"ticket": opened.id, "status": opened.status}))


COMMANDS = (ticket,)
