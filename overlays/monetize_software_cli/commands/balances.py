"""
The commands about token balances. Never changes one twice.
"""

from __future__ import annotations

from typing import Any

import click

from monetize_software_cli.confirming import confirm, yes_option
from monetize_software_cli.masking import printable
from monetize_software_cli.options import for_user
from monetize_software_cli.output import emit, facts, table
from monetize_software_cli.session import Session


@click.group()
def balance() -> None:
    """
    Look at a user's tokens, give some, take some.
    """


@balance.command()
@for_user
@click.pass_obj
def show(session: Session) -> None:
    """
    List a user's balances.
    """
    with session.user_client() as client:
        found = client.get_balances()
    rows = [(each.type, each.count) for each in found]
    emit(session, [each.to_dict() for each in found], table(("type", "tokens"), rows))


def _change(command: Any) -> Any:
    for decorate in (
        click.pass_obj,
        for_user,
        yes_option,
        click.argument("amount", type=click.IntRange(min=1)),
        click.argument("token_type", metavar="TYPE"),
    ):
        command = decorate(command)
    return command


@balance.command()
@_change
def credit(session: Session, token_type: str, amount: int, yes: bool) -> None:
    """
    Give AMOUNT tokens of TYPE to a user.
    """
    with session.user_client() as client:
        confirm(session, f"Give {amount} {printable(token_type)} tokens?", yes=yes)
        changed = client.credit_tokens(token_type, amount)
    _show_change(session, changed)


@balance.command()
@_change
def debit(session: Session, token_type: str, amount: int, yes: bool) -> None:
    """
    Take AMOUNT tokens of TYPE from a user. Nothing is taken when there are fewer.
    """
    with session.user_client() as client:
        confirm(session, f"Take {amount} {printable(token_type)} tokens?", yes=yes)
        changed = client.debit_tokens(token_type, amount)
    _show_change(session, changed)


def _show_change(session: Session, changed: Any) -> None:
    emit(session, changed.to_dict(), facts({"type": changed.type, "tokens now": changed.count}))


COMMANDS = (balance,)
