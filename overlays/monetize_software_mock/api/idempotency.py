"""
Remembers answers by idempotency key. Looks at the request's body only where a switch asks for it (A-16).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from monetize_software_mock.http.messages import Reply, encode_json
from monetize_software_mock.state import agenda
from monetize_software_mock.state.rows import Idempotency
from monetize_software_mock.state.timestamps import DAY_MS

from .call import Call
from .credentials import Owner, SignedIn
from .problems import Problem


def once(call: Call, user_id: str, action: Callable[[], Reply]) -> Reply:
    """
    Answer as before when this user's call was already answered under its key, else act and remember.

    A key belongs to one paywall, one credential and one user, for 24 hours of virtual time. Refusals are forgotten.

    Args:
        user_id: Whom the call is about.
        action: Does the work; refuses by raising.
    """
    key = call.headers.get("idempotency-key")
    if key is None:
        return action()
    scope = encode_json([call.paywall.id, _credential(call), user_id, key]).decode()
    known = call.tx.idempotency.get(scope)
    digest = hashlib.sha256(encode_json(call.body)).hexdigest()
    if known is not None and known.expires_at > call.now:
        if call.switches.strict_idempotency and known.digest != digest:
            raise Problem("key_reused")
        return Reply(known.body, known.status)
    reply = action()
    if reply.code is not None:
        return reply
    expires_at = call.now + DAY_MS
    call.tx.idempotency.put(Idempotency(scope, reply.status, reply.body, expires_at, digest))
    agenda.plan(call.tx, expires_at, agenda.IDEMPOTENCY_EXPIRY, scope)
    return reply


def _credential(call: Call) -> str:
    match call.caller:
        case Owner(account_id):
            return f"owner:{account_id}"
        case SignedIn(user):
            return f"user:{user.id}"
        case _:
            return "guest"
