"""
What is asked about the journal.
"""

from __future__ import annotations

from collections.abc import Iterator

from monetize_software_mock.state.rows import Entry
from monetize_software_mock.state.store import Transaction


def every_line(tx: Transaction) -> Iterator[Entry]:
    """
    Return all lines one by one, oldest first; the table must not change meanwhile.
    """
    return tx.journal.each("true ORDER BY sequence")


def lines_after(tx: Transaction, seen: int, most: int) -> list[Entry]:
    """
    Return the lines after the one that was seen last, oldest first.
    """
    return tx.journal.where("sequence > ? ORDER BY sequence LIMIT ?", seen, most)


def latest_lines(tx: Transaction, most: int) -> list[Entry]:
    """
    Return the latest lines, newest first.
    """
    return tx.journal.where("true ORDER BY sequence DESC LIMIT ?", most)
