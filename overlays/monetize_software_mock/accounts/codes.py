"""
Makes codes that work once and for a time, and takes them. Never mails one.

1. Of the codes mailed to an address for one purpose only the newest works.
2. A code works once. It is used up before what it is for is done.
3. It is compared with the clock when it is used; nothing is planned for its end.
"""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeGuard

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import account_queries as queries
from monetize_software_mock.state.account_rows import Code
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.timestamps import HOUR_MS, MINUTE_MS

OTP: Final = "otp"
CONFIRM: Final = "confirm"
RESET: Final = "reset"
UPGRADE: Final = "upgrade"
OAUTH: Final = "oauth"

LIVES_MS: Final[Mapping[str, int]] = {
    OTP: HOUR_MS,
    CONFIRM: HOUR_MS,
    RESET: HOUR_MS,
    UPGRADE: HOUR_MS,
    OAUTH: 10 * MINUTE_MS,
}


def issue(
    moment: Moment, kind: str, paywall_id: str, email: str, user_id: str | None, data: Mapping[str, Any] | None = None
) -> Code:
    """
    Make the code of a mail.

    Args:
        data: What is to be done once it is used.
    """
    key = email_key(email)
    fixed = next((each.code for each in moment.world.codes if email_key(each.email) == key), None)
    return moment.tx.codes.insert(
        Code(
            id=moment.ids.prefixed("code"),
            kind=kind,
            secret=fixed or moment.ids.digits("code_digits", 6),
            link_secret=moment.ids.secret("link") if kind != OTP else "",
            email=email.strip(),
            email_key=key,
            user_id=user_id,
            paywall_id=paywall_id,
            data=data or {},
            created=moment.now,
            expires_at=moment.now + LIVES_MS[kind],
        )
    )


def take(moment: Moment, paywall_id: str, email: str, typed: str, kinds: Sequence[str]) -> Code | None:
    """
    Use the code of a mail up; None when it is wrong, used or too old.
    """
    for kind in kinds:
        code = queries.newest_code(moment.tx, paywall_id, email_key(email), [kind])
        if works(code, moment.now) and hmac.compare_digest(code.secret.encode(), typed.encode()):
            return use_up(moment, code)
    return None


def by_link(moment: Moment, kind: str, secret: str) -> Code | None:
    """
    Find the code of a link that still works.
    """
    code = queries.code_of_link(moment.tx, kind, secret)
    if not works(code, moment.now) or code.email_key is None:
        return None
    newest = queries.newest_code(moment.tx, code.paywall_id, code.email_key, [kind])
    return code if newest == code else None


def of_link(moment: Moment, kind: str, secret: str) -> Code | None:
    """
    Find a code by the secret of its link, also one that was used.
    """
    return queries.code_of_link(moment.tx, kind, secret)


def works(code: Code | None, now: int) -> TypeGuard[Code]:
    """
    Say whether a code is there, unused and not too old.
    """
    return code is not None and code.used_at is None and code.expires_at > now


def use_up(moment: Moment, code: Code) -> Code:
    """
    Note that a code was used.
    """
    return moment.tx.codes.put(dataclasses.replace(code, used_at=moment.now))
