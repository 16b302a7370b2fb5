"""
Runs one command. Decides what is printed when it fails and with which exit code it ends; never raises.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

import click

from .failures import Exit, Failure, explain
from .output import print_failure
from .program import program
from .session import Session, Surroundings


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
    _survive_any_character()
    try:
        result = program.main(list(arguments), prog_name="monetize", standalone_mode=False, obj=session)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message(), err=True)
        return Exit.USAGE
    except (Exception, KeyboardInterrupt) as error:
        return _fail(explain(error, session), session)
    return int(result) if isinstance(result, int) else Exit.DONE


def _fail(failure: Failure, session: Session) -> int:
    print_failure(failure, session)
    return failure.exit


def _survive_any_character() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
