"""
Gathers the handlers of every operation, one module per tag. Never holds one itself.
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
