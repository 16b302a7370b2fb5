"""
Reads what an address of the console says. Never refuses one: what makes no sense counts as left out.
"""

from __future__ import annotations

ROWS = 50
"""
How many rows of a list an address shows at once.
"""


def number(text: str, most_digits: int) -> int:
    """
    Return a whole number of an address; 0 for everything else.
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) <= most_digits else 0
