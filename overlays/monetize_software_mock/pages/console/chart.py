"""
Draws what is due on the next days as bars: places and sizes only, the template writes the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monetize_software_mock.state.timestamps import DAY_MS, from_millis

_HEIGHT, _TOP = 96.0, 8.0
_WEEK = 7


def drawn(start: int, counts: Sequence[int], risks: Sequence[int], width: float) -> dict[str, Any]:
    """
    Return the bars and the axis of a chart.

    Args:
        start: Milliseconds of its first day.
        counts: How many things are due on each day.
        risks: How many of them are expected to fail.
        width: Of the picture.
    """
    highest = max((*counts, 1))
    step, unit = width / len(counts), (_HEIGHT - 2 * _TOP) / highest
    bars = [
        {
            "x": round(day * step + step * 0.14, 1),
            "width": round(step * 0.72, 1),
            "good_y": round(_HEIGHT - count * unit, 1),
            "good_height": round((count - risks[day]) * unit, 1),
            "bad_y": round(_HEIGHT - risks[day] * unit, 1),
            "bad_height": round(risks[day] * unit, 1),
            "text": _bar_text(start + day * DAY_MS, count, risks[day]),
        }
        for day, count in enumerate(counts)
        if count
    ]
    ticks = [
        {"x": round(day * step + step / 2, 1), "text": _day(start + day * DAY_MS)}
        for day in range(_WEEK, len(counts), _WEEK)
    ]
    text = _summary(start, counts, risks)
    return {"width": width, "days": len(counts), "bars": bars, "ticks": ticks, "text": text, "highest": highest}


def _bar_text(at: int, count: int, risk: int) -> str:
    return f"{_day(at)}: {count} due" + (f", {risk} expected to fail" if risk else "")


def _summary(start: int, counts: Sequence[int], risks: Sequence[int]) -> str:
    total = sum(counts)
    if not total:
        return "Nothing is due."
    day = max(range(len(counts)), key=lambda each: counts[each])
    most = f"most on {_day(start + day * DAY_MS)}: {counts[day]}"
    failing = f", of which {risks[day]} are expected to fail" if risks[day] else ""
    return f"{total} things are due; {most}{failing}. The list below names them."


def _day(at: int) -> str:
    moment = from_millis(at)
    return f"{moment.day} {moment:%b}"
