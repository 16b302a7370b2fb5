"""
The mails that were sent, as a program holds them. Sends none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.state import account_queries as queries
from monetize_software_mock.state.account_rows import MailRow
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.timestamps import from_millis

from .live_list import LiveList


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    """
    A mail. Its text form says what it is, and neither whose nor what is in it.

    Attributes:
        at: When it was sent; aware virtual time.
        to: Address it went to.
        kind: `otp`, `confirm`, `reset` or `upgrade`.
        code: The six digits in it; None when it has a link only.
        link: The address in it; None when it has a code only.
    """

    at: datetime
    paywall_id: str
    to: str
    kind: str
    subject: str
    code: str | None
    link: str | None

    def __repr__(self) -> str:
        """
        Return what it is, without address, code and link.
        """
        return f"Mail({self.kind}, {self.at:%Y-%m-%d %H:%M:%S})"


class Inbox(LiveList[Mail]):
    """
    Every mail a mock has sent, oldest first.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def expect(self, to: str, kind: str | None = None) -> Mail:
        """
        Return the latest mail to an address.

        ```python
        code = mock.inbox.expect(to="ada@example.com", kind="confirm").code
        ```

        Args:
            kind: `otp`, `confirm`, `reset` or `upgrade`; any when left out.

        Raises:
            AssertionError: There is none; the message says which kinds went to that address, and how many to others.
        """
        found = self._engine.look(lambda moment: queries.mails_to(moment.tx, email_key(to)))
        for row in found:
            if kind is None or row.kind == kind:
                return mail(row)
        raise AssertionError(_missing(kind, [row.kind for row in found], len(self)))

    def _count(self) -> int:
        return self._engine.look(lambda moment: moment.tx.mails.count())

    def _read(self, first: int, most: int) -> list[Mail]:
        return [mail(row) for row in self._engine.look(lambda moment: moment.tx.mails.page(first, most))]


def mail(row: MailRow) -> Mail:
    """
    Return a mail as a program is given it.
    """
    return Mail(from_millis(row.created), row.paywall_id, row.recipient, row.kind, row.subject, row.code, row.link)


def _missing(kind: str | None, kinds: list[str], total: int) -> str:
    what = "mail" if kind is None else f"{kind} mail"
    there = f"there were to that address: {', '.join(kinds)}" if kinds else f"{total} went to other addresses"
    return f"No {what} was sent to that address; {there}"
