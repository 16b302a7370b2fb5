"""
The command line: `python -m monetize_software_mock`. Never holds a rule of the API.
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from .http.hosts import is_address, is_loopback, normal
from .mock import Mock
from .serving.banner import banner
from .spec.document import SpecError
from .state.store import StoreError
from .world.declaration import STARTS_AT, World
from .world.default import default_world
from .world.delivery_mode import DELIVERY_MODES
from .world.files import WorldError, check_beginning, load_world
from .world.start import NOW, Start

if TYPE_CHECKING:
    from _typeshed import SupportsWrite

_DESCRIPTION = "A stateful mock of the monetize.software server API."
_EPILOGUE = (
    "Without options it lives as the service does: in real time, its webhooks sent beside the requests, its ids new in "
    "each run. As tests have it: --frozen --seed mock. Names for --host and --allow-webhook-host are also read from "
    "MONETIZE_MOCK_HOSTS and MONETIZE_MOCK_WEBHOOK_HOSTS, separated by blanks."
)
_HERE = "127.0.0.1"


def main(
    arguments: Sequence[str] | None = None,
    environ: Mapping[str, str] = os.environ,
    ready: Callable[[str], object] = lambda _: None,
) -> int:
    """
    Serve until interrupted, by Ctrl-C or by SIGTERM.

    Args:
        ready: Is told the address as soon as the server answers there.

    Returns:
        The exit code: 0 after an interruption, 1 when it could not start.
    """
    try:
        options = parsed(arguments, environ)
    except _Unusable as error:
        print(error, file=sys.stderr)
        return 1
    logging.basicConfig(format="%(levelname)s: %(message)s")
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every broken form
    try:
        return _run(options, ready)
    except (_Unusable, SpecError, StoreError, WorldError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def parsed(arguments: Sequence[str] | None, environ: Mapping[str, str]) -> argparse.Namespace:
    """
    Return the options, with the hosts that the environment names.
    """
    options = _parser().parse_args(arguments)
    options.host += environ.get("MONETIZE_MOCK_HOSTS", "").split()
    options.allow_webhook_host += environ.get("MONETIZE_MOCK_WEBHOOK_HOSTS", "").split()
    return options


def _run(options: argparse.Namespace, ready: Callable[[str], object]) -> int:
    from .serving import uvicorn  # here, so that what is wrong with the options is told without waiting for it

    addresses = _addresses(options)
    start = _start(options)
    world = _world(options, start)
    with (
        uvicorn.until_terminated(),
        Mock(
            world,
            db=options.db,
            spec=options.spec,
            clock=start.clock,
            deliveries=start.deliveries,
            starts_at=start.starts_at,
            seed=start.seed,
            unique_ids=start.unique_ids,
            hosts=options.host,
            webhook_hosts=start.webhook_hosts,
            strict=options.strict,
        ) as mock,
    ):
        try:
            listeners = uvicorn.listen_on(addresses, options.port)
        except uvicorn.AddressTaken as error:
            _stop(str(error))
        address = uvicorn.address_of(listeners[0], addresses[0])
        shown = banner(mock.world, address, mock.spec.version, _running(mock, start, options))

        def announce() -> None:
            _say(shown)
            ready(address)

        uvicorn.serve(mock.app, listeners, announce)
    return 0


def _addresses(options: argparse.Namespace) -> list[str]:
    """
    Return the addresses to listen on: those among the hosts, else this machine's own.
    """
    found = [host for host in options.host if is_address(host) or is_loopback(host)] or [_HERE]
    remote = [host for host in found if not is_loopback(host)]
    if remote and not options.allow_remote:
        _stop(f"{remote[0]} can be reached from other machines; add --allow-remote if that is wanted")
    return [host.strip("[]") for host in found]


def _start(options: argparse.Namespace) -> Start:
    usual = STARTS_AT if options.frozen else NOW
    if options.starts_at is not None:
        check_beginning(options.starts_at)
    return Start(
        clock="frozen" if options.frozen else "live",
        deliveries=options.deliveries or ("settle" if options.frozen else "live"),
        starts_at=options.starts_at or usual,
        seed=options.seed,
        unique_ids=True,
        webhook_hosts=tuple(options.allow_webhook_host),
    )


def _world(options: argparse.Namespace, start: Start) -> World:
    if options.world is None:
        return default_world(start.starts_at)
    world = load_world(options.world, start)
    return world if options.starts_at is None else dataclasses.replace(world, starts_at=options.starts_at)


def _running(mock: Mock, start: Start, options: argparse.Namespace) -> Mapping[str, str]:
    """
    Say how a mock runs, in a few words.
    """
    goes = "stands still until it is moved" if start.clock == "frozen" else "goes on in real time"
    seed = f"new in this run; --seed {mock.seed_of_ids} repeats them" if options.seed is None else f"of {options.seed}"
    others = [normal(host) for host in options.host if not is_loopback(host)]
    names = {"Hosts": f"{', '.join(others)} beside this machine"} if others else {}
    return {"Clock": f"{mock.clock.now():%Y-%m-%d %H:%M:%S} UTC; it {goes}", "Ids": seed, **names}


class _Parser(argparse.ArgumentParser):
    """
    Python's own takes a help that nobody could read for printed.
    """

    def print_help(self, file: SupportsWrite[str] | None = None) -> None:
        if file is not None:
            return super().print_help(file)
        return _say(self.format_help().rstrip("\n"))


def _say(text: str) -> None:
    """
    Print to standard output, or say that it takes nothing and let Python not try again when it ends.
    """
    try:
        print(text, flush=True)
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        _stop(f"Standard output cannot be written: {error.strerror}.")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m monetize_software_mock", description=_DESCRIPTION, epilog=_EPILOGUE)
    add = parser.add_argument
    add("--host", action="append", default=[], help="address to listen on (default: 127.0.0.1), or name to answer to")
    add("--port", default=4242, type=int, help="port; 0 takes any free one (default: %(default)s)")
    add("--db", metavar="FILE", help="file that keeps the state (default: memory)")
    add("--world", metavar="FILE", help="what the world holds at its start, as YAML or JSON")
    add("--spec", metavar="FILE", help="another openapi.yaml")
    add("--strict", action="store_true", help="let every answer name the assumptions it rests on")
    add("--frozen", action="store_true", help=f"the clock stands still, at {STARTS_AT} unless the world says otherwise")
    add("--starts-at", metavar="ISO", help="when the world begins, such as 2030-01-31, or now (default: now)")
    add("--seed", metavar="TEXT", help="repeats the ids of a run (default: new ones in each run)")
    add("--deliveries", choices=DELIVERY_MODES, help="how webhooks are sent (default: live; with --frozen settle)")
    add("--allow-remote", action="store_true", help="allow addresses other machines can reach")
    add("--allow-webhook-host", action="append", default=[], metavar="NAME", help="send webhooks to this host too")
    return parser


class _Unusable(Exception):
    """
    It cannot start like that; the message is one line.
    """


def _stop(message: str) -> NoReturn:
    raise _Unusable(message)


if __name__ == "__main__":
    sys.exit(main())
