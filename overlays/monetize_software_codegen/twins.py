"""
Which modules are derived from which, and writes them. The rules of deriving are in `twin.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .document import ROOT
from .generation import format_source
from .twin import Twin, derive

BILLING = Twin(
    source="monetize_software/billing.py",
    target="monetize_software/async_billing.py",
    awaited=frozenset({"drive", "_perform", "_verify", "close"}),
    names={
        "BillingClient": "AsyncBillingClient",
        "SyncWire": "AsyncWire",
        "Transport": "AsyncTransport",
        "HTTPClient": "AsyncHTTPClient",
        "BearerSource": "AsyncBearerSource",
        "RequestHook": "AsyncRequestHook",
        "ResponseHook": "AsyncResponseHook",
        "drive": "drive_async",
        "close": "aclose",
        "__enter__": "__aenter__",
        "__exit__": "__aexit__",
    },
    sentences={
        "billing API, blocking.": "billing API, awaiting.",
        "for a backend.": "for an asynchronous backend.",
        "It is thread-safe: it never changes,": "It is safe to share between tasks: it never changes,",
        "and `for_user()` returns cheap copies, so": "and `for_user()`\n    returns cheap copies, so",
        "`AsyncBillingClient` is the same for asyncio and trio.": (
            "Works under asyncio and trio, in any\n"
            "    number of event loops. Cancelling a task cancels its call and nothing else."
        ),
        "A user's access token, or a function that returns one.": (
            "A user's access token, or a function, blocking or async, that returns one."
        ),
        "asked before each call and once more after a 401.": (
            "asked before each call and once more\n                after a 401; it may be async."
        ),
        "An httpx transport to send": "An httpx async transport to send",
        "An `httpx.Client` to send through instead. It is never closed here; its cookies, auth, redirects and": (
            "An `httpx.AsyncClient` to send through instead. It is never closed here; its cookies, auth,\n"
            "            redirects and"
        ),
        "after each attempt. A failing hook is logged and ignored.": (
            "after each attempt. A failing hook is logged and\n            ignored. Both may be async."
        ),
        "Idle connections are closed at once.": "Idle connections are closed at once, whatever loop opened them.",
    },
)
ACCESS = Twin(
    source="monetize_software/access/checking.py",
    target="monetize_software/access/async_checking.py",
    awaited=frozenset({"run", "get_user_detail", "_asked", "_compared"}),
    names={"Access": "AsyncAccess", "BillingClient": "AsyncBillingClient", "run": "run_async"},
    sentences={
        "Build one per process and keep it; it is thread-safe. `AsyncAccess` is the same for asyncio and trio.": (
            "Build one per process and keep it; it is safe to share between tasks and event loops.\n"
            "    A store that may wait is read in a thread."
        ),
    },
)
TWINS = (
    BILLING,
    ACCESS,
)


def write(root: Path = ROOT) -> list[str]:
    """
    Write every twin anew and return their paths.
    """
    for twin in TWINS:
        (root / "overlays" / twin.target).write_text(text_of(twin, root), encoding="utf-8")
    return [f"overlays/{twin.target}" for twin in TWINS]


def stale(root: Path = ROOT) -> Iterator[str]:
    """
    Name the twins that are not what their sources give.
    """
    for twin in TWINS:
        if (root / "overlays" / twin.target).read_text(encoding="utf-8") != text_of(twin, root):
            yield f"overlays/{twin.target}"


def text_of(twin: Twin, root: Path = ROOT) -> str:
    """
    Return what a twin's module must hold.
    """
    return format_source(derive(twin, (root / "overlays" / twin.source).read_text(encoding="utf-8")))
