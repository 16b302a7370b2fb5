"""
Runs one command. Decides what is printed when it fails and with which exit code it ends; never raises.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from .exits import Exit, Failure
from .failures import explain
from .output import print_failure
from .program import program
from .session import Session, Surroundings
from .streams import guarded


def run(arguments: Sequence[str], surroundings: Surroundings) -> int:
    """
    Run one command.

    Args:
        arguments: What stands after `monetize`.
        surroundings: What the command finds outside itself.

    Returns:
        The exit code, one of `Exit`.
    """
    session = Session(surroundings, as_json="--json" in arguments)
    with guarded():
        try:
            return _ended(list(arguments), session)
        except click.exceptions.NoArgsIsHelpError as asked:
            click.echo(asked.format_message(), err=True)
            return Exit.USAGE
        except (Exception, KeyboardInterrupt) as error:
            return _fail(explain(error, session), session)


def _ended(arguments: list[str], session: Session) -> int:
    try:
        result = program.main(arguments, prog_name="monetize", standalone_mode=False, obj=session)
    except SystemExit as ended:  # how click ends a completion
        result = ended.code
    return result if isinstance(result, int) else Exit.DONE


def _fail(failure: Failure, session: Session) -> int:
    print_failure(failure, session)
    return failure.exit
