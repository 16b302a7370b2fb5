"""
Declares the API providers behind a paywall's gateway. Plays none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ECHO, EVENTS, OPENAI, BYTES, FAIL, CUT = "echo", "events", "openai", "bytes", "fail", "cut"
KINDS = (ECHO, EVENTS, OPENAI, BYTES, FAIL, CUT)
BREAKS = ("reset", "close", "garbage", "silence")
FREE = "free"
"""
The token type that costs nothing.
"""


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
