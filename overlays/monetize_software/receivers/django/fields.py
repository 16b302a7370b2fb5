"""
Columns of the storage schema as fields of Django.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]  # generic for type checkers alone
else:
    Text = models.TextField

__all__ = ["IdField"]


class IdField(Text):
    """
    A text that compares byte by byte, as Python does.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """
        Say which collation that is; in SQLite it is how texts compare anyway.
        """
        found: Any = super().db_parameters(connection)
        return {**found, "collation": "C" if connection.vendor == "postgresql" else None}
