"""
Writes amounts, times and names as people read them. Never decides what a page shows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, cast
from urllib.parse import urlsplit

from monetize_software_mock.state.timestamps import from_iso

_SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "INR": "₹"}
_STEPS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def money(minor: int, currency: str) -> str:
    """
    Write minor units: `$9.99`, `1,200.00 SEK`.
    """
    amount = f"{abs(minor) / 100:,.2f}"
    sign = "−" if minor < 0 else ""
    return f"{sign}{_SIGNS[currency]}{amount}" if currency in _SIGNS else f"{sign}{amount} {currency}"


def moment(text: str | None, *, time: bool = True) -> str:
    """
    Write a time in few letters: `1 Feb 2030, 09:30`.
    """
    if text is None:
        return "–"
    at = from_iso(text)
    day_ = f"{at.day} {at:%b %Y}"
    return f"{day_}, {at:%H:%M}" if time else day_


def day(text: str | None) -> str:
    """
    Write a day in full: `1 February 2030`.
    """
    if text is None:
        return "–"
    at = from_iso(text)
    return f"{at.day} {at:%B %Y}"


def relative(text: str, now: str) -> str:
    """
    Write how far off a time is: `in 28 days`, `3 hours ago`, `now`.
    """
    seconds = (from_iso(text) - from_iso(now)).total_seconds()
    for size, name in _STEPS:
        count = round(abs(seconds) / size)
        if abs(seconds) >= size:
            far = f"{count:,} {name}{'s' * (count != 1)}"
            return f"in {far}" if seconds > 0 else f"{far} ago"
    return "now" if abs(seconds) < 1 else ("in seconds" if seconds > 0 else "seconds ago")


def every(interval: str | None, count: int = 1) -> str:
    """
    Write how often something is paid: `a month`, `every 3 months`, `once`.
    """
    if interval in (None, "lifetime"):
        return "once"
    return f"every {count} {interval}s" if count > 1 else f"a{'n' * (interval == 'hour')} {interval}"


def words(name: object) -> str:
    """
    Write a name with blanks.
    """
    return str(name).replace("_", " ")


def setting(value: object) -> str:
    """
    Write a setting's value.
    """
    if isinstance(value, bool):
        return "on" if value else "off"
    return ", ".join(map(str, cast("tuple[object, ...]", value))) if isinstance(value, tuple) else str(value)


def pretty(body: str) -> str:
    """
    Indent what is JSON; leave the rest.
    """
    try:
        return json.dumps(json.loads(body), indent=2, ensure_ascii=False)
    except ValueError:
        return body


def card(number: str) -> str:
    """
    Write a card's number in groups of four.
    """
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def place(url: str) -> str:
    """
    Write an address without what a reader does not need: scheme, query and fragment.
    """
    return url.partition("#")[0].partition("?")[0].partition("://")[2] or url


def web(url: str | None) -> str | None:
    """
    Return an address that a page may lead to, which is one of the web; None for any other, such as `javascript:…`.

    Blanks and line ends are read as browsers read them.
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def duration(millis: float) -> str:
    """
    Write how long something took: `< 1 ms`, `2.5 ms`, `120 ms`, `2.0 s`.
    """
    if millis < 1:
        return "< 1 ms"
    if millis < 10 and millis % 1:
        return f"{millis:.1f} ms"
    return f"{millis:.0f} ms" if millis < 1000 else f"{millis / 1000:,.1f} s"


def clock(text: str) -> str:
    """
    Write a time with its weekday: `Fri 1 Feb 2030, 00:00`.
    """
    at = from_iso(text)
    return f"{at:%a} {at.day} {at:%b %Y}, {at:%H:%M}"


def hour(text: str) -> str:
    """
    Write the time of day: `09:30`.
    """
    return f"{from_iso(text):%H:%M}"


def short(url: str) -> str:
    """
    Write an address of this machine by what tells it apart: `:8000/webhooks`.
    """
    rest = place(url)
    if rest.startswith("wh-") and ".localhost/" in rest:
        return "a function in this process"
    host, colon, tail = rest.partition(":")
    return f"{colon}{tail}" if colon and host in ("127.0.0.1", "localhost") else rest


FILTERS: Mapping[str, Callable[..., Any]] = {
    "money": money,
    "moment": moment,
    "day": day,
    "relative": relative,
    "every": every,
    "words": words,
    "setting": setting,
    "pretty": pretty,
    "card": card,
    "place": place,
    "clock": clock,
    "hour": hour,
    "short": short,
    "web": web,
    "duration": duration,
}
