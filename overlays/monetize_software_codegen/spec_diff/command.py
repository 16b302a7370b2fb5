"""
The command `diff`. Puts the parts together; compares nothing itself.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from monetize_software_codegen.document import ROOT, Refused

from . import changelog, report
from .documents import diff
from .effect import Difference
from .sources import new_document, old_document
from .touched import public_names

HELP = "Say what a change of openapi.yaml means for callers, for servers and for the SDK's methods."
RULES = """
A break is declared by an item under `## Unreleased` of the CHANGELOG.md beside the new document that has the word
"breaking" and, in backticks, the name of the place, as the printed entry has it: paste it, and edit the rest at will.

Exit code 0: nothing breaks, or every break is declared. 1: a break is not declared. 2: a document cannot be used.
"""


def describe(parser: argparse.ArgumentParser) -> None:
    """
    Add the command's arguments to its parser.
    """
    parser.description, parser.epilog = HELP, RULES
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("base", metavar="BASE", help="the old document: a file, or a git revision")
    parser.add_argument("--new", metavar="FILE", type=Path, default=ROOT / "openapi.yaml", help="the new document")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table and a changelog entry")


def run(options: argparse.Namespace) -> int:
    """
    Compare, print, and return the exit code.
    """
    try:
        differences = diff(old_document(options.base, options.new), new_document(options.new))
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        return 2
    declared = changelog.declarations(options.new.resolve().parent)
    undeclared = [each for each in differences if each.effect.breaks and not changelog.is_declared(each, declared)]
    names = public_names()
    if options.json:
        print(report.as_json(differences, names, declared))
    else:
        _print(differences, undeclared, names)
    return 1 if undeclared else 0


def _print(differences: list[Difference], undeclared: list[Difference], names: report.Names) -> None:
    if not differences:
        print("No difference.")
        return
    print(report.table(differences, names))
    entry = changelog.entry(differences, names)
    print(f"\nFor {changelog.NAME}:\n\n{entry}" if entry else f"\nNothing for {changelog.NAME}.")
    if undeclared:
        places = ", ".join(f"`{place}`" for place in dict.fromkeys(each.place for each in undeclared))
        print(f"\nBreaks that {changelog.NAME} does not declare under Unreleased: {places}.")
