"""
The admin: events with their bodies, what they say, doubts, and debits. Everything is found, nothing is edited; an event
that failed can be run again.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from monetize_software.errors import PaywallError

from .models import Event, Fact, Finding, Meter
from .registry import receivers

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Model]
else:
    ModelAdmin = admin.ModelAdmin

__all__ = ["EventAdmin", "FactAdmin", "FindingAdmin", "MeterAdmin", "OnlyShown"]


class OnlyShown(ModelAdmin):
    """
    Rows that the receiver writes and nobody else.
    """

    def has_add_permission(self, request: HttpRequest) -> bool:
        """
        Nobody.
        """
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """
        Nobody.
        """
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """
        Nobody: a repeated delivery must be known. `monetize_prune` removes what is old.
        """
        del request, obj
        return False

    @admin.display(description="at", ordering="at")
    def at_time(self, row: Any) -> datetime | None:
        """
        When it happened.
        """
        found: datetime | None = row.at_time
        return found


@admin.register(Event)
class EventAdmin(OnlyShown):
    """
    Events, the latest first.
    """

    list_display = ("event_id", "type", "state", "user_id", "subject", "at_time", "attempts")
    list_filter: ClassVar[Any] = ("state", "type", "receiver", "paywall")
    search_fields = ("event_id", "user_id", "subject", "error")
    ordering = ("-at", "-event_id")
    fields = (
        *("event_id", "type", "receiver", "state", "user_id", "subject", "paywall", "at_time", "received_time"),
        *("attempts", "error", "content"),
    )
    readonly_fields = ("at_time", "received_time", "content")
    actions = ("run_again",)
    show_full_result_count = False

    def has_run_again_permission(self, request: HttpRequest) -> bool:
        """
        Whoever may change events.
        """
        user: Any = request.user
        return bool(user.has_perm("monetize.change_event"))

    @admin.display(description="body")
    def content(self, event: Event) -> str:
        """
        The body, for reading.
        """
        body = bytes(event.body)
        try:
            return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
        except ValueError:
            return repr(body) if body else "pruned"

    @admin.action(description="Run the handlers of failed and dead events again", permissions=["run_again"])
    def run_again(self, request: HttpRequest, chosen: QuerySet[Event]) -> None:
        """
        Run those that failed again, oldest first, and say what became of them.
        """
        failed = chosen.filter(state__in=("failed", "dead")).order_by("at", "event_id")
        states = [_run(event) for event in failed]
        done = states.count("done")
        self.message_user(request, f"{done} done", messages.SUCCESS if done == len(states) else messages.WARNING)
        if done < len(states):
            self.message_user(request, f"{len(states) - done} failed again; their errors say why", messages.ERROR)


@admin.register(Fact)
class FactAdmin(OnlyShown):
    """
    What events say, by user.
    """

    list_display = ("kind", "subject", "user_id", "status", "price", "at_time", "source")
    list_filter: ClassVar[Any] = ("kind", "status", "source", "paywall")
    search_fields = ("subject", "user_id", "event", "price")
    ordering = ("-at",)
    show_full_result_count = False


@admin.register(Finding)
class FindingAdmin(OnlyShown):
    """
    Doubts and repairs.
    """

    list_display = ("kind", "subject", "user_id", "ours", "theirs", "at_time")
    list_filter: ClassVar[Any] = ("kind",)
    search_fields = ("subject", "user_id")
    ordering = ("-at",)


@admin.register(Meter)
class MeterAdmin(OnlyShown):
    """
    Debits.
    """

    list_display = ("key", "user_id", "type", "amount", "state", "at_time")
    list_filter: ClassVar[Any] = ("state", "type")
    search_fields = ("key", "user_id")
    ordering = ("-at",)
    show_full_result_count = False


def _run(event: Event) -> str:
    receiver = receivers[event.receiver]
    try:
        receiver.retry(event.event_id)
        return receiver.run(event.event_id)
    except PaywallError:  # it stays as it is, to be run later
        return "failed"
