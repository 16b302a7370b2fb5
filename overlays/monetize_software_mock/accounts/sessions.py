"""
Begins, refreshes and ends sessions. Never decides who may begin one.

1. A session is a chain of refresh tokens: each is exchanged for the next, once. Only the last one of it works.
2. One that is used again ends its session at once, whoever used it first: one of the two has stolen it.
   With the switch `refresh_reuse_seconds` the one just before the newest gets the newest again for so long, because
   its answer may have been lost.
3. A refresh token that nobody uses for 30 days is dead; each exchange begins the 30 days anew.
4. Access tokens live an hour, and longer than their session if it ends before.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Final

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import account_queries as queries
from monetize_software_mock.state.account_rows import AuthSession, BearerToken, RefreshToken
from monetize_software_mock.state.ids import digest
from monetize_software_mock.state.timestamps import DAY_MS, HOUR_MS

ACCESS_LIVES_MS: Final = HOUR_MS
REFRESH_LIVES_MS: Final = 30 * DAY_MS


@dataclass(frozen=True, slots=True, repr=False)
class Tokens:
    """
    What the holder of a session is given.
    """

    access: str
    refresh: str
    expires_at: int

    def to_json(self) -> dict[str, Any]:
        """
        Return them as the wire has them.
        """
        return {
            "access_token": self.access,
            "refresh_token": self.refresh,
            "expires_in": ACCESS_LIVES_MS // 1000,
            "expires_at": self.expires_at // 1000,
            "token_type": "bearer",
        }


def begin(moment: Moment, user_id: str, paywall_id: str) -> Tokens:
    """
    Sign a user in.
    """
    session = moment.tx.auth_sessions.insert(AuthSession(moment.ids.prefixed("ses"), user_id, paywall_id, moment.now))
    return _tokens(moment, session, _refresh_token(moment, session, None))


def refresh(moment: Moment, paywall_id: str, token: str) -> Tokens | None:
    """
    Exchange a refresh token; None when it does not work, which may have ended its session.
    """
    known = queries.refresh_token(moment.tx, token)
    session = None if known is None else moment.tx.auth_sessions.get(known.session_id)
    if known is None or session is None or session.ended_at is not None or session.paywall_id != paywall_id:
        return None
    if known.used_at is not None:
        return _reused(moment, session, known)
    if known.expires_at <= moment.now:
        return None
    moment.tx.refresh_tokens.put(dataclasses.replace(known, used_at=moment.now))
    return _tokens(moment, session, _refresh_token(moment, session, known.id))


def _reused(moment: Moment, session: AuthSession, known: RefreshToken) -> Tokens | None:
    """
    Answer somebody who used a token that was used before.
    """
    newest = queries.successor(moment.tx, known)
    grace = moment.switches.refresh_reuse_seconds * 1000
    recent = known.used_at is not None and moment.now - known.used_at < grace
    if newest is not None and newest.used_at is None and recent:
        return _tokens(moment, session, newest)
    end(moment, session)
    return None


def end(moment: Moment, session: AuthSession) -> None:
    """
    End a session; its refresh tokens are dead.
    """
    if session.ended_at is None:
        moment.tx.auth_sessions.put(dataclasses.replace(session, ended_at=moment.now))


def end_by_id(moment: Moment, session_id: str | None) -> None:
    """
    End the session of a bearer, if it has one.
    """
    session = None if session_id is None else moment.tx.auth_sessions.get(session_id)
    if session is not None:
        end(moment, session)


def end_all(moment: Moment, user_id: str) -> None:
    """
    End every session of a user.
    """
    for session in queries.living_sessions(moment.tx, user_id):
        end(moment, session)


def _refresh_token(moment: Moment, session: AuthSession, parent: str | None) -> RefreshToken:
    made = RefreshToken(
        id=moment.ids.prefixed("rtk"),
        token=moment.ids.secret("rt"),
        session_id=session.id,
        parent=parent,
        created=moment.now,
        expires_at=moment.now + REFRESH_LIVES_MS,
    )
    return moment.tx.refresh_tokens.insert(made)


def _tokens(moment: Moment, session: AuthSession, token: RefreshToken) -> Tokens:
    access, expires_at = moment.ids.secret("at"), moment.now + ACCESS_LIVES_MS
    moment.tx.bearers.insert(BearerToken(digest(access), session.user_id, expires_at, session.id))
    return Tokens(access, token.token, expires_at)
