"""
Every field of every control route, with every strange value: a sentence or what was asked for, never a failure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from monetize_software_mock import Mock
from monetize_software_mock.webhooks.senders import assume_success

from ..support.sample_requests import GOOD, connect_http

MISSING = object()

VALUES: dict[str, str] = {
    "null": "null",
    "true": "true",
    "zero": "0",
    "minus zero": "-0.0",
    "one": "1",
    "negative": "-1",
    "fraction": "0.5",
    "tiny": "1e-320",
    "2**40": str(2**40),
    "2**53+1": str(2**53 + 1),
    "2**63": str(2**63),
    "-2**63-1": str(-(2**63) - 1),
    "10**30": str(10**30),
    "4301 digits": "9" * 4301,
    "1e15": "1e15",
    "1e308": "1e308",
    "-1e308": "-1e308",
    "1e400": "1e400",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "empty": '""',
    "blank": '" "',
    "word": '"bogus"',
    "digits": '"12"',
    "NUL": '"a\\u0000b"',
    "line breaks": '"a\\r\\nb"',
    "escape": '"\\u001b[31m"',
    "half a character": '"\\ud800"',
    "beyond the plane": '"\\ud83d\\ude00"',
    "other direction": '"\\u202egpj"',
    "quotes": '"\'; DROP TABLE users; --"',
    "markup": '"<script>alert(1)</script>"',
    "path": '"../../etc/passwd"',
    "format": '"{0.__class__}%s%n"',
    "wildcards": '"%_*?["',
    "10 kB": json.dumps("x" * 10_000),
    "500 kB": json.dumps("\u00e4" * 80_000),
    "year 9999": '"9999-12-31T23:59:59.999999Z"',
    "year 9000": '"9000-01-01"',
    "year 1": '"0001-01-01T00:00:00+23:59"',
    "year 10000": '"+10000-01-01T00:00:00Z"',
    "13th month": '"2030-13-01"',
    "61 seconds": '"2030-01-01T00:00:61Z"',
    "zone of a week": '"2030-01-01T00:00:00+99:99"',
    "now": '"now"',
    "address": '"http://localhost:9/hooks"',
    "address without a host": '"http://"',
    "cut address": '"http://["',
    "port out of range": '"http://localhost:99999/"',
    "user in the address": '"http://a:b@localhost/"',
    "script address": '"javascript:alert(1)"',
    "file": '"file:///etc/passwd"',
    "list": "[]",
    "list of numbers": "[1, null, true]",
    "list of words": '["bogus", ""]',
    "list of half characters": '["\\ud800"]',
    "long list": "[" + ", ".join(['"x"'] * 5000) + "]",
    "mapping": "{}",
    "mapping of mappings": '{"a": {"b": [1e300, null]}}',
    "private names": '{"__class__": 1, "id": null, "user": 5, "subscription": []}',
    "deep": "[" * 99 + "]" * 99,
    "too deep": "[" * 101 + "]" * 101,
    "far too deep": "[" * 50_000,
    "cut": '{"a',
    "key twice": '{"a": 1, "a": 2}',
}

GOOD_FIELDS: dict[str, Any] = {
    "email": "subscriber@example.com",
    "price": "9101",
    "type": "subscription.updated",
    "url": "http://localhost:9/hooks",
    "operation": "startCheckout",
    "do": "reset",
    "scenario": "incomplete",
    "what": "renewal",
    "snapshot": "kept",
    "mode": "frozen",
    "active": True,
}


def lived() -> Mock:
    """
    A world in which there is one of everything that a route can name.
    """
    mock = Mock(deliveries="manual")
    client = connect_http(mock)
    mock._engine.courier.default = assume_success  # nothing leaves this process
    mock.webhooks.add("http://localhost:9/hooks")
    mock.events.trigger("subscription.updated", "subscriber@example.com")
    client.post("/_mock/snapshot", json={"name": "kept"})
    return mock


def routes() -> list[tuple[str, ...]]:
    """
    Every route that takes a body.
    """
    with Mock() as mock:
        told = connect_http(mock).get("/_mock/nothing").json()["error"]
    return [tuple(path.split("/")[2:]) for path in re.findall(r"POST (/_mock/[^,\s]+)", told)]


def path_of(route: tuple[str, ...], client: httpx.Client) -> str:
    """
    The address of a route, about something that is there.
    """
    if route[0] == "checkouts":
        name = GOOD["startCheckout"].of(client).json()["checkoutUrl"].rpartition("/")[2]
    else:
        found = {
            "webhooks": lambda: client.get("/_mock/webhooks").json()["webhooks"][0]["id"],
            "deliveries": lambda: client.get("/_mock/deliveries").json()["deliveries"][0]["id"],
        }
        name = found.get(route[0], lambda: "sub_seed_subscriber")()
    return "/_mock/" + "/".join(name if part.startswith("{") else part for part in route)


def fields_of(path: str, client: httpx.Client) -> list[str]:
    """
    The fields that a route says it takes.
    """
    told = client.post(path, json={"no such field": 1}).json()["error"]
    return [] if told.endswith("there are: none") else told.rpartition("there are: ")[2].split(", ")


def bodies(fields: list[str], field: str) -> Iterator[tuple[str, str]]:
    """
    What is sent: every strange value, beside good ones.
    """
    beside = {name: GOOD_FIELDS[name] for name in fields if name in GOOD_FIELDS and name != field}
    for name, value in VALUES.items():
        yield name, f'{json.dumps(beside)[:-1]}{", " * bool(beside)}"{field}": {value}}}'


@pytest.mark.parametrize("route", routes(), ids="/".join)
def test_strange_value_of_any_field_is_taken_or_refused_with_a_sentence(route: tuple[str, ...]) -> None:
    """
    In one line that is no longer than a line should be; nothing fails inside, and the mock goes on answering.
    """
    with lived() as mock:
        client, start = connect_http(mock), mock.snapshot()
        path = path_of(route, client)
        fields = fields_of(path, client)
        for field in fields:
            for name, body in bodies(fields, field):
                answer = client.post(path, content=body)
                told = answer.json().get("error", "")
                assert answer.status_code in (200, 400, 404, 409, 413), (field, name, answer.text)
                assert (answer.status_code == 200) != bool(told), (field, name)
                assert ("\n" in told, len(told) <= 500) == (False, True), (field, name, len(told))
                assert 0 == mock.counters.unexpected_errors, (field, name)
                if answer.status_code == 200:
                    mock.restore(start)
                    mock.clock.go("frozen")


BODIES = {**VALUES, "nothing": "", "blanks": " ", "mark": "\ufeff{}", "two": "{}{}", "Python": "{'a': 1}"}


@pytest.mark.parametrize("kind", BODIES)
def test_body_that_is_no_object_is_refused_everywhere(kind: str) -> None:
    """
    Before anything is done.
    """
    body = BODIES[kind]
    with lived() as mock:
        client = connect_http(mock)
        for route in routes():
            if "{" in "/".join(route):
                continue
            content = body.encode("utf-8", "surrogatepass")
            answer = client.post("/_mock/" + "/".join(route), content=content)
            if not answer.content or answer.status_code == 200:
                assert body.strip() in ("", "{}"), (route, body)
                continue
            assert answer.status_code in (400, 409), (route, answer.text)
        assert 0 == mock.counters.unexpected_errors


STRANGE = (
    "%00",
    "%ff",
    "%F0%9F%98%80",
    "..",
    "%2e%2e",
    "a" * 5000,
    "%0d%0a",
    "'",
    "<script>",
    "sub_x",
    "-1",
    "0" * 50,
    "{id}",
)


@pytest.mark.parametrize("name", STRANGE, ids=[str(number) for number in range(len(STRANGE))])
def test_strange_name_in_an_address_is_not_found(name: str) -> None:
    """
    With a sentence.
    """
    with lived() as mock:
        client = connect_http(mock)
        for path in (
            "purchases/{}",
            "purchases/{}/refund",
            "subscriptions/{}/cancel",
            "checkouts/{}/pay",
            "deliveries/{}/resend",
            "webhooks/{}",
            "webhooks/{}/attempts/0",
            "attempts/{}",
            "events/{}",
            "console/customers/{}",
            "console/requests/{}",
        ):
            for method in ("GET", "POST", "DELETE"):
                answer = client.request(method, httpx.URL(f"http://mock.test/_mock/{path.format(name)}"))
                assert answer.status_code < 500, (method, path, answer.text)
        assert 0 == mock.counters.unexpected_errors
