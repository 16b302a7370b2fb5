"""
Takes analytics events. Keeps none; the log of requests shows them.
"""

from __future__ import annotations

from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.http.messages import Reply

_MOST = 100


def record_events(call: Call) -> Reply:
    """
    Take a batch.
    """
    if len(call.body["events"]) > _MOST:
        raise Problem("too_many_events")
    return Reply({}, 204)


HANDLERS: dict[str, Handler] = {"recordEvents": record_events}
