"""
How often and how patiently a client repeats. Decides nothing: `_call/retry.py` does.
"""

from __future__ import annotations

from attrs import frozen

from monetize_software._printing import Value

__all__ = ["RetryPolicy"]


@frozen(eq=False, repr=False)
class RetryPolicy(Value):
    """
    How often and how patiently to repeat.

    Args:
        max_retries: Attempts after the first one.
        first_wait: Seconds before the first retry; each further one doubles it.
        longest_wait: Seconds; the doubling stops here.
        total_wait: Seconds; the waits of one call never add up to more.
    """

    max_retries: int = 2
    first_wait: float = 0.5
    longest_wait: float = 8.0
    total_wait: float = 60.0
