"""
Keeps passwords as salted hashes. Never returns one.
"""

from __future__ import annotations

import hashlib
import hmac

from monetize_software_mock.moment import Moment
from monetize_software_mock.state.account_rows import Credential
from monetize_software_mock.state.rows import User

_ROUNDS = 200  # few: what is kept here opens nothing, and a test should not wait for it


def of(moment: Moment, user: User | None) -> Credential | None:
    """
    Return the password of a user; None when they have none.
    """
    return None if user is None else moment.tx.credentials.get(user.id)


def keep(moment: Moment, user_id: str, password: str, *, confirmed: bool) -> Credential:
    """
    Give a user a password, in place of any before.
    """
    return moment.tx.credentials.put(hashed(user_id, moment.ids.secret("salt"), password, confirmed=confirmed))


def hashed(user_id: str, salt: str, password: str, *, confirmed: bool) -> Credential:
    """
    Return a password as it is kept.
    """
    return Credential(user_id, salt, _digest(salt, password), confirmed)


def fits(credential: Credential, password: str) -> bool:
    """
    Say whether a password is the one that is kept.
    """
    return hmac.compare_digest(credential.digest, _digest(credential.salt, password))


def _digest(salt: str, password: str) -> str:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _ROUNDS).hex()
