"""
Names the questions that concern accounts.
"""

from __future__ import annotations

from collections.abc import Sequence

from .account_rows import AuthSession, Code, MailRow, ProviderIdentity, RefreshToken
from .store import Transaction


def refresh_token(tx: Transaction, token: str) -> RefreshToken | None:
    """
    Find a refresh token by what its holder has.
    """
    return tx.refresh_tokens.first("token = ?", token)


def successor(tx: Transaction, token: RefreshToken) -> RefreshToken | None:
    """
    Return the token that was given in exchange for another.
    """
    return tx.refresh_tokens.first("parent = ?", token.id)


def living_sessions(tx: Transaction, user_id: str) -> list[AuthSession]:
    """
    Return the sessions of a user that did not end.
    """
    return tx.auth_sessions.where("user_id = ? AND ended_at IS NULL ORDER BY id", user_id)


def newest_code(tx: Transaction, paywall_id: str, email_key: str, kinds: Sequence[str]) -> Code | None:
    """
    Return the code that was mailed last to an address, of some kinds.
    """
    some = ", ".join("?" * len(kinds))
    condition = f"paywall_id = ? AND email_key = ? AND kind IN ({some}) ORDER BY created DESC, rowid DESC"
    return tx.codes.first(condition, paywall_id, email_key, *kinds)


def code_of_link(tx: Transaction, kind: str, secret: str) -> Code | None:
    """
    Find a code by the secret of its link.
    """
    return tx.codes.first("link_secret = ? AND kind = ?", secret, kind) if secret else None


def consent(tx: Transaction, paywall_id: str, secret: str) -> Code | None:
    """
    Find the consent that was given with a code.
    """
    return tx.codes.first("secret = ? AND kind = 'oauth' AND paywall_id = ?", secret, paywall_id)


def identity(tx: Transaction, provider: str, subject: str) -> ProviderIdentity | None:
    """
    Find who somebody at another service is here.
    """
    return tx.provider_identities.first("provider = ? AND subject = ?", provider, subject)


def attempts_since(tx: Transaction, scope: str, at: int) -> int:
    """
    Count what happened in a scope after a moment.
    """
    return int(tx.select("FROM auth_attempts WHERE scope = ? AND at > ?", "count(*)", scope, at)[0][0])


def mails(tx: Transaction, most: int = -1) -> list[MailRow]:
    """
    Return the mails that were sent, newest first.
    """
    return tx.mails.where("true ORDER BY sequence DESC LIMIT ?", most)


def mails_to(tx: Transaction, email_key: str, kind: str | None = None) -> list[MailRow]:
    """
    Return the mails to an address, newest first.
    """
    return tx.mails.where("email_key = ? AND (? IS NULL OR kind = ?) ORDER BY sequence DESC", email_key, kind, kind)


def forget_attempts(tx: Transaction, scope: str, until: int) -> None:
    """
    Remove the attempts of a scope that were made until a moment.
    """
    tx.auth_attempts.remove_where("scope = ? AND at <= ?", scope, until)
