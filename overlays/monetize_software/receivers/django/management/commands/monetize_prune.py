"""
Empties old bodies and removes old rows.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from monetize_software.errors import ConfigurationError
from monetize_software.receivers.django.management.base import ReceiverCommand

__all__ = ["Command"]


class Command(ReceiverCommand):
    """
    `manage.py monetize_prune`, once a day.
    """

    help = "Empties the bodies of settled events, and removes old rows."

    def add_arguments(self, parser: CommandParser) -> None:
        """
        Take the ages.
        """
        super().add_arguments(parser)
        parser.add_argument("--bodies-days", type=int, default=90, help="empty bodies older than this (90)")
        parser.add_argument("--rows-days", type=int, default=400, help="remove rows older than this (400; 35 or more)")

    def handle(self, *_: Any, **options: Any) -> None:
        """
        Prune, and say how much.
        """
        receiver = self.receiver(options["receiver"])
        try:
            bodies, rows = receiver.prune(bodies_days=options["bodies_days"], rows_days=options["rows_days"])
        except ConfigurationError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"{bodies} bodies emptied, {rows} rows removed")
