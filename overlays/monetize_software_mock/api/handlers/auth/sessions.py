"""
Refreshes and ends sessions. Never begins one.
"""

from __future__ import annotations

from monetize_software_mock.accounts import sessions
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.http.messages import Reply

from . import answers

_REFUSALS = {"coded": "refresh_failed", "slug": "invalid_refresh_token"}


def refresh_session(call: Call) -> Reply:
    """
    Exchange a refresh token.
    """
    tokens = sessions.refresh(call.moment, call.paywall.id, call.body["refresh_token"])
    if tokens is None:
        return call.refusal(_REFUSALS[call.switches.refresh_401])  # not raised, or a session it ended would live on
    return Reply(tokens.to_json())


def sign_out(call: Call) -> Reply:
    """
    End the bearer's session.
    """
    assert isinstance(call.caller, SignedIn), "Only a bearer is taken"
    sessions.end_by_id(call.moment, call.caller.session_id)
    return Reply(answers.OK)


def revoke_all_sessions(call: Call) -> Reply:
    """
    End every session of the bearer's user.
    """
    assert isinstance(call.caller, SignedIn), "Only a bearer is taken"
    sessions.end_all(call.moment, call.caller.user.id)
    return Reply(answers.OK)


HANDLERS: dict[str, Handler] = {
    "refreshSession": refresh_session,
    "signOut": sign_out,
    "revokeAllSessions": revoke_all_sessions,
}
