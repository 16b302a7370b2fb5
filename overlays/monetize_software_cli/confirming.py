"""
Asks before something is changed that nobody can change back. Without anybody to ask, nothing is changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .exits import Exit, Failure
from .session import Session

yes_option: Callable[[Any], Any] = click.option(
    "--yes", "-y", is_flag=True, help="Do not ask. Needed where there is no terminal."
)


def confirm(session: Session, question: str, *, yes: bool) -> None:
    """
    Ask, unless that was done already by --yes.

    Raises:
        Failure: The answer is no.
        UsageError: There is no terminal to ask at.
    """
    if yes:
        return
    if not session.around.interactive():
        context = click.get_current_context(silent=True)
        raise click.UsageError("There is no terminal to ask at, so nothing was changed. Pass --yes.", context)
    if not click.confirm(question, err=True):
        raise Failure(Exit.REFUSED, "not_confirmed", "Nothing was changed.", "Pass --yes to be asked no more.")
