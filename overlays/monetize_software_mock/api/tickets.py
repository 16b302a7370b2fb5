"""
Opens support tickets, two in 24 hours for one user or e-mail. Never sends mail.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from monetize_software_mock.http.messages import Reply
from monetize_software_mock.http.multipart import File
from monetize_software_mock.state import agenda, queries
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.rows import Ticket, User
from monetize_software_mock.state.timestamps import DAY_MS

from .call import Call
from .problems import Problem

_MOST_IN_A_DAY = 2


def open_ticket(
    call: Call, user: User | None, email: str | None, subject: str, content: str, files: Iterable[File] = ()
) -> Reply:
    """
    Open a ticket and answer it.

    Args:
        user: Who it is from, when that is known.
        email: Where to answer; None for anonymous users.

    Raises:
        Problem: This user or e-mail has opened two within 24 hours.
    """
    key = None if email is None else email_key(email)
    _check_limit(call, None if user is None else user.id, key)
    ticket = Ticket(
        id=call.ids.number("ticket"),
        paywall_id=call.paywall.id,
        user_id=None if user is None else user.id,
        email_key=key,
        email=email,
        subject=subject,
        content=content,
        files=tuple(_to_json(file) for file in files),
        status="open",
        created=call.now,
    )
    call.tx.tickets.insert(ticket)
    whose = {"ticket": ticket.id, "user": ticket.user_id}
    agenda.plan(call.tx, call.now + DAY_MS, agenda.TICKET_WINDOW, str(ticket.id), whose)
    return Reply({"ticket": {"id": ticket.id, "status": ticket.status}})


def _check_limit(call: Call, user_id: str | None, key: str | None) -> None:
    recent = queries.tickets_since(call.tx, call.now - DAY_MS, user_id, key, _MOST_IN_A_DAY)
    if len(recent) >= _MOST_IN_A_DAY:
        raise Problem("ticket_limit")


def _to_json(file: File) -> dict[str, Any]:
    return {"name": file.name, "type": file.media_type, "size": len(file.content)}
