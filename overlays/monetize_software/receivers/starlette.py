"""
A receiver as routes of Starlette.
"""

from __future__ import annotations

from starlette.routing import BaseRoute, Route

from .asgi import ASGIReceiver
from .core import Core

__all__ = ["routes"]


def routes(core: Core, path: str) -> list[BaseRoute]:
    """
    The path, with and without a slash at its end: a redirect would lose the delivery.
    """
    plain = "/" + path.strip("/")
    application = ASGIReceiver(core)
    # No `methods`: the receiver itself answers 405, and an application, not a function, is handed the raw body.
    return [Route(spelling, application, include_in_schema=False) for spelling in (plain, f"{plain}/")]
