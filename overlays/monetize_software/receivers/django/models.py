"""
The tables of `storage.sql.schema` as models, for the admin and for reading. The receiver writes them.

Rules of this module:

1. Columns, their types and their keys are the schema's; a test compares them. Where its key has several columns there
   is a number beside it, `row`, because the admin needs a key of one.
2. Times are whole milliseconds since 1970; the properties `…_time` are moments.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, TypeAlias

from django.db import models

from .fields import IdField

if TYPE_CHECKING:  # Django's fields are generic for type checkers alone
    Bytes: TypeAlias = models.BinaryField[Any, Any]
    Int: TypeAlias = models.BigIntegerField[int, int]
    OptionalInt: TypeAlias = models.BigIntegerField[int | None, int | None]
    Row: TypeAlias = models.BigAutoField[int, int]
    Text: TypeAlias = models.TextField[str, str]
else:
    Bytes = Int = OptionalInt = Row = Text = Any

__all__ = ["Balance", "Event", "Fact", "Finding", "Meter", "Session", "Worker", "moment"]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_UNFINISHED: Final = ("open", "failed")


def moment(milliseconds: int | None) -> datetime | None:
    """
    A time of a column as a moment; None for none, and for one that no calendar has.
    """
    try:
        return _EPOCH + timedelta(milliseconds=milliseconds) if milliseconds else None
    except OverflowError:
        return None


class Event(models.Model):
    """
    An event as it was delivered, and what became of it; see `storage.inbox.EventRow`.
    """

    row: Row = models.BigAutoField(primary_key=True)
    receiver = IdField()
    event_id = IdField(db_column="id")
    type = IdField()
    subject = IdField()
    paywall = IdField()
    user_id = IdField()
    at: Int = models.BigIntegerField()
    dated: Int = models.BigIntegerField()
    created: Int = models.BigIntegerField()
    received: Int = models.BigIntegerField()
    state = IdField()
    attempts: Int = models.BigIntegerField()
    due: Int = models.BigIntegerField()
    owner = IdField()
    settled: Int = models.BigIntegerField()
    error: Text = models.TextField()
    digest: Bytes = models.BinaryField()
    body: Bytes = models.BinaryField()

    class Meta:
        """
        Keys and indexes of the schema.
        """

        db_table = "monetize_event"
        constraints: ClassVar = [models.UniqueConstraint(fields=["receiver", "event_id"], name="monetize_event_key")]
        indexes: ClassVar = [
            models.Index(fields=["receiver", "subject", "at"], name="monetize_event_subject"),
            models.Index(
                fields=["receiver", "due"], name="monetize_event_due", condition=models.Q(state__in=_UNFINISHED)
            ),
            models.Index(fields=["user_id", "at"], name="monetize_event_user"),
            models.Index(fields=["received"], name="monetize_event_received"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"

    @property
    def at_time(self) -> datetime | None:
        """
        When it happened.
        """
        return moment(self.at)

    @property
    def received_time(self) -> datetime | None:
        """
        When it came.
        """
        return moment(self.received)


class Worker(models.Model):
    """
    A worker, as it last said of itself.
    """

    id = IdField(primary_key=True)
    host = IdField()
    pid: Int = models.BigIntegerField()
    started: Int = models.BigIntegerField()
    beat: Int = models.BigIntegerField()
    done: Int = models.BigIntegerField()
    failed: Int = models.BigIntegerField()

    class Meta:
        """
        Where it is.
        """

        db_table = "monetize_worker"

    def __str__(self) -> str:
        return f"{self.host} {self.pid}"


class Fact(models.Model):
    """
    The newest that is known of one kind about one subject; see `storage.facts.Fact`.
    """

    row: Row = models.BigAutoField(primary_key=True)
    kind = IdField()
    subject = IdField()
    key = IdField()
    user_id = IdField()
    paywall = IdField()
    at: Int = models.BigIntegerField()
    dated: Int = models.BigIntegerField()
    source = IdField()
    event = IdField()
    status = IdField(null=True)
    ended: OptionalInt = models.BigIntegerField(null=True)
    canceled: OptionalInt = models.BigIntegerField(null=True)
    cancel_at: OptionalInt = models.BigIntegerField(null=True)
    period_end: OptionalInt = models.BigIntegerField(null=True)
    price = IdField(null=True)
    interval = IdField(null=True)
    amount: OptionalInt = models.BigIntegerField(null=True)
    payment = IdField(null=True)
    subscription = IdField(null=True)

    class Meta:
        """
        Keys and indexes of the schema.
        """

        db_table = "monetize_fact"
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "subject"], name="monetize_fact_key")]
        indexes: ClassVar = [models.Index(fields=["user_id"], name="monetize_fact_user")]

    def __str__(self) -> str:
        return f"{self.kind} {'of ' + self.user_id if self.kind in ('email', 'app') else self.subject}"

    @property
    def at_time(self) -> datetime | None:
        """
        When it happened.
        """
        return moment(self.at)


class Finding(models.Model):
    """
    What events could not decide, or what was repaired, and why; see `storage.facts.Finding`.
    """

    row: Row = models.BigAutoField(primary_key=True)
    at: Int = models.BigIntegerField()
    user_id = IdField()
    subject = IdField()
    kind = IdField()
    ours: Text = models.TextField()
    theirs: Text = models.TextField()

    class Meta:
        """
        Keys and indexes of the schema.
        """

        db_table = "monetize_finding"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user_id", "subject", "kind"], name="monetize_finding_key")
        ]
        indexes: ClassVar = [models.Index(fields=["at"], name="monetize_finding_at")]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"

    @property
    def at_time(self) -> datetime | None:
        """
        When it was found.
        """
        return moment(self.at)


class Meter(models.Model):
    """
    A debit of the ledger; see `storage.meters.Charge`.
    """

    key = IdField(primary_key=True)
    user_id = IdField()
    type = IdField()
    amount: Int = models.BigIntegerField()
    state = IdField()
    owner = IdField()
    epoch: Int = models.BigIntegerField()
    version: Int = models.BigIntegerField()
    at: Int = models.BigIntegerField()
    lease: Int = models.BigIntegerField()
    sent: OptionalInt = models.BigIntegerField(null=True)
    settled: OptionalInt = models.BigIntegerField(null=True)
    balance_after: OptionalInt = models.BigIntegerField(null=True)
    available: OptionalInt = models.BigIntegerField(null=True)
    error = IdField()
    on_crash = IdField()

    class Meta:
        """
        Keys and indexes of the schema.
        """

        db_table = "monetize_meter"
        indexes: ClassVar = [
            models.Index(
                fields=["user_id", "type"],
                name="monetize_meter_open",
                condition=models.Q(state__in=("reserved", "sending", "unknown")),
            ),
            models.Index(
                fields=["lease"], name="monetize_meter_held", condition=models.Q(state__in=("reserved", "sending"))
            ),
            models.Index(fields=["user_id", "type", "at"], name="monetize_meter_user"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"

    @property
    def at_time(self) -> datetime | None:
        """
        When it was begun.
        """
        return moment(self.at)


class Balance(models.Model):
    """
    What was last known of a balance.
    """

    row: Row = models.BigAutoField(primary_key=True)
    user_id = IdField()
    type = IdField()
    tokens: OptionalInt = models.BigIntegerField(null=True)
    at: Int = models.BigIntegerField()
    closed: Int = models.BigIntegerField()

    class Meta:
        """
        Keys of the schema.
        """

        db_table = "monetize_balance"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user_id", "type"], name="monetize_balance_key")]

    def __str__(self) -> str:
        return f"{self.type} of {self.user_id}"


class Session(models.Model):
    """
    A session of a signed-in user; never shown.
    """

    key = IdField(primary_key=True)
    value: Bytes = models.BinaryField(null=True)
    version: Int = models.BigIntegerField()
    expires: Int = models.BigIntegerField()

    class Meta:
        """
        Indexes of the schema.
        """

        db_table = "monetize_session"
        indexes: ClassVar = [models.Index(fields=["expires"], name="monetize_session_expires")]

    def __str__(self) -> str:
        return "a session"
