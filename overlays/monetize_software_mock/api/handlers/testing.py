"""
Answers the routes that work with test processors only. Never touches a live paywall.
"""

from __future__ import annotations

from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import balances
from monetize_software_mock.http.messages import Reply


def set_test_balances(call: Call) -> Reply:
    """
    Set every balance of a user to one number.
    """
    paywall = call.paywall_of_body(str(call.body["paywall_id"]))
    if not paywall.tokenised or not paywall.processor.test_mode:
        raise Problem("not_test_mode")
    found = balances.of_user(call.tx, call.body["user_id"], paywall.id)
    if not found:
        raise Problem("balance_not_found")
    for each in found:
        balances.change(call.tx, each, call.body.get("tokens", 0) - each.count)
    return Reply({"success": True})


HANDLERS: dict[str, Handler] = {"setTestBalances": set_test_balances}
