"""
The commands that start and steer a mock server. Imports the server only to start it.
"""

from __future__ import annotations

from typing import Any

import click

from monetize_software_cli.control import control
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.mock_settings import settings_of, shell_lines
from monetize_software_cli.mock_words import clock_text, payment_text, world_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit
from monetize_software_cli.session import Session

from . import mock_webhooks, mock_worlds
from .clock import clock

_FIRST_STEPS = """\
Starting a mock server; when it is there, in another terminal:

  eval "$(monetize mock env{mock})"
  monetize prices
  monetize mock world{mock}

Console: {address}/_mock/
"""


@click.group()
def mock() -> None:
    """
    Start and steer a mock of the service on this machine.
    """


@mock.command()
@click.option("--port", default=4242, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option("--db", metavar="FILE", help="File that keeps the state; memory when left out.")
@click.option("--world", metavar="FILE", help="What it holds at its start, in YAML or JSON.")
@click.option("--strict", is_flag=True, help="Let every answer name the assumptions it rests on.")
@click.pass_obj
def up(session: Session, port: int, db: str | None, world: str | None, strict: bool) -> None:
    """
    Serve a mock until Ctrl-C. It holds a paywall, prices, users and a key.
    """
    mock_option = "" if port == 4242 else f" --mock http://127.0.0.1:{port or 'PORT'}"
    print(_FIRST_STEPS.format(mock=mock_option, address=f"http://127.0.0.1:{port or 'PORT'}"), flush=True)
    arguments = ["--port", str(port), *_option("--db", db), *_option("--world", world), *["--strict"] * strict]
    try:
        ended = session.around.run_mock(arguments)
    except ImportError as error:
        raise _not_installed(error) from None
    if ended:
        hint = "Is one running already? Take any free port: monetize mock up --port 0"
        raise Failure(Exit.REFUSED, "mock_not_started", "The mock server did not start.", hint)


def _option(name: str, value: str | None) -> list[str]:
    return [] if value is None else [name, value]


def _not_installed(error: ImportError) -> Failure:
    return Failure(
        Exit.CONFIGURATION,
        "mock_not_installed",
        f"The mock server cannot be loaded: {error}.",
        'Install it: pip install "monetize-software[mock]"',
    )


@mock.command()
@for_mock
@click.pass_obj
def env(session: Session) -> None:
    """
    Print the settings that lead to the mock.

    For a shell: eval "$(monetize mock env)"
    """
    settings = settings_of(control(session, "GET", "world"), session.mock_address)
    emit(session, settings, shell_lines(settings), reveals=True)


@mock.command()
@for_mock
@click.pass_obj
def reset(session: Session) -> None:
    """
    Go back to the start of the world, clock included.
    """
    answer = control(session, "POST", "reset", {})
    emit(session, answer, f"The world is as it was at its start. {clock_text(answer)}")


@mock.command()
@for_mock
@click.pass_obj
def world(session: Session) -> None:
    """
    Tell what the mock's world was planted with.
    """
    answer = control(session, "GET", "world")
    emit(session, answer, world_text(answer), reveals=True)


@mock.command()
@click.argument("checkout", metavar="SESSION|URL")
@click.option("--declined", is_flag=True, help="The payment fails; the checkout stays open.")
@click.option("--card", metavar="NUMBER", help="A test card, which also pays what comes later.")
@for_mock
@click.pass_obj
def pay(session: Session, checkout: str, declined: bool, card: str | None) -> None:
    """
    Pay a checkout as its page would.

    Name it by its address or by its session's id.
    """
    identity = _session_id(checkout)
    body: dict[str, Any] = {"outcome": "declined"} if declined else {}
    body |= {} if card is None else {"card": card}
    answer = control(session, "POST", f"checkouts/{identity}/pay", body)
    emit(session, answer, payment_text(answer))


def _session_id(checkout: str) -> str:
    identity = checkout.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    if not identity.isascii() or not identity.replace("-", "").replace("_", "").isalnum():
        raise click.BadParameter("Give a checkout's address or its session's id.", click.get_current_context())
    return identity


for command in (clock, *mock_webhooks.COMMANDS, *mock_worlds.COMMANDS):
    mock.add_command(command)

COMMANDS = (mock,)
