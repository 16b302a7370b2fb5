"""
Says which rule each kind of item on the timeline follows. Never holds one.
"""

from __future__ import annotations

from collections.abc import Mapping

from . import agenda, delivery_log, idempotency, offers, paying, renewals, tickets, tokens
from .moment import Action

ACTIONS: Mapping[str, Action] = {
    agenda.IDEMPOTENCY_EXPIRY: idempotency.expire,
    agenda.TRIAL_END: renewals.end_trial,
    agenda.RENEWAL: renewals.renew,
    agenda.DUNNING: renewals.try_again,
    agenda.AWAITED_PAYMENT: renewals.confirm,
    agenda.SCHEDULED_CANCEL: renewals.run_out,
    agenda.TOKEN_REFILL: tokens.refill,
    agenda.TRIAL_TOP_UP: tokens.top_up,
    agenda.OFFER_EXPIRY: offers.expire,
    agenda.CHECKOUT_EXPIRY: paying.expire,
    agenda.TICKET_WINDOW: tickets.forget,
    agenda.LOG_EXPIRY: delivery_log.expire,
}
