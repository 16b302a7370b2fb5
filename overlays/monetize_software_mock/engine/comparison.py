"""
Compares worlds and writes down what happened in one. Never changes anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from monetize_software_mock.http.messages import encode_json
from monetize_software_mock.state import queries, values
from monetize_software_mock.state.store import compared
from monetize_software_mock.state.timestamps import to_iso, to_millis

from .engine import Engine

LEFT_OUT = ("due", "journal", "idempotency", "attempts")
_SECRET = frozenset({"code", "data", "digest", "link", "link_secret", "salt", "secret", "token"})
_PERSONAL = frozenset({"body", "content", "email", "email_key", "meta", "meta_user_id", "name", "recipient", "subject"})


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One field that two worlds have differently.

    Attributes:
        table: Such as `purchases`.
        key: Of the row.
        field: Empty when only one world has the row.
        ours: The value here, moments as aware times; None when the row is only there.
        theirs: The value there; None when the row is only here.
    """

    table: str
    key: str
    field: str
    ours: Any
    theirs: Any

    def __str__(self) -> str:
        """
        Return a line for people, without what belongs to a person.
        """
        if not self.field:
            return f"{self.table} {self.key}: only {'there' if self.ours is None else 'here'}"
        if self.field in _PERSONAL | _SECRET:
            return f"{self.table} {self.key} {self.field}: differs"
        return f"{self.table} {self.key} {self.field}: {self.ours!r} -> {self.theirs!r}"

    def __repr__(self) -> str:
        """
        Return the same.
        """
        return f"Difference({self})"

    def to_json(self) -> dict[str, Any]:
        """
        Return it for the wire: moments are ISO 8601 text.
        """
        whose = {"table": self.table, "key": self.key, "field": self.field}
        return {**whose, "ours": _json(self.ours), "theirs": _json(self.theirs)}


def differences(ours: Engine, theirs: Engine) -> list[Difference]:
    """
    Return in what two worlds differ, by table and key.

    SQLite finds the rows that differ; only those are read.
    """
    found = [
        difference
        for table, here, there in compared(ours.store, theirs.store, LEFT_OUT)
        for key in here.keys() | there.keys()
        for difference in _between(table, key, here.get(key), there.get(key))
    ]
    return sorted(found, key=lambda each: (each.table, each.key))


def journal(engine: Engine) -> bytes:
    """
    Return what happened and every event, in order, a JSON object a line; without real time.
    """
    return b"".join(encode_json(line) + b"\n" for line in _lines(engine))


def _lines(engine: Engine) -> Iterator[dict[str, Any]]:
    with engine.store.transaction() as tx:
        for row in queries.every_line(tx):
            yield {"at": to_iso(row.at), **_named(row, "kind", "subject", "text", "facts")}
        for event in queries.every_event(tx):
            yield {"event": event.body}


def _named(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _between(table: str, key: str, here: dict[str, Any] | None, there: dict[str, Any] | None) -> Iterator[Difference]:
    if here is None or there is None:
        yield Difference(table, key, "", _public(here), _public(there))
        return
    for name, value in here.items():
        if value != there[name]:
            yield Difference(table, key, name, values.plain(name, value), values.plain(name, there[name]))


def _public(row: dict[str, Any] | None) -> dict[str, Any] | None:
    return None if row is None else {name: values.plain(name, value) for name, value in row.items()}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return to_iso(to_millis(value))
    if isinstance(value, dict):
        return {name: _json(each) for name, each in cast("dict[str, Any]", value).items()}
    return value
