"""
Feeds recorded events through handlers again.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from monetize_software.receivers.django.management.base import ReceiverCommand, moment

__all__ = ["Command"]


class Command(ReceiverCommand):
    """
    `manage.py monetize_replay --type subscription.created --since 2026-11-01`.
    """

    help = "Runs the handlers of recorded events again, oldest first, each in a transaction of its own."

    def add_arguments(self, parser: CommandParser) -> None:
        """
        Take which events.
        """
        super().add_arguments(parser)
        parser.add_argument("--type", action="append", default=[], help="only of this type; may be repeated")
        parser.add_argument("--user", default="", help="only of this user, by the service's id")
        parser.add_argument("--since", type=moment, default=0.0, help="only from this moment on")
        parser.add_argument("--until", type=moment, default=None, help="only until this moment")
        parser.add_argument("--dry-run", action="store_true", help="only count them")

    def handle(self, *_: Any, **options: Any) -> None:
        """
        Replay, and say how many.
        """
        replayed = self.receiver(options["receiver"]).replay(
            types=options["type"],
            user=options["user"],
            since=options["since"],
            until=options["until"],
            dry=options["dry_run"],
        )
        self.stdout.write(
            f"{replayed.done} done, {replayed.failed} failed, {replayed.bodiless} without a body any more"
        )
