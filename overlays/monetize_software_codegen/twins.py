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
        "drive": "drive_async",
        "close": "aclose",
        "__enter__": "__aenter__",
        "__exit__": "__aexit__",
    },
    sentences={},
)
TWINS = (BILLING,)


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
