"""
Charges for metered calls, one token each. Never calls a provider, and never takes what is not there.
"""

from __future__ import annotations

from monetize_software_mock.http.pieces import Ending
from monetize_software_mock.moment import Moment, Note
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.world.providers import FREE, Provider

from . import balances

KIND = "gateway call"


def left(tx: Transaction, user_id: str, paywall_id: str, provider: Provider) -> int | None:
    """
    Return how many calls a user has left; None when they cost nothing.
    """
    if provider.token_type == FREE:
        return None
    balance = balances.of_type(tx, user_id, paywall_id, provider.token_type)
    return 0 if balance is None else balance.count


def settle(provider: Provider, user_id: str, paywall_id: str, status: int, moment: Moment, ending: Ending) -> None:
    """
    Charge for a call once its answer has ended, if it is to be paid for, and note what became of it.
    """
    whole = ending == "complete" or (ending == "aborted" and moment.switches.charge_aborted_streams)
    charged = 200 <= status < 300 and whole and _charge(moment, provider, user_id, paywall_id)
    cost = f"1 {provider.token_type} charged" if charged else "not charged"
    facts = {"user": user_id, "paywall": paywall_id, "status": status, "ending": ending, "charged": charged}
    moment.note(KIND, provider.id, Note(f"call of {provider.id}: {status}, {ending}, {cost}", facts))


def _charge(moment: Moment, provider: Provider, user_id: str, paywall_id: str) -> bool:
    """
    Take one token; a call that began with the last one beside another finds none, and is free.
    """
    balance = balances.of_type(moment.tx, user_id, paywall_id, provider.token_type)
    if provider.token_type == FREE or balance is None or balance.count < 1:
        return False
    balances.change(moment.tx, balance, -1)
    return True
