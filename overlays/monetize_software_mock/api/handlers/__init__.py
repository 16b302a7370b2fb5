"""
The handlers of every operation, by `operationId`; one module per tag.
"""

from __future__ import annotations

from monetize_software_mock.api.call import Handler

from . import analytics, auth, balances, catalog, checkout, gateway, legacy, subscriptions, support, testing, users

HANDLERS: dict[str, Handler] = {
    **catalog.HANDLERS,
    **checkout.HANDLERS,
    **users.HANDLERS,
    **balances.HANDLERS,
    **subscriptions.HANDLERS,
    **support.HANDLERS,
    **gateway.HANDLERS,
    **legacy.HANDLERS,
    **testing.HANDLERS,
    **auth.HANDLERS,
    **analytics.HANDLERS,
}
"""
Every handler by `operationId`.
"""
