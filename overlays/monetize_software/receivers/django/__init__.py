"""
Receives webhooks in a Django project: an app with models, migrations, an admin, signals and commands, which records
events in the project's own database.

    INSTALLED_APPS = [..., "monetize_software.receivers.django"]
    MONETIZE_RECEIVERS = {"default": {"SECRET": os.environ["MONETIZE_WEBHOOK_SECRET"]}}
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software._lazy import names_of

if TYPE_CHECKING:
    from .registry import receivers
    from .store import DjangoStore

__all__ = ["DjangoStore", "receivers"]

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(__name__, {"DjangoStore": "store", "receivers": "registry"})


def __dir__() -> list[str]:
    return sorted(__all__)
