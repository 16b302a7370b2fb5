"""
The default world is the documented one, and the package shows exactly its public names.
"""

from __future__ import annotations

import subprocess
import sys

import httpx
import pytest

import monetize_software_mock
from monetize_software_mock import Mock, create_app, default_world
from monetize_software_mock.world.declaration import Paywall, Person, Subscription, World

from ..support.sample_requests import GOOD, OWNER, Ask, connect_http


def test_default_world_is_the_documented_one(client: httpx.Client) -> None:
    """
    Keys, paywalls, prices, users and bearers are what the documentation promises.
    """
    world = client.get("/_mock/world").json()
    paywalls = {each["id"]: each for each in world["paywalls"]}

    assert [
        ("sk_test_mock", "acct_mock", True),
        ("sk_test_inactive", "acct_mock", False),
        ("sk_test_other", "acct_other", True),
    ] == [(each["key"], each["account"], each["active"]) for each in world["keys"]]
    assert {"3": "acct_mock", "4": "acct_other", "5": "acct_mock"} == {k: v["owner"] for k, v in paywalls.items()}
    assert {"3": "stripe", "4": "stripe", "5": "freemius"} == {k: v["acquiring"] for k, v in paywalls.items()}
    assert ["standard", "gpt-4"] == paywalls["3"]["token_types"]
    assert [
        ("price_123", 9.99, "month", 123),
        ("9101", 79, "year", 9101),
        ("9102", 199, "lifetime", 9102),
    ] == [(each["id"], each["amount"], each["interval"], each["legacy_id"]) for each in paywalls["3"]["prices"]]
    assert "whsec_mock" == world["webhook_secret"]
    assert [
        ("user@example.com", ["3"], {"3": {"gpt-4": 10}}, [], ["bearer_user"]),
        ("subscriber@example.com", ["3"], {"3": {"gpt-4": 42}}, ["sub_seed_subscriber"], ["bearer_subscriber"]),
        ("elsewhere@example.com", ["4"], {}, [], ["bearer_elsewhere"]),
        ("freemius@example.com", ["5"], {}, ["sub_seed_freemius"], ["bearer_freemius"]),
        (None, ["3"], {}, [], ["bearer_anonymous"]),
    ] == [
        (each["email"], each["paywalls"], each["balances"], each["subscriptions"], each["bearers"])
        for each in world["users"]
    ]


def test_yearly_price_has_a_local_one(client: httpx.Client) -> None:
    """
    71.88 EUR.
    """
    prices = {each["id"]: each for each in GOOD["getBootstrap"].of(client).json()["prices"]}

    assert {"currency": "EUR", "amount": 71.88} == prices["9101"]["local"]


def test_seeded_users_answer_as_seeded(client: httpx.Client) -> None:
    """
    Also on the other paywalls.
    """
    freemius = Ask("GET", "/api/v1/paywall/5/user?email=freemius@example.com", OWNER).of(client).json()
    elsewhere = Ask("GET", "/api/v1/paywall/4/user?email=elsewhere@example.com", {"X-Api-Key": "sk_test_other"})

    assert (True, "sub_seed_freemius") == (freemius["paid"], freemius["purchases"][0]["id"])
    assert ([], []) == tuple(elsewhere.of(client).json()[name] for name in ("balances", "purchases"))


def test_world_of_ones_own_is_planted() -> None:
    """
    What it declares is there, and a mistake in it is told.
    """
    nobody = World(keys=default_world().keys[:1], paywalls=(Paywall("w", "acct_mock", settings={"id": "w"}),))
    client = connect_http(Mock(nobody))

    assert 200 == Ask("GET", "/api/v1/paywall/w/bootstrap").of(client).status_code
    lost = Person("u", "a@b", subscriptions=(Subscription("sub", "w", "gone"),))
    with pytest.raises(ValueError, match="is for price gone, which paywall w has not"):
        Mock(World(paywalls=nobody.paywalls, people=(lost,)))


def test_public_names_are_found_when_first_asked_for() -> None:
    """
    Every name of `__all__`, in order, and no other.
    """
    names = monetize_software_mock.__all__

    assert sorted(names) == names
    assert all(getattr(monetize_software_mock, name) for name in names)
    assert set(names) <= set(dir(monetize_software_mock))
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        getattr(monetize_software_mock, "Nothing")  # noqa: B009  # for which type checkers know no such name


def test_importing_the_package_imports_next_to_nothing() -> None:
    """
    Neither the server nor httpx is loaded before it is needed, and the command line never loads httpx.
    """
    program = (
        "import sys; from monetize_software_mock import Mock; Mock(); print(*{'httpx', 'uvicorn'} & {*sys.modules})"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert "" == shown.stdout.strip()


def test_application_takes_the_options_of_a_mock() -> None:
    """
    With a world and without one.
    """
    assert callable(create_app(default_world(), deliveries="collect"))
    assert callable(create_app())


def test_two_mocks_share_nothing() -> None:
    """
    A change in one world is not seen in another.
    """
    one, other = Mock(), Mock()
    GOOD["adjustBalance"].of(connect_http(one))

    assert 42 == GOOD["getBalances"].of(connect_http(other)).json()["balances"][0]["count"]


def test_live_mock_that_is_never_closed_ends_quietly() -> None:
    """
    Its state is there for its thread as long as the program is, to the last thing done at exit.
    """
    program = (
        "import atexit\nkept = []\natexit.register(lambda: print(kept[0].clock.advance(1)))\n"
        "from monetize_software_mock import Mock\nkept.append(Mock(clock='live'))"
    )
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stderr)
