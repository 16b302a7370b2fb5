"""
The commands: generate, check, docs, diff. Prints one line per step, and one clear line when something is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable

from . import generation, pages, twins
from .document import ROOT, Refused, load
from .spec_diff import command as spec_diff


def generate() -> int:
    """
    Write the generated package and the derived modules anew.
    """
    started = time.perf_counter()
    print("Generating from openapi.yaml", flush=True)
    count = generation.generate()
    written = [f"{count} files to generated/{generation.PACKAGE}", *twins.write()]
    print(f"Wrote {' and '.join(written)} in {time.perf_counter() - started:.1f} s")
    return 0


def check() -> int:
    """
    Compare the generated package, the derived modules and the printed pages with what they come from.
    """
    found = generation.differences()
    found += [f"{name} differs from what it is derived from" for name in twins.stale()]
    found += [f"{name} differs; run `make docs`" for name in pages.stale(load(ROOT / "openapi.yaml"))]
    for line in found[:20]:
        print(line)
    if found:
        print("generated/ is not what openapi.yaml gives. Run: make generate docs")
    return 1 if found else 0


def docs() -> int:
    """
    Print the pages that come from openapi.yaml.
    """
    print(f"Wrote {' and '.join(pages.write(load(ROOT / 'openapi.yaml')))}")
    return 0


COMMANDS = {"generate": generate, "check": check, "docs": docs}


def main(arguments: list[str] | None = None) -> int:
    """
    Run a command and return its exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m monetize_software_codegen", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, run in COMMANDS.items():
        commands.add_parser(name, help=_first_line(run))
    spec_diff.describe(commands.add_parser("diff", help=spec_diff.HELP))
    options = parser.parse_args(arguments)
    try:
        return spec_diff.run(options) if options.command == "diff" else COMMANDS[options.command]()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


def _first_line(command: Callable[[], int]) -> str:
    return (command.__doc__ or "").strip()


if __name__ == "__main__":
    sys.exit(main())
