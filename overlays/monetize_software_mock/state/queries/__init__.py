"""
The named queries: every condition in SQL that the rest of the mock asks by. What is due is in `agenda`.

A query reads the rows it returns and no others, and decides nothing about them.
"""

from __future__ import annotations

from .customers import (
    balances_by_type,
    balances_of_user,
    link_by_meta,
    links_of_user,
    paywalls,
    tickets_since,
    user_by_email,
    users_named,
)
from .deliveries import (
    active_endpoints,
    attempts_after,
    attempts_of_delivery,
    deliveries_of_event,
    endpoints_of_account,
    forget_deliveries,
    held_deliveries,
    is_listened_to,
    latest_attempt,
    waiting_deliveries,
)
from .events import (
    Wanted,
    customers_of_events,
    deliveries_of_type,
    event_by_id,
    event_types,
    events_of_type,
    events_of_user,
    every_event,
    is_acted_on,
    latest_delivered,
    latest_deliveries,
    latest_event,
    latest_events,
)
from .journal import (
    every_line,
    latest_lines,
    lines_after,
)
from .purchases import (
    checkouts_of_user,
    has_purchased,
    invoices_of_purchase,
    invoices_of_user,
    invoices_with_outcome,
    purchases_of_user,
    purchases_on_paywall,
)

__all__ = [
    "Wanted",
    "active_endpoints",
    "attempts_after",
    "attempts_of_delivery",
    "balances_by_type",
    "balances_of_user",
    "checkouts_of_user",
    "customers_of_events",
    "deliveries_of_event",
    "deliveries_of_type",
    "endpoints_of_account",
    "event_by_id",
    "event_types",
    "events_of_type",
    "events_of_user",
    "every_event",
    "every_line",
    "forget_deliveries",
    "has_purchased",
    "held_deliveries",
    "invoices_of_purchase",
    "invoices_of_user",
    "invoices_with_outcome",
    "is_acted_on",
    "is_listened_to",
    "latest_attempt",
    "latest_delivered",
    "latest_deliveries",
    "latest_event",
    "latest_events",
    "latest_lines",
    "lines_after",
    "link_by_meta",
    "links_of_user",
    "paywalls",
    "purchases_of_user",
    "purchases_on_paywall",
    "tickets_since",
    "user_by_email",
    "users_named",
    "waiting_deliveries",
]
