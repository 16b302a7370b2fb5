"""
Answers the older routes. Never offers anything the current ones lack.
"""

from __future__ import annotations

from monetize_software_mock.api import tickets
from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import balances, customers, token_refills
from monetize_software_mock.http.messages import Reply


def withdraw_tokens(call: Call) -> Reply:
    """
    Debit one type of tokens, all or nothing; the user is named by our own id only.
    """
    paywall = call.paywall_of_body(call.body["paywall_id"])
    user_id, tokens = call.body["user_id"], call.body["tokens"]
    token_type = call.body.get("token_type", "standard")
    is_known = token_type in paywall.token_types
    if is_known and not balances.of_user(call.tx, user_id, paywall.id):
        raise Problem("balance_not_found")
    before = balances.of_type(call.tx, user_id, paywall.id, token_type)
    if before is None or not is_known:
        raise Problem("type_not_found", error=f"Token type {token_type} not found in user balance")
    if tokens > before.count:
        raise Problem("insufficient_tokens", available=before.count, requested=tokens)
    return Reply({"success": True, "remaining": balances.change(call.tx, before, -tokens).count})


def list_legacy_prices(call: Call) -> Reply:
    """
    List the prices that have a whole-number id, in the older API's envelope.
    """
    listed = [
        {"id": price.legacy_id, "unit_amount": price.amount, "interval": price.interval}
        for price in call.paywall.prices
        if price.legacy_id is not None and price.interval is not None
    ]
    return Reply({"error": None, "data": listed, "count": None, "status": 200, "statusText": "OK"})


def create_legacy_ticket(call: Call) -> Reply:
    """
    Open a ticket; the user is created and linked when absent.
    """
    user = customers.find_or_create(call.tx, call.ids, call.body["email"], call.now)
    token_refills.link(call.moment, user, call.paywall, call.body.get("userMeta", {}))
    return tickets.open_ticket(call, user, user.email, call.body["subject"], call.body["message"])


HANDLERS: dict[str, Handler] = {
    "withdrawTokens": withdraw_tokens,
    "listLegacyPrices": list_legacy_prices,
    "createLegacyTicket": create_legacy_ticket,
}
