"""
Keeps secrets and e-mail addresses out of your own logs and error reports.

    handler.addFilter(RedactingFilter())               # logging
    sentry_sdk.init(before_send=scrub_event)           # event dictionaries
    redact("…")                                        # any text

Masks on a copy and never raises. Knows nothing about billing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .logs import RedactingFilter
    from .structures import scrub_event
    from .text import mask, redact

__all__ = ["RedactingFilter", "mask", "redact", "scrub_event"]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(
        __name__, {"RedactingFilter": "logs", "mask": "text", "redact": "text", "scrub_event": "structures"}
    )


def __dir__() -> list[str]:
    return sorted(__all__)
