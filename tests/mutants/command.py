"""
The command line of the mutants: which are tried, in which order, and what is printed. Judges nothing itself.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

from .report import all_caught, line, table, write_html, write_json
from .table import ROOT, Mutant, mutants
from .trial import Result, complaint, tried
from .workers import Workers, set_up

REPORTS = ROOT / "build" / "mutants"
_WORKERS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """
    Try the mutants and print the table.

    Returns:
        The exit code: 0 when every mutant was caught.
    """
    options = _parser().parse_args(arguments)
    wanted = options.only.split(",")
    chosen = [mutant for mutant in mutants() if wanted == [""] or mutant.name in wanted]
    if not chosen:
        print(f"There is no mutant {options.only}")
        return 2
    began = time.monotonic()
    with set_up(ROOT, _WORKERS) as workers:
        results = _all_tried(workers, chosen) if _sound(workers, chosen) else []
    _report(results)
    print(f"done in {time.monotonic() - began:.0f} s")
    return 0 if all_caught(results) else 1


def _sound(workers: Workers, chosen: Sequence[Mutant]) -> bool:
    """
    Whether everything that must catch a mutant passes without one.
    """
    selections = list(dict.fromkeys(mutant.tests for mutant in chosen))
    print(f"Running {len(selections)} selections of tests without any mutant", flush=True)
    portions = [tuple(selections[first::_WORKERS]) for first in range(min(_WORKERS, len(selections)))]
    complaints = [output for _, output in workers.each(complaint, portions) if output is not None]
    for output in complaints:
        print(f"Without any mutant this does not pass:\n{output}")
    return not complaints


def _all_tried(workers: Workers, chosen: Sequence[Mutant]) -> list[Result]:
    print(f"Trying {len(chosen)} mutants", flush=True)
    results: list[Result] = []
    for _, result in workers.each(tried, chosen):
        results.append(result)
        print(line(result), flush=True)
    return results


def _report(results: Sequence[Result]) -> None:
    print(f"\n{table(results)}")
    for result in results:
        if result.verdict != "caught":
            print(f"\n{result.mutant.name} {result.verdict}: {result.mutant.breaks}\n{result.catcher}")
    REPORTS.mkdir(parents=True, exist_ok=True)
    write_html(results, REPORTS / "report.html")
    write_json(results, REPORTS / "report.json")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="make mutants", description="Seeds bugs and tells which tests catch them.")
    parser.add_argument("--only", metavar="NAME", default="", help="one mutant, or several with commas between")
    return parser
