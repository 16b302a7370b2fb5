"""
Writes mails into the inbox that people and tests read. Never sends one to a server.
"""

from __future__ import annotations

from typing import Any, Final

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import account_queries as queries
from monetize_software_mock.state.account_rows import Code, MailRow
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.timestamps import to_iso

from . import codes

_SUBJECTS: Final = {
    codes.OTP: "Your sign-in code",
    codes.CONFIRM: "Confirm your e-mail",
    codes.RESET: "Set a new password",
    codes.UPGRADE: "Confirm your e-mail",
}
CONFIRM_PATH: Final = "/paywall/auth/confirm/"
RESET_PATH: Final = "/paywall/auth/reset/"
_PATHS: Final = {codes.CONFIRM: CONFIRM_PATH, codes.UPGRADE: CONFIRM_PATH, codes.RESET: RESET_PATH}


def sent(moment: Moment, most: int = -1) -> list[MailRow]:
    """
    Return the mails that were sent, newest first.
    """
    return queries.mails(moment.tx, most)


def to_json(mail: MailRow) -> dict[str, Any]:
    """
    Return a mail as control routes and pages have it.
    """
    return {
        "number": mail.sequence,
        "at": to_iso(mail.created),
        "paywall": mail.paywall_id,
        "to": mail.recipient,
        "kind": mail.kind,
        "subject": mail.subject,
        "code": mail.code,
        "link": mail.link,
    }


def send(moment: Moment, code: Code, base_url: str) -> MailRow:
    """
    Write the mail of a code; a confirmation has a code or a link as the switch `confirmation` says, a reset has both.
    """
    by_link = code.kind in (codes.CONFIRM, codes.UPGRADE) and moment.switches.confirmation == "link"
    path = _PATHS.get(code.kind) if by_link or code.kind == codes.RESET else None
    assert code.email is not None, "A code of a mail has an address"
    return moment.tx.mails.insert(
        MailRow(
            sequence=None,
            paywall_id=code.paywall_id,
            recipient=code.email,
            email_key=email_key(code.email),
            kind=code.kind,
            subject=_SUBJECTS[code.kind],
            code=None if by_link else code.secret,
            link=None if path is None else f"{base_url}{path}{code.link_secret}",
            created=moment.now,
        )
    )
