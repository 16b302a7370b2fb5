"""
Worlds declared in files: complete ones are read, others are refused with one line that says where.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from monetize_software_mock import Mock, WorldError, default_world, load_world, world_from
from monetize_software_mock.serving.banner import banner
from monetize_software_mock.world.parsing import parse

from ..support.sample_requests import connect_http

SMALL = """
seed: team
starts_at: 2031-01-31
keys: [{key: sk_test_acme, account: acme}]
paywalls:
  - id: "7"
    owner: acme
    name: Acme
    processor: paddle
    token_types: [standard]
    prices: [{id: monthly, amount: 9.99}]
people:
  - email: ada@example.com
    meta: {"7": {userId: u_1}}
    balances: {"7": {standard: 5}}
    subscriptions: [{paywall: "7", price: monthly}]
switches: {dunning_days: [1, 2]}
"""


def changed(**fields: Any) -> str:
    """
    The small world with other fields.
    """
    return json.dumps({**parse(SMALL), **fields})


def test_file_declares_a_world_that_works(tmp_path: Path) -> None:
    """
    Its key opens its paywall, its customer has access and tokens, and its clock starts where it says.
    """
    file = tmp_path / "world.yaml"
    file.write_text(SMALL)
    with Mock(file) as mock:
        path = "/api/v1/paywall/7/user?email=ada@example.com"
        found = connect_http(mock).get(path, headers={"X-Api-Key": "sk_test_acme"}).json()

    assert (True, [{"type": "standard", "count": 5}]) == (found["paid"], found["balances"])
    assert "2031-01-31T00:00:00+00:00" == mock.clock.now().isoformat()


def test_left_out_ids_follow_from_the_seed() -> None:
    """
    The same in every run, and others with another seed.
    """
    ada, again, other = (world_from(text).people[0] for text in (SMALL, SMALL, SMALL.replace("team", "another")))

    assert ada == again
    assert set() == {ada.id, ada.subscriptions[0].id} & {other.id, other.subscriptions[0].id}


def test_default_world_can_be_written_as_a_file() -> None:
    """
    Whatever a world may hold, a file may say.
    """
    written = dataclasses.asdict(default_world())
    for key in written["keys"]:
        key["account"] = key.pop("account_id")

    assert default_world() == world_from(json.dumps(written))


def test_running_mock_becomes_another_world_and_resets_to_that() -> None:
    """
    Its switches, paywalls and people are the file's from then on.
    """
    with Mock() as mock:
        client = connect_http(mock)
        told = client.post("/_mock/seed", json={"world": SMALL}).json()
        mock.clock.advance(days=400)
        mock.reset()

        assert ["7"] == [each["id"] for each in told["paywalls"]] == [each.id for each in mock.world.paywalls]
        assert (1, 2) == mock.world.switches.dunning_days
        assert "2031-01-31T00:00:00+00:00" == mock.clock.now().isoformat()


def test_renewals_of_a_file_follow_its_switches() -> None:
    """
    Two tries after a failed renewal, a day and two days later, and then it ends.
    """
    with Mock(world_from(SMALL)) as mock:
        mock.script("ada@example.com", ["declined"] * 3)
        mock.clock.advance(days=28)
        late = mock.purchase(mock.world.people[0].subscriptions[0].id).status
        mock.clock.advance(days=2)

        assert ("past_due", "canceled") == (late, mock.purchase(mock.world.people[0].subscriptions[0].id).status)


REFUSED = {
    "not YAML": ("a: [", "line 2: not YAML"),
    "no mapping": ("- 1", "world must be a mapping"),
    "empty": ("", "world must be a mapping"),
    "unknown field": (changed(peple=[]), "world.peple: nobody knows this field"),
    "unknown inner field": (SMALL.replace("amount", "amuont"), "paywalls[0].prices[0].amuont: nobody knows"),
    "missing field": (SMALL.replace("    owner: acme\n", ""), "world.paywalls[0].owner is missing"),
    "number for text": (SMALL.replace('id: "7"', "id: 7"), "paywalls[0].id must be text; put it in quotes"),
    "text for number": (SMALL.replace("9.99", "cheap"), "prices[0].amount must be a number"),
    "truth for number": (SMALL.replace("standard: 5", "standard: true"), "must be a whole number"),
    "fraction": (SMALL.replace("standard: 5", "standard: 5.5"), "must be a whole number"),
    "text for list": (changed(bearers="x"), "world.bearers must be a list"),
    "list for people": (SMALL.replace("people:", "people: x\nbearers:"), "world.people must be a list"),
    "person is text": (changed(people=["ada"]), "world.people[0] must be a mapping"),
    "list for mapping": (SMALL.replace("{dunning_days: [1, 2]}", "[]"), "world.switches must be a mapping"),
    "key twice": (changed(keys=[{"key": "k", "account": "a"}] * 2), "keys: k is there twice"),
    "person twice": (changed(people=[{"email": "a@b.c"}, {"email": "A@b.c", "id": "2"}]), "a@b.c is there twice"),
    "no such paywall": (SMALL.replace('balances: {"7"', 'balances: {"8"'), "uses paywall 8, which there is not"),
    "no such price": (SMALL.replace("price: monthly", "price: daily"), "for price daily, which paywall 7 has not"),
    "no such tokens": (
        SMALL.replace("{standard: 5}", "{gpt: 5}"),
        "has gpt tokens, which paywall 7 has not (standard)",
    ),
    "no such person": (changed(bearers=[{"token": "t", "user": "nobody"}]), "no person with the id nobody"),
    "no such time": (SMALL.replace("2031-01-31", "someday"), "starts_at must be ISO 8601 text"),
    "far webhook": (changed(webhooks=[{"url": "https://x.example/", "account": "acme"}]), "webhooks: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_file_that_is_no_world_is_refused_with_the_place(name: str) -> None:
    """
    One line, that says where and what instead.
    """
    text, expected = REFUSED[name]
    with pytest.raises(WorldError) as caught:
        world_from(text)

    assert expected in str(caught.value)
    assert "\n" not in str(caught.value)


def test_refused_file_changes_nothing() -> None:
    """
    The mock stays the world it was.
    """
    with Mock() as mock:
        before = mock.snapshot()
        answer = connect_http(mock).post("/_mock/seed", json={"world": "keys: 1"})

        assert (400, "world.keys must be a list") == (answer.status_code, answer.json()["error"])
        assert before == mock.snapshot()


def test_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """
    With the reason.
    """
    (tmp_path / "latin.yaml").write_bytes(b"\xff")

    with pytest.raises(WorldError, match=r"nowhere\.yaml: cannot be read: No such file"):
        load_world(tmp_path / "nowhere.yaml")
    with pytest.raises(WorldError, match=r"latin\.yaml: cannot be read"):
        load_world(tmp_path / "latin.yaml")


def test_seed_route_takes_text_alone() -> None:
    """
    Anything else is refused.
    """
    with Mock() as mock:
        assert 400 == connect_http(mock).post("/_mock/seed", json={"world": {}}).status_code


@pytest.mark.parametrize("text", ["{}", SMALL, changed(keys=[]), changed(people=[])])
def test_every_world_can_be_announced(text: str) -> None:
    """
    Address, console and what there is; a first call where one is possible.
    """
    shown = banner(world_from(text), "http://127.0.0.1:4242", "1")

    assert "http://127.0.0.1:4242/_mock/" in shown
    assert ("Try:" in shown) == ("sk_test_" in shown)


def test_file_that_names_nobody_and_nothing_is_the_default_world() -> None:
    """
    But for what it says, such as when it begins; a world in which there is nothing says so.
    """
    later = world_from("starts_at: 2031-05-01")

    assert dataclasses.replace(default_world(), starts_at="2031-05-01") == later
    assert default_world().with_switches(dunning_days=(1,)) == world_from("switches: {dunning_days: [1]}")
    assert () == world_from("starts_at: 2031-05-01\npaywalls: []").paywalls


def test_running_mock_gets_the_default_world_at_another_time() -> None:
    """
    Its customers and prices are there, and its subscriptions begin then.
    """
    with Mock() as mock:
        told = connect_http(mock).post("/_mock/seed", json={"world": "starts_at: 2031-05-01"}).json()

        assert "2031-05-01T00:00:00.000Z" == told["clock"]["now"]
        assert [each.id for each in default_world().paywalls] == [each["id"] for each in told["paywalls"]]
