"""
The public surface of both clients.
"""

from __future__ import annotations

import inspect

from monetize_software import AsyncBillingClient, BillingClient

CLIENTS = (BillingClient, AsyncBillingClient)


def methods(client: type) -> list[str]:
    """
    The public methods of a client, inherited ones included.
    """
    return [name for name, _ in inspect.getmembers(client, inspect.isfunction) if not name.startswith("_")]
