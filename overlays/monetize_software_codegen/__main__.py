"""
The commands: generate, check, docs. Prints one line per step, and one clear line when something is wrong.
"""

from __future__ import annotations

import argparse
import sys
import time

from . import generation, pages
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
    Compare the generated package and the printed pages with what openapi.yaml gives.
    """
    found = generation.differences()
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
    parser.add_argument("command", choices=COMMANDS)
    try:
        return COMMANDS[parser.parse_args(arguments).command]()
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
