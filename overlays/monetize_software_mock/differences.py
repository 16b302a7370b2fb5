"""
Compares worlds and writes down what happened in one. Never changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .engine import Engine
from .messages import encode_json
from .store import Transaction
from .timestamps import to_iso

_LEFT_OUT = ("due", "journal", "idempotency", "attempts")


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One field that two worlds have differently.

    Attributes:
        table: Such as `purchases`.
        key: Of the row.
        field: Empty when only one world has the row.
        ours: The value here; None when the row is only there.
        theirs: The value there; None when the row is only here.
    """

    table: str
    key: str
    field: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        """
        Return a line for people.
        """
        return f"{self.table} {self.key} {self.field}: {self.ours!r} -> {self.theirs!r}"


def differences(ours: Engine, theirs: Engine) -> list[Difference]:
    """
    Return in what two worlds differ, by table and key.
    """
    here, there = _content(ours), _content(theirs)
    return [
        difference
        for place in sorted(here.keys() | there.keys())
        for difference in _compared(place, here.get(place), there.get(place))
    ]


def journal(engine: Engine) -> bytes:
    """
    Return what happened and every event, in order, a JSON object a line; without real time.
    """
    with engine.store.transaction() as tx:
        lines = [
            *({"at": to_iso(row.at), **_named(row, "kind", "subject", "text", "facts")} for row in _journal(tx)),
            *({"event": row.body} for row in tx.events.where("true ORDER BY sequence")),
        ]
    return b"".join(encode_json(line) + b"\n" for line in lines)


def _journal(tx: Transaction) -> list[Any]:
    return list(tx.journal.where("true ORDER BY sequence"))


def _named(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _content(engine: Engine) -> dict[tuple[str, str], dict[str, Any]]:
    with engine.store.transaction() as tx:
        return {
            (table.name, "/".join(str(getattr(row, name)) for name in table.key)): asdict(row)
            for table in tx.tables
            if table.name not in _LEFT_OUT
            for row in table.where("true")
        }


def _compared(
    place: tuple[str, str], here: dict[str, Any] | None, there: dict[str, Any] | None
) -> Iterator[Difference]:
    if here is None or there is None:
        yield Difference(*place, "", here, there)
        return
    for name, value in here.items():
        if value != there[name]:
            yield Difference(*place, name, value, there[name])
