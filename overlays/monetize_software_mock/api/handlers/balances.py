"""
Reads and changes token balances. Never lets a change apply in part.
"""

from __future__ import annotations

from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import balances, customers
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state.rows import Balance, User


def get_balances(call: Call) -> Reply:
    """
    Answer the signed-in user's balances; none on a paywall without tokens.
    """
    assert isinstance(call.caller, SignedIn)
    found = balances.of_user(call.tx, call.caller.user.id, call.paywall.id)
    return Reply({"balances": balances.to_json(found), "tokenization": call.paywall.tokenised})


def adjust_balance(call: Call) -> Reply:
    """
    Credit or debit one type of tokens, all or nothing.
    """
    user = _named(call)
    if not call.paywall.tokenised:
        raise Problem("not_tokenised")
    if call.body["type"] not in call.paywall.token_types:
        raise Problem("unknown_type", error=f"Token type {call.body['type']} is not configured for this paywall")
    changed = balances.change(call.tx, *_change(call, user))
    return Reply(
        {
            "success": True,
            "user_id": user.id,
            "type": changed.type,
            "count": changed.count,
            "balances": balances.to_json(balances.of_user(call.tx, user.id, call.paywall.id)),
        }
    )


def _named(call: Call) -> User:
    email, user_id = call.body.get("email"), call.body.get("user_id")
    if email is None and user_id is None:
        raise Problem("identity_required")
    user = customers.by_identity(call.tx, call.paywall.id, email, user_id)
    if user is None or not customers.is_on(call.tx, user, call.paywall.id):
        raise Problem("identity_not_found")
    return user


def _change(call: Call, user: User) -> tuple[Balance, int]:
    token_type, amount = call.body["type"], call.body["amount"]
    known = balances.of_type(call.tx, user.id, call.paywall.id, token_type)
    before = known or Balance(user.id, call.paywall.id, token_type, 0)
    if call.body["op"] == "debit":
        if amount > before.count:
            raise Problem("insufficient", type=token_type, available=before.count)
        return before, -amount
    if before.count + amount > balances.LARGEST:
        raise Problem("invalid_amount")
    return before, amount


HANDLERS: dict[str, Handler] = {"getBalances": get_balances, "adjustBalance": adjust_balance}
