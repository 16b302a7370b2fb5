"""
Masks secrets and e-mail addresses in log records. Never raises and never loses a record.
"""

from __future__ import annotations

import logging
from typing import Any, Final

from .structures import scrub
from .text import MASK, redact

__all__ = ["RedactingFilter"]

_OWN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_FORMATTER: Final = logging.Formatter()


class RedactingFilter(logging.Filter):
    """
    A filter that masks secrets and e-mail addresses in every record and drops none.

        handler.addFilter(RedactingFilter())

    On a handler it covers all loggers that write there; on a logger only what is logged through that very logger.
    Records without anything to mask stay as they are. Where something is found, the message is formatted at once, and
    a traceback is kept as text (`exc_text`), because handlers read the arguments and the exception on their own.
    Handlers that come later see the masked record too.

    Args:
        name: As in `logging.Filter`, narrows what is masked to the loggers below this one; others pass unchanged.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """
        Mask the record in place. Always true.
        """
        if super().filter(record):
            for step in (_message, _traceback, _extras):
                step(record)
        return True


def _message(record: logging.LogRecord) -> None:
    try:
        shown = record.getMessage()
        masked = redact(shown)
        found = masked != shown or scrub(record.args) is not record.args or scrub(record.msg) is not record.msg
    except Exception:
        masked, found = _unformatted(record), True
    if found:
        record.msg, record.args = masked, ()


def _unformatted(record: logging.LogRecord) -> str:
    try:
        return redact(f"{record.msg} {record.args!r}")
    except Exception:
        return f"{MASK} (this record could not be formatted)"


def _traceback(record: logging.LogRecord) -> None:
    try:
        shown = record.exc_text or _formatted(record.exc_info)
        masked = redact(shown)
        if masked != shown:
            record.exc_text, record.exc_info = masked, None
    except Exception:
        record.exc_text, record.exc_info = f"{MASK} (this traceback could not be formatted)", None


def _formatted(exc_info: Any) -> str:
    return _FORMATTER.formatException(exc_info) if exc_info and exc_info[1] else ""


def _extras(record: logging.LogRecord) -> None:
    attributes = vars(record)
    for name in ("stack_info", "message"):
        if attributes.get(name):
            attributes[name] = scrub(str(attributes[name]))
    for name in attributes.keys() - _OWN:
        attributes[name] = scrub(attributes[name], name)
