"""
Support tickets: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule, require_email

if TYPE_CHECKING:
    from collections.abc import Sequence

    from monetize_software._profile.profile import Profile
    from monetize_software.typing import Attachment
    from monetize_software_api import models as wire
from .calls import call_of


def create_support_ticket(
    profile: Profile, subject: str, content: str, email: str | None, files: Sequence[Attachment]
) -> Call[wire.Ticket]:
    """
    createSupportTicket, with its files.
    """
    from monetize_software_api.api.support import create_support_ticket as endpoint
    from monetize_software_api.models.ticket_form import TicketForm
    from monetize_software_api.models.ticket_request import TicketRequest
    from monetize_software_api.types import File

    from .attachments import read_attachments

    credential = profile.credential(CredentialRule.GUEST)
    sender = profile.identity.email if email is None else check.email_address("email", email)
    if credential is Credential.BEARER:
        sender = None
    elif sender is None:
        require_email(profile.identity, credential, code="email_required")
    parts: dict[str, Any] = {
        "subject": check.text("subject", subject, shortest=3, longest=200),
        "content": check.text("content", content, longest=5000),
        "customer_email": sender,
    }
    attached = [File(BytesIO(content), name, media_type) for name, content, media_type in read_attachments(files)]
    body = TicketForm(**parts, files=attached) if attached else TicketRequest(**parts)
    request = endpoint.build_request(profile.paywall_id, body=body)
    return call_of("createSupportTicket", request, credential, lambda payload: endpoint.parse_success(payload).ticket)
