"""
Prints a story so that a person enjoys reading it: colours on a terminal, plain text elsewhere.
"""

from __future__ import annotations

import os
from typing import TextIO

BOLD, DIM, GREEN, CYAN = "1", "2", "32", "36"


class Screen:
    """
    Writes steps as they happen and a table of them at the end.
    """

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._colours = out.isatty() and "NO_COLOR" not in os.environ
        self._rows: list[tuple[str, int, str, float]] = []
        self._act = ""

    def title(self, text: str) -> None:
        """
        Open the story.
        """
        self._print(f"\n{self._paint(BOLD, text)}\n")

    def act(self, name: str) -> None:
        """
        Begin a part.
        """
        self._act = name
        self._print(f"\n{self._paint(BOLD, f'── {name} ' + '─' * (76 - len(name)))}\n")

    def step(self, number: int, title: str, code: str, http: list[str], result: str, seconds: float) -> None:
        """
        Tell one step.
        """
        self._rows.append((self._act, number, title, seconds))
        self._print(f"{self._paint(BOLD, f'{number:>2}  {title}')}")
        self._print(f"    {self._paint(CYAN, code)}")
        for line in http:
            self._print(f"    {self._paint(DIM, line)}")
        self._print(f"    {self._paint(GREEN, '✓')} {result}  {self._paint(DIM, f'{seconds * 1000:.1f} ms')}\n")

    def summary(self) -> None:
        """
        Print the table.
        """
        acts = list(dict.fromkeys(row[0] for row in self._rows))
        times = {(act, number): seconds for act, number, _, seconds in self._rows}
        titles = {number: title for _, number, title, _ in self._rows}
        self._print(self._paint(BOLD, f"{'':>2}  {'step':<64}" + "".join(f"{act:>20}" for act in acts)))
        for number, title in titles.items():
            cells = "".join(f"{times[act, number] * 1000:>17.1f} ms" for act in acts)
            self._print(f"{number:>2}  {title:<64}{cells}")
        totals = "".join(f"{sum(t for (a, _), t in times.items() if a == act) * 1000:>17.1f} ms" for act in acts)
        self._print(self._paint(BOLD, f"{'':>2}  {f'{len(self._rows)} steps, all as told':<64}{totals}"))

    def closing(self, text: str) -> None:
        """
        End the story.
        """
        self._print(self._paint(BOLD, text))

    def _paint(self, style: str, text: str) -> str:
        return f"\033[{style}m{text}\033[0m" if self._colours else text

    def _print(self, text: str) -> None:
        print(text, file=self._out, flush=True)
