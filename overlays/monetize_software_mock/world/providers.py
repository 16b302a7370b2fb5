"""
Declares the API providers behind a paywall's gateway. Plays none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

ECHO, EVENTS, OPENAI, BYTES, FAIL, CUT = "echo", "events", "openai", "bytes", "fail", "cut"
KINDS = (ECHO, EVENTS, OPENAI, BYTES, FAIL, CUT)
BREAKS = ("reset", "close", "garbage", "silence")
FREE = "free"
"""
The token type that costs nothing.
"""
_BOUNDS = {"events": (0, 1_000_000), "pause_ms": (0, 86_400_000), "size": (0, 2**40), "status": (300, 599)}
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


@dataclass(frozen=True, slots=True)
class Provider:
    """
    An API behind the gateway, played by the mock.

    Attributes:
        id: Names it in the path of its calls.
        kind: `echo` answers what reached it. `events` streams server-sent events. `openai` answers chat completions, at
            once or streamed, as that API does. `bytes` streams bytes. `fail` answers an error. `cut` breaks off.
        token_type: One of it is charged for a successful call; `free` is not charged.
        enabled: Otherwise every call is refused.
        headers: Go to the provider with each call; the caller's own of the same name win.
        body: Fields that go with each JSON body; the caller's own of the same name win.
        events: How many events `events` streams, and `cut` before it breaks.
        pause_ms: Between two events, and between two words of `openai`.
        size: How many bytes `bytes` streams, in pieces of 32 KiB.
        status: What `fail` answers.
        answer: The body of `fail`: text as it is, anything else as JSON.
        answer_headers: Further headers of `fail`.
        breaks: How `cut` breaks: `reset`, `close`, `garbage` or `silence`.
    """

    id: str
    kind: str = ECHO
    token_type: str = "standard"
    enabled: bool = True
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: Mapping[str, Any] = field(default_factory=dict[str, Any])
    events: int = 5
    pause_ms: int = 50
    size: int = 1_048_576
    status: int = 500
    answer: Any = None
    answer_headers: Mapping[str, str] = field(default_factory=dict[str, str])
    breaks: str = "close"

    def __post_init__(self) -> None:
        """
        Refuse a word that nobody knows.
        """
        if self.kind not in KINDS:
            raise ValueError(f"kind must be one of: {', '.join(KINDS)}")
        if self.breaks not in BREAKS:
            raise ValueError(f"breaks must be one of: {', '.join(BREAKS)}")


def provider_problems(provider: Provider) -> Iterator[str]:
    """
    Find what makes a provider one that cannot be played, with the field first.
    """
    if not _ID.fullmatch(provider.id):
        yield f"id must be letters, digits, - and _, 64 at most; not {provider.id[:80]!r}"
    for name, (least, most) in _BOUNDS.items():
        if not least <= getattr(provider, name) <= most:
            yield f"{name} must be between {least} and {most}"
    for name in ("headers", "answer_headers"):
        for header, value in getattr(provider, name).items():
            if not _HEADER_NAME.fullmatch(header) or not _HEADER_VALUE.fullmatch(value):
                yield f"{name}: {header[:60]!r} is no header of one line of Latin-1 text"
