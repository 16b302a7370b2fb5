"""
Runs events that failed again.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser

from monetize_software.errors import StorageError
from monetize_software.receivers.django.management.base import ReceiverCommand
from monetize_software.receivers.receiver import Receiver

__all__ = ["Command"]

_ALL = 2**31


class Command(ReceiverCommand):
    """
    `manage.py monetize_retry evt_1 evt_2`, or all that failed.
    """

    help = "Runs the handlers of failed and dead events again: those named, or all."

    def add_arguments(self, parser: CommandParser) -> None:
        """
        Take their ids.
        """
        super().add_arguments(parser)
        parser.add_argument("ids", nargs="*", help="ids of events; none for all that failed or were given up")

    def handle(self, *_: Any, **options: Any) -> None:
        """
        Retry, and say what became of each.
        """
        receiver = self.receiver(options["receiver"])
        ids = options["ids"] or [row.id for row in receiver.find(states=("failed", "dead"), limit=_ALL)]
        states = [self._retried(receiver, each) for each in ids]
        if bad := [state for state in states if state != "done"]:
            raise CommandError(f"{len(states) - len(bad)} done, {len(bad)} not")
        self.stdout.write(f"{len(states)} done")

    def _retried(self, receiver: Receiver, event_id: str) -> str:
        try:
            receiver.retry(event_id)
            state = receiver.run(event_id)
        except (LookupError, StorageError) as problem:
            state = str(problem)
        self.stdout.write(f"{event_id} {state}")
        return state
