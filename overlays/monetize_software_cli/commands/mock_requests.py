"""
The command that shows the requests to the mock's API, and follows them.
"""

from __future__ import annotations

from typing import Any

import click

from monetize_software_cli.answers import rows, seen_of
from monetize_software_cli.control import control, place
from monetize_software_cli.following import followed, until_interrupted
from monetize_software_cli.mock_words import request_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit, emit_line
from monetize_software_cli.session import Session

_MOST_PAGES = 20


@click.command()
@click.option("--follow", "-f", is_flag=True, help="Go on until Ctrl-C; with --json an object on each line.")
@for_mock
@click.pass_obj
def requests(session: Session, follow: bool) -> None:
    """
    Show the latest requests to the API and their answers.

    With --json headers and bodies too; credentials are masked.
    """
    if follow:
        with until_interrupted():
            for each in followed(session, lambda seen: control(session, "GET", place("requests", seen)), "requests"):
                emit_line(session, each, request_text(each))
        return
    found = _kept(session)
    emit(session, {"requests": found}, "\n".join(map(request_text, found)) or "(none)")


def _kept(session: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    seen = "0"
    for _ in range(_MOST_PAGES):
        answer = control(session, "GET", place("requests", seen))
        page = rows(answer, "requests")
        found += page
        seen = seen_of(answer)
        if not page:
            break
    return found


COMMANDS = (requests,)
