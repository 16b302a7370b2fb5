"""
Which of a paywall's languages a reader gets. Never reads the machine's own.
"""

from __future__ import annotations

from monetize_software._operations.locale import language_of
from monetize_software.models import Bootstrap

__all__ = ["resolve_locale"]


def resolve_locale(
    bootstrap: Bootstrap, accept_language: str | None = None, *, locale: str | None = None
) -> str | None:
    """
    Return the tag whose texts `get_prices()` would use, or None where the texts stay as they are.

    Args:
        bootstrap: The paywall.
        accept_language: The reader's `Accept-Language` header, as it came.
        locale: A BCP 47 tag that you know better; the header is not looked at then.

    Example:

        ```python
        from monetize_software.paywalls import resolve_locale

        print(resolve_locale(billing.bootstrap(), "pl-PL,pl;q=0.9,en;q=0.5"))
        ```
    """
    return language_of(bootstrap, locale, accept_language)
