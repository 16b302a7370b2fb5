"""
The commands that start and steer a mock server. Imports the server only to start it.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

import click

from monetize_software.installing import how_to_install
from monetize_software_cli.control import control
from monetize_software_cli.exits import Exit, Failure
from monetize_software_cli.mock_settings import settings_of, shell_lines
from monetize_software_cli.mock_words import clock_text, payment_text, world_text
from monetize_software_cli.options import for_mock
from monetize_software_cli.output import emit, note
from monetize_software_cli.session import Session

from . import mock_customers, mock_events, mock_listen, mock_requests, mock_worlds
from .clock import clock

_FIRST_STEPS = """\
Starting a mock server; when it is there, in another terminal:

  eval "$(monetize mock env{mock})"
  monetize prices
  monetize mock world{mock}

Console: {address}/_mock/
"""


_DELIVERIES = ("settle", "live", "collect", "manual")


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
@click.option("--frozen", is_flag=True, help="Time stands still until it is moved, as in tests.")
@click.option("--starts-at", metavar="ISO", help="When the world begins, such as 2030-01-31; now when left out.")
@click.option("--seed", metavar="TEXT", help="Repeats the ids of a run; they are new in each run when left out.")
@click.option("--deliveries", type=click.Choice(_DELIVERIES), help="How webhooks are sent; live when left out.")
@click.option("--host", multiple=True, metavar="HOST", help="Address to listen on, or name to answer to. Repeatable.")
@click.option("--allow-remote", is_flag=True, help="Allow addresses that other machines can reach.")
@click.option("--allow-webhook-host", multiple=True, metavar="NAME", help="Send webhooks to this host too. Repeatable.")
@click.option("--open", "opens", is_flag=True, help="Open the console in a browser.")
@click.pass_obj
def up(session: Session, /, port: int, opens: bool, **options: Any) -> None:
    """
    Serve a mock until Ctrl-C. It holds a paywall, prices, users and a key.

    It begins now and lives in real time; its webhooks are sent beside the requests. As tests have it: --frozen --seed
    mock.
    """
    mock_option = "" if port == 4242 else f" --mock http://127.0.0.1:{port or 'PORT'}"
    print(_FIRST_STEPS.format(mock=mock_option, address=f"http://127.0.0.1:{port or 'PORT'}"), flush=True)
    arguments = ["--port", str(port), *_passed_on(options)]
    try:
        ended = session.around.run_mock(arguments, _opener(session) if opens else lambda _: None)
    except ImportError as error:
        raise _not_installed(error) from None
    if ended:
        hint = "The line above says why."
        raise Failure(Exit.REFUSED, "mock_not_started", "The mock server did not start.", hint)


def _opener(session: Session) -> Callable[[str], None]:
    """
    Return what opens the console of an address, beside whoever calls: a browser may take its time.
    """

    def open_console(address: str) -> None:
        Thread(target=session.around.open_browser, args=[f"{address}/_mock/"], daemon=True).start()

    return open_console


def _passed_on(options: dict[str, Any]) -> list[str]:
    """
    Return the options that were given, as the server's own command line has them.
    """
    given: list[str] = []
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            given += [option] * value
        else:
            for each in (value,) if isinstance(value, str) else value or ():
                given += [option, str(each)]
    return given


def _not_installed(error: ImportError) -> Failure:
    return Failure(
        Exit.CONFIGURATION,
        "mock_not_installed",
        f"The mock server cannot be loaded: {error}.",
        how_to_install("cli", "mock"),
    )


@mock.command("open")
@for_mock
@click.pass_obj
def open_console(session: Session) -> None:
    """
    Open the mock's console in a browser.
    """
    control(session, "GET", "health")  # nobody wants a browser's own words for a server that is not there
    address = f"{session.mock_address}/_mock/"
    opened = session.around.open_browser(address)
    emit(session, {"console": address, "opened": opened}, address)
    if not opened:
        note(session, "No browser could be started here: open the address yourself.")


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


for command in (
    clock,
    *mock_customers.COMMANDS,
    *mock_events.COMMANDS,
    *mock_listen.COMMANDS,
    *mock_requests.COMMANDS,
    *mock_worlds.COMMANDS,
):
    mock.add_command(command)

COMMANDS = (mock,)
