"""
Compares the answers that were seen with those that the document promises. Never sends anything.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from monetize_software._call.error_mapping import error_from_reply

from ..support.document import error_examples, operations
from ..support.flows import call, reply


class Answer(NamedTuple):
    """
    What an operation may answer; `code` is the one a client reports, empty for a success.
    """

    operation: str
    status: int
    code: str = ""


Seen = Counter[Answer]


def _documented() -> Iterator[Answer]:
    refusals = [Answer(each.operation, each.status, each.code) for each in error_examples()]
    for _, _, node in operations():
        name = node["operationId"]
        yield from (Answer(name, int(status)) for status in node["responses"] if status.startswith("2"))
        yield from dict.fromkeys(each for each in refusals if each.operation == name)


DOCUMENTED = list(_documented())
"""
Every status of every operation, and of each refusal every code.
"""


def answer_of(operation: str, status: int, body: bytes, content_type: str) -> Answer:
    """
    Read an answer as a client reads it.
    """
    if status < 300:
        return Answer(operation, status)
    received = reply(status, body, content_type=content_type)
    return Answer(operation, status, error_from_reply(received, call(operation=operation), doubtful=False).code)


def holes(seen: Mapping[Answer, int]) -> list[Answer]:
    """
    Documented answers that nobody saw.
    """
    return [answer for answer in DOCUMENTED if not seen.get(answer)]


def strangers(seen: Mapping[Answer, int]) -> list[Answer]:
    """
    Answers that nobody documented.
    """
    return [answer for answer in seen if answer not in DOCUMENTED]


def statuses() -> list[int]:
    """
    Every status that some operation documents.
    """
    return sorted({answer.status for answer in DOCUMENTED})


def cells(seen: Mapping[Answer, int]) -> dict[str, dict[int, int]]:
    """
    How often each operation gave each of its documented statuses.
    """
    counted: dict[str, dict[int, int]] = {}
    for answer in DOCUMENTED:
        row = counted.setdefault(answer.operation, {})
        row[answer.status] = row.get(answer.status, 0) + seen.get(answer, 0)
    return counted


def table(seen: Mapping[Answer, int]) -> str:
    """
    Word the counts for a terminal: a dot is not documented, and `HOLE` was never seen.
    """
    lines = [f"{'':20}" + "".join(f"{status:>6}" for status in statuses())]
    for operation, row in cells(seen).items():
        shown = (("HOLE" if row[status] == 0 else str(row[status])) if status in row else "·" for status in statuses())
        lines.append(f"{operation:20}" + "".join(f"{each:>6}" for each in shown))
    return "\n".join(lines)


def as_json(seen: Mapping[Answer, int]) -> str:
    """
    Word every documented answer with its count.
    """
    rows = [{**answer._asdict(), "seen": seen.get(answer, 0)} for answer in DOCUMENTED]
    return json.dumps({"answers": rows, "holes": [answer._asdict() for answer in holes(seen)]}, indent=1) + "\n"
