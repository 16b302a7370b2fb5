"""
Opens support tickets with or without files. Never reads what a file holds.
"""

from __future__ import annotations

from monetize_software_mock.api import tickets
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.http.multipart import File
from monetize_software_mock.state.rows import User

_IMAGES = ("image/jpeg", "image/png", "image/webp")
_PDF = "application/pdf"
_BY_ENDING = {"jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp", "pdf": _PDF}


def create_support_ticket(call: Call) -> Reply:
    """
    Open a ticket for a signed-in user, or for whoever `customer_email` names.
    """
    _check_files(call)
    user, email = _sender(call)
    return tickets.open_ticket(call, user, email, call.body["subject"], call.body["content"], call.files)


def _sender(call: Call) -> tuple[User | None, str | None]:
    if isinstance(call.caller, SignedIn):
        return call.caller.user, call.caller.user.email
    email: str | None = call.body.get("customer_email")
    if email is None:
        raise Problem("email_required")
    return customers.by_email(call.tx, email), email


def _check_files(call: Call) -> None:
    types = _IMAGES if call.switches.strict_attachments else (*_IMAGES, _PDF)
    for file in call.files:
        if _media_type(file) not in types or len(file.content) > call.switches.attachment_limit_bytes:
            raise Problem("invalid_file")


def _media_type(file: File) -> str:
    """
    Return the type as it was sent, else what the name ends in: some clients send names only.
    """
    return file.media_type or _BY_ENDING.get(file.name.lower().rpartition(".")[2], "")


HANDLERS: dict[str, Handler] = {"createSupportTicket": create_support_ticket}
