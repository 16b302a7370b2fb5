"""
Says which rule each kind of item on the timeline follows; holds those that only forget.
"""

from __future__ import annotations

from collections.abc import Mapping

from monetize_software_mock.billing import checkouts, offers, renewals, token_refills
from monetize_software_mock.moment import DueAction, Moment, Note
from monetize_software_mock.state import agenda
from monetize_software_mock.state.rows import Due
from monetize_software_mock.webhooks import log


def _forget_answer(moment: Moment, due: Due) -> Note | None:
    """
    Forget what was answered under an idempotency key.
    """
    known = moment.tx.idempotency.get(due.subject)
    if known is None or known.expires_at > moment.now:
        return None
    moment.tx.idempotency.remove(due.subject)
    return Note("An idempotency key expired", {"status": known.status})


def _forget_ticket(_moment: Moment, due: Due) -> Note:
    """
    Tell that a ticket no longer counts towards its sender's limit; it stopped by its age.
    """
    return Note(f"Ticket {due.data['ticket']} no longer counts towards the limit", dict(due.data))


ACTIONS: Mapping[str, DueAction] = {
    agenda.IDEMPOTENCY_EXPIRY: _forget_answer,
    agenda.TRIAL_END: renewals.end_trial,
    agenda.RENEWAL: renewals.renew,
    agenda.DUNNING: renewals.try_again,
    agenda.AWAITED_PAYMENT: renewals.confirm,
    agenda.SCHEDULED_CANCEL: renewals.run_out,
    agenda.TOKEN_REFILL: token_refills.refill,
    agenda.TRIAL_TOP_UP: token_refills.top_up,
    agenda.OFFER_EXPIRY: offers.expire,
    agenda.CHECKOUT_EXPIRY: checkouts.expire,
    agenda.TICKET_WINDOW: _forget_ticket,
    agenda.LOG_EXPIRY: log.expire,
}
