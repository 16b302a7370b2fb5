"""
The command line: `python -m monetize_software_mock`. Never holds a rule of the API.
"""

from __future__ import annotations

import argparse
import ipaddress
import logging
import sys
from collections.abc import Sequence

from .banner import banner
from .document import SpecError
from .mock import Mock
from .store import StoreError
from .world_files import WorldError

_DESCRIPTION = "A stateful mock of the monetize.software server API."


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Serve until interrupted.

    Returns:
        The exit code: 0 after an interruption, 1 when it could not start.
    """
    options = _parser().parse_args(arguments)
    if not options.allow_remote and not _is_loopback(options.host):
        return _fail(f"{options.host} can be reached from other machines; add --allow-remote if that is wanted")
    logging.basicConfig(format="%(levelname)s: %(message)s")
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # it warns of every broken form
    try:
        mock = Mock(options.world, db=options.db, spec=options.spec, strict=options.strict)
    except (SpecError, StoreError, WorldError) as error:
        return _fail(str(error))
    with mock:
        return _serve(mock, options.host, options.port)


def _serve(mock: Mock, host: str, port: int) -> int:
    from . import serving  # here, so that a bad specification is reported at once

    try:
        listener = serving.listen(host, port)
    except serving.AddressTaken as error:
        return _fail(str(error))
    shown = banner(mock.world, serving.address_of(listener, host), mock.spec.version)
    serving.serve(mock.app, listener, lambda: print(shown, flush=True))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m monetize_software_mock", description=_DESCRIPTION)
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=4242, type=int, help="port; 0 takes any free one (default: %(default)s)")
    parser.add_argument("--db", metavar="FILE", help="file that keeps the state (default: memory)")
    parser.add_argument("--world", metavar="FILE", help="what the world holds at its start, as YAML or JSON")
    parser.add_argument("--spec", metavar="FILE", help="another openapi.yaml")
    parser.add_argument("--strict", action="store_true", help="let every answer name the assumptions it rests on")
    parser.add_argument("--allow-remote", action="store_true", help="allow addresses other machines can reach")
    return parser


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
