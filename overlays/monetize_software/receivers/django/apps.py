"""
The app, as `INSTALLED_APPS` names it.
"""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import register

from .checks import check_receivers

__all__ = ["MonetizeConfig"]


class MonetizeConfig(AppConfig):
    """
    Events, what they say, and the ledger of debits, in the project's database.
    """

    name = "monetize_software.receivers.django"
    label = "monetize"
    verbose_name = "monetize.software"

    def ready(self) -> None:
        """
        Register the checks.
        """
        register(check_receivers, "monetize")
