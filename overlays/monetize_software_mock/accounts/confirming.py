"""
Does what the code or the link of a confirmation is for. Never checks the code.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.account_rows import Code, Credential
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.rows import User


class EmailTaken(ValueError):
    """
    Somebody else has got the e-mail meanwhile.
    """


def confirm(moment: Moment, code: Code) -> None:
    """
    Let a password work from now on, or give an anonymous user the e-mail they asked for.

    Raises:
        EmailTaken: Somebody else has it.
    """
    if code.user_id is None:
        return
    if code.kind == "upgrade":
        upgrade(moment, code.user_id, str(code.email), code.data)
    else:
        mark(moment, code.user_id)


def mark(moment: Moment, user_id: str) -> None:
    """
    Note that a user's e-mail is theirs.
    """
    credential = moment.tx.credentials.get(user_id)
    if credential is not None and not credential.confirmed:
        moment.tx.credentials.put(dataclasses.replace(credential, confirmed=True))


def upgrade(moment: Moment, user_id: str, email: str, password: Mapping[str, Any]) -> User:
    """
    Give an anonymous user an e-mail and a password; they stay who they are.

    Args:
        password: Salt and digest of it.

    Raises:
        EmailTaken: Somebody else has it.
    """
    user = moment.tx.users.get(user_id)
    key = email_key(email)
    owner = queries.user_by_email(moment.tx, key)
    if user is None or (owner is not None and owner.id != user_id):
        raise EmailTaken("This e-mail has an account already")
    moment.tx.credentials.put(Credential(user_id, str(password["salt"]), str(password["digest"]), confirmed=True))
    return moment.tx.users.put(dataclasses.replace(user, email=email.strip(), email_key=key))
