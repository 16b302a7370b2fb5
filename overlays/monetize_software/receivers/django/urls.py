"""
Routes of receivers: `urlpatterns = [*webhook("webhooks/billing"), …]`.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from . import views

__all__ = ["webhook"]


def webhook(route: str, name: str = "default", *, is_async: bool = False) -> list[URLPattern]:
    """
    The route of a receiver, with and without a slash at its end: a redirect is final for the vendor.

    Args:
        route: As in `path()`, such as "webhooks/billing".
        name: The receiver's name in `MONETIZE_RECEIVERS`.
        is_async: Use the view that awaits; for a project that is served by ASGI.
    """
    plain = route.rstrip("/")
    view = views.async_webhook(name) if is_async else views.webhook(name)
    return [path(plain, view, name=f"monetize-{name}"), path(f"{plain}/", view)]
