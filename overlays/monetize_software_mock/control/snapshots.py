"""
Answers the control routes of the journal and of snapshots. Never says what one holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.engine.comparison import differences
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.moment import Moment
from monetize_software_mock.state import queries
from monetize_software_mock.state.rows import Entry
from monetize_software_mock.state.timestamps import to_iso

from .clock import ClockRoutes
from .input import Routes, only, optional, refuse, typed

_LINES = 1000


class SnapshotRoutes:
    """
    Routes that tell what happened in one world, keep it, compare it and bring it back.

    Args:
        engine: The world to steer.
        clock: Serializes the time that is then.
    """

    def __init__(self, engine: Engine, clock: ClockRoutes) -> None:
        self._engine, self._clock = engine, clock
        self.routes: Routes = {
            ("journal",): {"GET": self._journal},
            ("journal", "{after}"): {"GET": self._journal},
            ("snapshot",): {"GET": self._listed_snapshots, "POST": self._snapshot},
            ("diff",): {"POST": self._diff},
            ("restore",): {"POST": self._restore},
        }

    def _journal(self, after: str = "0") -> dict[str, Any]:
        seen = _seen(after, "Say the number of the last line you have seen, such as 0")

        def read(moment: Moment) -> list[Entry]:
            return queries.lines_after(moment.tx, seen, _LINES)

        found = self._engine.look(read)
        more = found[-1].sequence if len(found) == _LINES else None
        return {"journal": [_line(each) for each in found], "next": more and f"/_mock/journal/{more}"}

    def _snapshot(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "name")
        name = self._engine.snapshots.keep(self._engine.snapshot(), optional(body, "name", str))
        return {"snapshot": name, "clock": self._clock.time()}

    def _listed_snapshots(self) -> dict[str, Any]:
        return {"snapshots": self._engine.snapshots.names}

    def _restore(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "snapshot")
        self._engine.restore(self._engine.snapshots.get(typed(body, "snapshot", str)))
        return {"clock": self._clock.time()}

    def _diff(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "snapshot")
        before = self._engine.fork(frozen=True)
        try:
            before.restore(self._engine.snapshots.get(typed(body, "snapshot", str)))
            return {"differences": [each.to_json() for each in differences(before, self._engine)]}
        finally:
            before.close()


def _seen(text: str, otherwise: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        refuse(otherwise)
    return int(text)


def _line(entry: Entry) -> dict[str, Any]:
    return {"at": to_iso(entry.at), **{name: getattr(entry, name) for name in ("kind", "subject", "text", "facts")}}
