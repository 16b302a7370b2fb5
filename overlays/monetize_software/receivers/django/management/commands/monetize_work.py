"""
Runs the handlers of events that wait.
"""

from __future__ import annotations

import signal
from typing import Any

from django.core.management.base import CommandParser

from monetize_software.receivers.django.management.base import ReceiverCommand

__all__ = ["Command"]


class Command(ReceiverCommand):
    """
    `manage.py monetize_work`, as many as there is work for.
    """

    help = 'Runs the handlers of events of a receiver with MODE "queued", until SIGTERM or Ctrl-C.'

    def add_arguments(self, parser: CommandParser) -> None:
        """
        Take how to work.
        """
        super().add_arguments(parser)
        parser.add_argument("--threads", type=int, default=4, help="how many subjects at once (4)")
        parser.add_argument("--once", action="store_true", help="end when nothing is due")

    def handle(self, *_: Any, **options: Any) -> None:
        """
        Work.
        """
        worker = self.receiver(options["receiver"]).worker(threads=options["threads"])
        if options["once"]:
            self.stdout.write(f"{worker.run_once()} handled")
            return

        def stop(*_: object) -> None:
            worker.stop()

        for name in ("SIGTERM", "SIGINT", "SIGHUP"):  # the last is a closed terminal, where there is such a thing
            if number := getattr(signal, name, None):
                signal.signal(number, stop)
        worker.run()
