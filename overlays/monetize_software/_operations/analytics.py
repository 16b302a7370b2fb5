"""
Analytics events: arguments → `Call`. Never sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check

if TYPE_CHECKING:
    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire
from .calls import call_of, check_json

_MOST = 100
_FIELDS = frozenset({"type", "ts", "props"})
_EARLIEST = 100_000_000_000
"""Milliseconds: March 1973. A smaller number was meant as seconds."""
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


def record_events(profile: Profile, events: object, visitor_id: str | None) -> Call[None]:
    """
    recordEvents, as the bound user's id and the device given. It takes no credential, so none is sent.
    """
    from monetize_software_api.api.analytics import record_events as endpoint
    from monetize_software_api.models.analytics_batch import AnalyticsBatch

    user_id = profile.identity.user_id
    request = endpoint.build_request(
        profile.paywall_id,
        body=AnalyticsBatch([_event(f"events[{number}]", each) for number, each in enumerate(_batch(events))]),
        x_visitor_id=None if visitor_id is None else check.header_text("visitor_id", visitor_id, longest=200),
        x_user_id=None if user_id is None else check.header_text("user_id of for_user()", user_id, longest=255),
    )
    return call_of("recordEvents", request, Credential.NONE, lambda _: None, empty_answer=True)


def _batch(events: object) -> list[object]:
    kind = type(events).__name__
    if isinstance(events, (str, bytes, Mapping)) or not isinstance(events, Iterable):
        raise check.refuse("events", f"must be a list of events, not {kind}.")
    batch = list(cast("Iterable[object]", events))
    if len(batch) > _MOST:
        raise check.refuse("events", f"must hold at most {_MOST} events; it holds {len(batch)}. Send several batches.")
    return batch


def _event(name: str, given: object) -> wire.AnalyticsEvent:
    from monetize_software_api.models.analytics_event import AnalyticsEvent

    if not isinstance(given, Mapping):
        raise check.refuse(name, f"must be a mapping with type, ts and perhaps props, not {type(given).__name__}.")
    event = cast("Mapping[Any, Any]", given)
    if unknown := len(event.keys() - _FIELDS):
        raise check.refuse(name, f"has {unknown} fields beside type, ts and props. Put what is yours into props.")
    return AnalyticsEvent(
        check.text(f"{name}.type", event.get("type"), longest=200),
        _milliseconds(f"{name}.ts", event.get("ts")),
        _properties(f"{name}.props", event.get("props")),
    )


def _milliseconds(name: str, when: object) -> int:
    if isinstance(when, datetime):
        if when.tzinfo is None:
            raise check.refuse(name, "is a datetime without a time zone. Pass datetime.now(UTC), or Unix milliseconds.")
        when = (when - _BEGINNING) // timedelta(milliseconds=1)
    moment = check.whole(name, when, smallest=0)
    if moment < _EARLIEST:
        raise check.refuse(name, f"is {moment}, before 1974. It counts milliseconds: int(time.time() * 1000).")
    return moment


def _properties(name: str, given: object) -> wire.EventProperties | None:
    from monetize_software_api.models.event_properties import EventProperties

    if given is None:
        return None
    properties = check.metadata(name, given)
    check_json(properties, name)
    return EventProperties.from_dict(properties)
