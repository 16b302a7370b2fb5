"""
What the answers of several account operations share. Never decides who may sign in.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from monetize_software_mock.accounts import codes, limits, mails, sessions
from monetize_software_mock.accounts.limits import Limit
from monetize_software_mock.api import idempotency
from monetize_software_mock.api.call import Call
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import token_refills
from monetize_software_mock.http.messages import Reply, encode_json
from monetize_software_mock.state.account_rows import Code
from monetize_software_mock.state.emails import email_key
from monetize_software_mock.state.rows import User

OK = {"ok": True}


def signed_in(call: Call, user: User, meta: Mapping[str, Any]) -> dict[str, Any]:
    """
    Begin a session on the call's paywall, which the user now uses, and return it as the wire has it.

    Args:
        meta: The integrator's data about the user, from an earlier step; the call's own comes on top.
    """
    token_refills.link(call.moment, user, call.paywall, {**meta, **call.body.get("user_meta", {})})
    return {**sessions.begin(call.moment, user.id, call.paywall.id).to_json(), "user": auth_user(user)}


def auth_user(user: User) -> dict[str, Any]:
    """
    Return a user as accounts describe them.
    """
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "avatar": None,
        "is_anonymous": user.anonymous,
    }


def need_links(call: Call) -> None:
    """
    Insist that links can lead to the paywall.

    Raises:
        Problem: It has no custom domain.
    """
    if not call.paywall.custom_domain:
        raise Problem("custom_domain_required")


def mail(call: Call, kind: str, email: str, user: User | None = None, data: Mapping[str, Any] | None = None) -> Code:
    """
    Send somebody a code.
    """
    code = codes.issue(call.moment, kind, call.paywall.id, email, None if user is None else user.id, data)
    mails.send(call.moment, code, call.request.base_url)
    return code


def mailed(call: Call, limit: Limit, send: Callable[[], object]) -> Reply:
    """
    Send a mail at most once a minute, and answer the same whether or not there was anybody to send it to.

    Args:
        send: Sends it, if there is.
    """
    whose = email_key(call.body["email"])
    if limits.reached(call.moment, limit, whose):
        raise Problem("too_many_mails")
    limits.count(call.moment, limit, whose)
    send()
    return Reply(OK)


def once(call: Call, action: Callable[[], Reply]) -> Reply:
    """
    Answer as before when the same call was already answered under its idempotency key.

    The whole body is part of the key's scope: who knows somebody's key and not their password gets nothing for it.
    """
    said = hashlib.sha256(encode_json(call.body)).hexdigest()
    return idempotency.once(call, f"{call.operation.id}/{said}", action)
