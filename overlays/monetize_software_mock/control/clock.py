"""
Answers the control routes of the clock. Never decides what is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.engine.report import Report
from monetize_software_mock.engine.timeline import LIMIT
from monetize_software_mock.handles.clock import VirtualClock
from monetize_software_mock.state.clock import MODES, real_now
from monetize_software_mock.state.timestamps import from_iso, to_iso, to_millis
from monetize_software_mock.world.start import NOW

from .input import Routes, only, optional, refuse, typed

_PARTS = ("months", "weeks", "days", "hours", "minutes", "seconds")
_MOST_YEARS = 100
_MOST_MS = _MOST_YEARS * 366 * 86_400_000  # a move of thousands of years would keep the server at work for minutes


class ClockRoutes:
    """
    Routes that read and move the clock of one world.

    Args:
        engine: The world to steer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine, self._virtual = engine, VirtualClock(engine)
        self.routes: Routes = {
            ("clock",): {"GET": lambda: {"clock": self.time()}, "POST": self._move},
            ("clock", "advance"): {"POST": self._advance},
            ("clock", "step"): {"POST": self._step},
            ("clock", "until"): {"POST": self._until},
            ("clock", "preview"): {"POST": self._preview},
            ("clock", "set"): {"POST": self._set},
            ("clock", "rate"): {"POST": self._rate},
        }

    def time(self) -> dict[str, Any]:
        """
        Serialize the clock.
        """
        clock = self._engine.clock
        return {"now": to_iso(clock.millis()), "mode": clock.mode, "rate": clock.rate}

    def _move(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "advance_seconds", "set")
        if len(body) != 1:
            refuse("Send either advance_seconds or set")
        if "set" in body:
            return self._moved(self._virtual.set(self._moment(body, "set")))
        seconds = typed(body, "advance_seconds", int, float)
        self._within_reach({"seconds": seconds})
        return self._moved(self._virtual.advance(seconds))

    def _advance(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, *_PARTS, "limit")
        limit = optional(body, "limit", int) or LIMIT
        return self._moved(self._virtual.advance(limit=limit, progress=None, **self._parts(body)))

    def _step(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body)
        return self._moved(self._virtual.step())

    def _until(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "what", "of", "to")
        if ("to" in body) == ("what" in body):
            refuse("Send either to, or what and perhaps of")
        if "to" in body:
            return self._moved(self._virtual.set(self._moment(body, "to")))
        return self._moved(self._virtual.until(typed(body, "what", str), optional(body, "of", str)))

    def _set(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "to")
        return self._moved(self._virtual.set(self._moment(body, "to")))

    def _preview(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, *_PARTS, "to")
        if ("to" in body) == bool(set(body) & set(_PARTS)):
            refuse(f"Send either to or some of: {', '.join(_PARTS)}")
        to = self._moment(body, "to") if "to" in body else None
        return self._moved(self._virtual.preview(to=to, **self._parts(body)))

    def _rate(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "mode", "rate")
        rate = optional(body, "rate", int, float)
        mode = body.get("mode", "rate")
        if mode not in MODES:
            refuse(f"mode must be one of: {', '.join(MODES)}")
        self._virtual.go(mode, rate)
        return {"clock": self.time()}

    def _parts(self, body: Mapping[str, Any]) -> dict[str, float]:
        return self._within_reach({name: typed(body, name, int, float) for name in _PARTS if name in body})

    def _moment(self, body: Mapping[str, Any], name: str) -> datetime:
        moment = _read_moment(body, name)
        self._check_reach(self._engine.clock.allowed(moment))
        return moment

    def _within_reach(self, parts: dict[str, float]) -> dict[str, float]:
        self._check_reach(self._engine.clock.target(0, parts))
        return parts

    def _check_reach(self, target: int) -> None:
        if target - self._engine.clock.millis() > _MOST_MS:
            refuse(f"One request moves or previews at most {_MOST_YEARS} years; move in smaller steps")

    def _moved(self, report: Report) -> dict[str, Any]:
        return {"clock": self.time(), "happened": [_happening(each) for each in report]}


def _read_moment(body: Mapping[str, Any], name: str) -> datetime:
    text = body.get(name)
    if text == NOW:
        return real_now()
    if not isinstance(text, str):
        refuse(f"{name} must be ISO 8601 text, or now")
    return from_iso(text)


def _happening(happening: Any) -> dict[str, Any]:
    others = {name: getattr(happening, name) for name in ("kind", "subject", "text", "facts")}
    return {"at": to_iso(to_millis(happening.at)), **others}
