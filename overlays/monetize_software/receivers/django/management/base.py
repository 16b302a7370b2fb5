"""
What the commands have in common: the receiver they are about, and times as people write them.
"""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import UTC, datetime

from django.core.management.base import BaseCommand, CommandError, CommandParser

from monetize_software.errors import ConfigurationError
from monetize_software.receivers.django.registry import receivers
from monetize_software.receivers.receiver import Receiver

__all__ = ["ReceiverCommand", "moment"]


class ReceiverCommand(BaseCommand):
    """
    A command about one receiver.
    """

    def add_arguments(self, parser: CommandParser) -> None:
        """
        Take the receiver's name.
        """
        parser.add_argument("--receiver", default="default", help="its name in MONETIZE_RECEIVERS")

    def receiver(self, name: str) -> Receiver:
        """
        The receiver of this name.
        """
        try:
            return receivers[name]
        except ConfigurationError as problem:
            raise CommandError(str(problem)) from None


def moment(text: str) -> float:
    """
    A date or a moment as in ISO 8601, in UTC where it says no zone, as seconds since 1970.
    """
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is neither 2026-11-26 nor 2026-11-26T10:00:00+01:00.") from None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()
