"""
The command that holds a running server against the contract. Decides nothing itself: the suite does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from monetize_software_cli.contract_check import Limits, check_live, check_recording, write_page
from monetize_software_cli.contract_words import report_text
from monetize_software_cli.exits import Exit
from monetize_software_cli.options import for_check
from monetize_software_cli.output import emit
from monetize_software_cli.session import Session

if TYPE_CHECKING:
    from monetize_software_contract.report import Outcome

_FOLDER = click.Path(file_okay=False, path_type=Path)

_EXITS: dict[Outcome, int] = {"matched": Exit.DONE, "differs": Exit.REFUSED, "unreached": Exit.NETWORK}


@click.group()
def contract() -> None:
    """
    Hold a running server against the contract.
    """


@contract.command()
@click.option("--write", is_flag=True, help="Send requests that change something too. Needs a paywall in test mode.")
@click.option(
    "--pace",
    type=click.FloatRange(min=0, max=60),
    default=0.5,
    show_default=True,
    help="Seconds between two requests. Less than 0.1 only on this machine.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=100, show_default=True, help="Most requests.")
@click.option("--record", type=_FOLDER, metavar="FOLDER", help="Keep every exchange, masked, in a new folder.")
@click.option("--replay", type=_FOLDER, metavar="FOLDER", help="Judge a recording again. Sends nothing.")
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write a page too.")
@for_check
@click.pass_obj
def check(
    session: Session,
    write: bool,
    pace: float,
    limit: int,
    record: Path | None,
    replay: Path | None,
    html: Path | None,
) -> int:
    """
    Ask a server and report in what it differs from openapi.yaml.

    Reads only, one request at a time. Asks more with a key, with --email of somebody who has bought something, and with
    a user's access token in MONETIZE_BEARER. Ends with 0 when all matched, with 1 when something differs, and with 4
    when the server could not be asked.
    """
    if replay is not None:
        _refuse_with_replay(write=write, record=record)
        found = check_recording(replay)
    else:
        found = check_live(session, Limits(pace, limit), record, write=write)
    emit(session, found.to_dict(), report_text(found))
    if html is not None:
        write_page(html, found)
    return _EXITS[found.outcome]


def _refuse_with_replay(*, write: bool, record: Path | None) -> None:
    if write or record is not None:
        raise click.UsageError("--replay sends nothing: leave out --write and --record.", click.get_current_context())


COMMANDS = (contract,)
