"""
The commands: generate, check, docs. Prints one line per step, and one clear line when something is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time

from . import error_page, generation
from .document import ROOT, Refused, load


def generate() -> int:
    """
    Write the generated package anew.
    """
    started = time.perf_counter()
    print("Generating from openapi.yaml", flush=True)
    count = generation.generate()
    print(f"Wrote {count} files to generated/{generation.PACKAGE} in {time.perf_counter() - started:.1f} s")
    return 0


def check() -> int:
    """
    Compare the generated package and the printed page with what openapi.yaml gives.
    """
    found = generation.differences()
    if not error_page.is_current(load(ROOT / "openapi.yaml")):
        found.append("docs/errors.md differs; run `make docs`")
    for line in found[:20]:
        print(line)
    if found:
        print("generated/ is not what openapi.yaml gives. Run: make generate docs")
    return 1 if found else 0


def docs() -> int:
    """
    Print the pages that come from openapi.yaml.
    """
    path = error_page.write(load(ROOT / "openapi.yaml"))
    print(f"Wrote {path.relative_to(ROOT)}")
    return 0


COMMANDS = {"generate": generate, "check": check, "docs": docs}


def main(arguments: list[str] | None = None) -> int:
    """
    Run a command and return its exit code.
    """
    parser = argparse.ArgumentParser(prog="python -m monetize_software_codegen", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    try:
        return COMMANDS[parser.parse_args(arguments).command]()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
