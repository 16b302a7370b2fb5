"""
A scripted fault in words, as the console lists it.
"""

from __future__ import annotations

from typing import Any

import pytest

from monetize_software_mock import Mock
from monetize_software_mock.faults.faults import delay, status

from ..support.sample_requests import connect_http

SENTENCES: dict[str, dict[str, Any]] = {
    "Every call of any operation is answered with 500, before anything is done.": {"operation": "*", "do": status(500)},
    "The next call of getUser or getBalances comes 2 s late, before anything is done.": {
        "operation": ["getUser", "getBalances"],
        "do": delay(2),
        "count": 1,
    },
    "Each of the next 3 calls of getUser is answered with 503, and asked to retry after 1 s, after everything is done.": {  # noqa: E501
        "operation": "getUser",
        "do": status(503, retry_after=1),
        "count": 3,
        "when": "after_commit",
    },
    "Call number 2 of getUser gets a proxy’s 502 page, before anything is done.": {
        "operation": "getUser",
        "do": "html_502",
        "nth": 2,
    },
    "At a chance of 30%, a call of getUser is cut off by a reset, before anything is done.": {
        "operation": "getUser",
        "do": "reset",
        "rate": 0.3,
    },
    "At a chance of 30%; of the first 9, a call of getUser is never answered, before anything is done.": {
        "operation": "getUser",
        "do": "silence",
        "rate": 0.3,
        "first": 9,
    },
    "The next call of postToGateway is closed without an answer, in the middle of the answer, after 3 events.": {
        "operation": "postToGateway",
        "do": "close",
        "first": 1,
        "when": "during_body",
        "after": "3 events",
    },
}


@pytest.mark.parametrize(("sentence", "rule"), SENTENCES.items())
def test_fault_reads_as_a_sentence(sentence: str, rule: dict[str, Any], mock: Mock) -> None:
    """
    Which calls, of what, what happens to each, and where: nothing that was scripted is left unsaid.
    """
    mock.fault(**rule)
    page = connect_http(mock).get("/_mock/console/faults?format=json").json()

    assert [sentence] == [each["text"] for each in page["rules"]]
