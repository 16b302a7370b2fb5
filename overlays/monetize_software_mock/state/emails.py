"""
Says what an e-mail is, and when two are the same. Never looks for anybody.
"""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LONGEST_EMAIL = 320


class NoEmail(ValueError):
    """
    A text is no e-mail; the message shows it.
    """


def check_email(text: str) -> None:
    """
    Refuse what the API would refuse as an e-mail.

    Raises:
        NoEmail: It is none.
    """
    if len(text) > _LONGEST_EMAIL or not _EMAIL.fullmatch(text.strip()):
        raise NoEmail(f"{text[:60]!r} is no e-mail; pass one such as 'ada@example.com'")


def email_key(email: str) -> str:
    """
    Return the form in which e-mails are compared (A-64: case does not matter).
    """
    return email.strip().lower()
