"""
Texts that are no world, or would be a strange one: one line that names the place, and the old world stays.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from monetize_software_mock import Mock, WorldError, load_world, world_from

from ..support.sample_requests import connect_http

WHOLE: dict[str, Any] = {
    "seed": "team",
    "starts_at": "2031-01-31",
    "webhook_secret": "whsec_team",
    "keys": [{"key": "sk_test_acme", "account": "acme", "active": True}],
    "paywalls": [
        {
            "id": "7",
            "owner": "acme",
            "name": "Acme",
            "processor": {"name": "stripe", "test_mode": True, "has_portal": True, "fails": False},
            "prices": [
                {
                    "id": "monthly",
                    "amount": 9.99,
                    "currency": "USD",
                    "interval": "month",
                    "interval_count": 1,
                    "trial_days": 7,
                    "label": "Monthly",
                    "description": "Every month",
                    "local": {"currency": "EUR", "amount": 8.5},
                    "legacy_id": 12,
                }
            ],
            "offers": [
                {
                    "id": "half",
                    "discount_percent": 50,
                    "expires_at": "2031-03-01T00:00:00Z",
                    "duration_minutes": 30,
                    "price_id": "monthly",
                    "label": "Half",
                }
            ],
            "token_types": ["standard"],
            "refills": {"standard": 5},
            "trial_tokens": {"standard": 5},
            "daily_tokens": {"standard": 5},
            "settings": {"theme": "dark"},
            "layout": {"type": "modal", "blocks": []},
            "locales": {"de": {"prices": {"monthly": {"label": "Monatlich"}}}},
            "countries": ["US", "DE"],
            "experiment": {
                "id": "exp_1",
                "kind": "prices",
                "variants": [{"key": "a", "weight": 1, "prices": [{"id": "m2", "amount": 5, "replaces": "monthly"}]}],
            },
        }
    ],
    "people": [
        {
            "id": "5d9f0c1e-0000-4000-8000-000000000009",
            "email": "ada@example.com",
            "name": "Ada",
            "meta": {"7": {"userId": "u_1"}},
            "balances": {"7": {"standard": 5}},
            "subscriptions": [{"id": "sub_1", "paywall": "7", "price": "monthly"}],
        }
    ],
    "bearers": [{"token": "bearer_ada", "user": "5d9f0c1e-0000-4000-8000-000000000009", "lives_s": 60}],
    "countries": [{"prefix": "", "code": "US", "tier": 1}],
    "webhooks": [{"url": "http://127.0.0.1:9/", "account": "acme", "secret": "whsec_x", "events": []}],
    "switches": {
        "dunning_days": [1, 2],
        "checkout_lives_hours": 24,
        "attachment_limit_bytes": 5000,
        "signature_headers": "both",
        "trial_cancel": "at_once",
        "events_built_after_ms": 200,
        "retry_minutes": [5],
        "webhook_hosts": ["app"],
        "guest_checkout": True,
    },
}

VALUES: dict[str, Any] = {
    "nothing": None,
    "true": True,
    "zero": 0,
    "negative": -1,
    "fraction": 0.5,
    "2**31": 2**31,
    "2**63": 2**63,
    "-2**63-1": -(2**63) - 1,
    "10**40": 10**40,
    "1e308": 1e308,
    "empty": "",
    "blank": " ",
    "word": "bogus",
    "NUL": "a\0b",
    "line break": "a\nb",
    "escape": "\x1b[31m",
    "surrogate": "\ud800",
    "separator": "a/b?c#d",
    "quotes": "'\"`; DROP TABLE users; --",
    "script": "<script>",
    "100 kB": "x" * 100_000,
    "direction": "\u202egpj.exe",
    "year 9999": "9999-12-31T23:59:59Z",
    "year 1": "0001-01-01",
    "list": [],
    "list of lists": [[[[]]]],
    "mapping": {},
    "mapping of numbers": {"a": 2**70},
    "long list": [1] * 5000,
}

USER = "user?email=ada@example.com"


def places(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """
    Every place in a world: of what it holds, and of the lists and mappings that hold it.
    """
    if place:
        yield place
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in entries:
        yield from places(each, (*place, name))


def with_value(place: tuple[Any, ...], value: Any) -> str:
    """
    The world with another value in a place, as JSON.
    """
    world = copy.deepcopy(WHOLE)
    inside: Any = world
    for name in place[:-1]:
        inside = inside[name]
    inside[place[-1]] = value
    return json.dumps(world)


def lived(mock: Mock) -> list[int]:
    """
    What a world answers that was taken, over more than a year.
    """
    client = connect_http(mock)
    paths = [f"/api/v1/paywall/{paywall.id}/{what}" for paywall in mock.world.paywalls for what in ("bootstrap", USER)]
    pages = [f"/_mock/console/{page}?format=html" for page in ("customers", "worlds")]
    asked = [client.get(path, headers={"X-Api-Key": "sk_test_acme"}) for path in (*paths, *pages)]
    moved = client.post("/_mock/clock/advance", json={"days": 400})
    return [each.status_code for each in (*asked, moved, *map(client.get, paths))]


@pytest.mark.parametrize("place", [*places(WHOLE)], ids=lambda place: ".".join(map(str, place)))
def test_strange_value_anywhere_is_refused_or_lived_with(
    place: tuple[Any, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """
    One line that names the place and changes nothing; or a world that never answers with a 500.
    """
    with Mock(world_from(json.dumps(WHOLE)), deliveries="collect") as mock:
        client, before = connect_http(mock), mock.snapshot()
        for name, value in VALUES.items():
            body = json.dumps({"world": with_value(place, value)})
            answer = client.post("/_mock/seed", content=body)
            if answer.status_code == 400:
                error = answer.json()["error"]
                assert ("\n" in error, len(error) < 500) == (False, True), name
                assert before == mock.snapshot(), name
                continue
            assert (200, []) == (answer.status_code, [each for each in lived(mock) if each >= 500]), (name, caplog.text)
            mock.restore(before)


TEXTS = {
    "brackets": ("[" * 50_000, "line 1: nested more than 50 levels deep"),
    "braces": ("{a: " * 50_000, "nested more than 50 levels deep"),
    "JSON brackets": ('{"people": ' + "[" * 50_000, "nested more than 50 levels deep"),
    "dashes": ("- " * 50_000, "nested more than 50 levels deep"),
    "question marks": ("? " * 50_000, "nested more than 50 levels deep"),
    "references that multiply": (
        "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)),
        "more than 3,000,000 values, with all that is referred to",
    ),
    "reference to itself": ("people: &a [*a]", "line 1: *a leads nowhere, or into itself"),
    "reference to nothing": ("people: *a", "line 1: *a leads nowhere"),
    "merge of a list": ("<<: [1]", "line 1: << merges mappings only"),
    "bytes": ("seed: !!binary aGk=", "line 1: a world has no values with tags such as tag:yaml.org,2002:binary"),
    "no bytes": ("seed: !!binary x", "a world has no values with tags"),
    "no time": ("starts_at: !!timestamp x", "a world has no values with tags"),
    "no number": ("seed: !!int x", "a world has no values with tags"),
    "object": ("seed: !!python/object/apply:os.getcwd []", "a world has no values with tags"),
    "set": ("seed: !!set {a}", "a world has no values with tags"),
    "infinity": (
        "switches: {attachment_limit_bytes: .inf}",
        "world.switches.attachment_limit_bytes must be a whole number",
    ),
    "infinite price": (
        "paywalls: [{id: a, owner: b, prices: [{id: c, amount: .inf}]}]",
        "prices[0].amount must be a number",
    ),
    "no number at all": (
        "paywalls: [{id: a, owner: b, prices: [{id: c, amount: .nan}]}]",
        "prices[0].amount must be a number",
    ),
    "infinity inside": (
        "paywalls: [{id: a, owner: b, settings: {x: [.inf]}}]",
        "paywalls[0].settings.x must be a number",
    ),
    "long number": (f"seed: {'9' * 5000}", "is no number that anybody can count to"),
    "too long for 64 bits": ("switches: {checkout_lives_hours: 99999999999999999999}", "checkout_lives_hours must be"),
    "interval": (
        "paywalls: [{id: a, owner: b, prices: [{id: c, amount: 1, interval: bogus}]}]",
        "interval must be one of",
    ),
    "endless period": (
        "paywalls: [{id: a, owner: b, prices: [{id: c, amount: 1, interval: year, interval_count: 3000}]}]",
        "world.paywalls[0].prices[0].interval_count makes periods of more than ten years",
    ),
    "year 9999": ("starts_at: 9999-12-31", "starts_at must lie between the years 1970 and 8000, not in 9999"),
    "year 1": ("starts_at: 0001-01-01", "starts_at must lie between the years 1970 and 8000, not in 1"),
    "key twice": ("seed: a\nseed: b", "line 2: seed is there twice"),
    "key twice in JSON": ('{"seed": "a", "seed": "b"}', "line 1: seed is there twice"),
    "key twice, once as a number": (
        'paywalls: [{id: a, owner: b, refills: {1: 1, "1": 2}}]',
        "line 1: 1 is there twice",
    ),
    "key that is a list": ("? [a]\n: b", "line 1: a list or a mapping cannot be a key"),
    "NUL": ("seed: a\0b", "not YAML: control characters are not allowed"),
    "escaped NUL": ('seed: "a\\0b"', "world.seed holds a control character"),
    "NUL in JSON": ('{"seed": "a\\u0000b"}', "world.seed holds a control character"),
    "half a character": ('seed: "\\ud800"', "line 1: not YAML"),
    "half a character as it is": ("seed: \ud800", "not YAML: a character is no Unicode"),
    "two documents": ("seed: a\n---\nseed: b", "line 2: a second document begins"),
    "directive": ("%YAML 9.9\n---\nseed: a", "line 1: not YAML: found incompatible YAML document"),
    "10 MB": ("x" * 10_000_000, "The text is larger than 8 MB"),
    "nearly 8 MB": ("seed: " + "x" * 7_900_000, "world.seed is longer than 10000 characters"),
    "mark alone": ("\ufeff", "world must be a mapping"),
    "HTML": ("<!doctype html><title>502</title>", "world must be a mapping"),
    "tab": ("\tseed: a", "line 1: not YAML"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_hostile_text_is_refused_in_one_line_that_names_the_place(name: str) -> None:
    """
    At once, whatever a YAML library would make of it; and the mock stays the world it was.
    """
    text, expected = TEXTS[name]
    with Mock() as mock:
        before = mock.snapshot()
        with pytest.raises(WorldError) as caught:
            mock.seed(world_from(text))

        assert (True, False) == (expected in str(caught.value), "\n" in str(caught.value))
        assert (len(str(caught.value)) < 500, before) == (True, mock.snapshot())


def test_bytes_that_are_no_text_are_refused_with_the_file(tmp_path: Path) -> None:
    """
    Latin letters, UTF-16, a folder, a name that is none, and what never ends.
    """
    for name, content in {"latin": b"seed: \xff", "utf-16": "seed: a".encode("utf-16")}.items():
        (tmp_path / name).write_bytes(content)
    for path in (tmp_path / "latin", tmp_path / "utf-16", tmp_path, "a\0b", Path("/dev/zero"), Path("/dev/full")):
        with pytest.raises(WorldError) as caught:
            load_world(path)
        assert ("\n" in str(caught.value), str(path) in str(caught.value)) == (False, True)


def test_mark_at_the_beginning_references_and_escapes_are_read(tmp_path: Path) -> None:
    """
    As editors, people and JSON libraries write them.
    """
    (tmp_path / "marked.yaml").write_text("\ufeffseed: acme", encoding="utf-8")
    (tmp_path / "world.json").write_text('{"seed": "\\ud83d\\ude00\\/"}')
    shared = "people: [&ada {email: a@b.example, name: Ada}, {<<: *ada, email: c@d.example}]\npaywalls: []\nkeys: []"

    assert "acme" == load_world(tmp_path / "marked.yaml").seed
    assert "\N{GRINNING FACE}/" == load_world(tmp_path / "world.json").seed
    assert [("a@b.example", "Ada"), ("c@d.example", "Ada")] == [(x.email, x.name) for x in world_from(shared).people]


def test_world_that_cannot_be_planted_leaves_the_old_one(mock: Mock, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Its switches and what a reset leads to included.
    """

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    before, world = mock.snapshot(), mock.world
    with monkeypatch.context() as broken:
        broken.setattr("monetize_software_mock.engine.planting.plant", fail)
        with pytest.raises(ZeroDivisionError):
            mock.seed(world.with_switches(dunning_days=(1,)))

    assert (before, True) == (mock.snapshot(), mock.world is world)
    mock.reset()
    assert world.switches == mock.world.switches
