"""
What a client refuses where it is built, before anything is sent.
"""

from __future__ import annotations

import copy
import pickle
import sys
from enum import Enum
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

import monetize_software
from monetize_software import (
    AsyncBillingClient,
    BillingClient,
    ConfigurationError,
    Identity,
    InvalidRequestError,
    Timeout,
    errors,
    hooks,
    webhooks,
)
from monetize_software._profile.origin import Origin, is_loopback
from monetize_software._profile.profile import Profile
from monetize_software._secret import Secret

GOOD: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", "api_key": "sk_live_secret"}
CLIENTS = pytest.mark.parametrize("client_class", [BillingClient, AsyncBillingClient])


@CLIENTS
@pytest.mark.parametrize(
    ("bad", "code", "words"),
    [
        ({"paywall_id": ""}, "invalid_config", "paywall_id is missing"),
        ({"paywall_id": None}, "invalid_config", "paywall_id is missing"),
        ({"paywall_id": True}, "invalid_config", "paywall_id is missing"),
        ({"paywall_id": "../4"}, "invalid_config", "paywall_id may hold"),
        ({"paywall_id": ".."}, "invalid_config", "paywall_id may hold"),
        ({"paywall_id": "a/b"}, "invalid_config", "paywall_id may hold"),
        ({"paywall_id": "3\n"}, "invalid_config", "paywall_id may hold"),
        ({"paywall_id": "é"}, "invalid_config", "paywall_id may hold"),
        ({"paywall_id": "x" * 65}, "invalid_config", "paywall_id may hold"),
        ({"api_origin": ""}, "invalid_config", "api_origin is missing"),
        ({"api_origin": None}, "invalid_config", "api_origin is missing"),
        ({"api_origin": httpx.URL("https://pay.example.com")}, "invalid_config", r"not URL\. Pass str\(\) of it"),
        ({"api_origin": "pay.example.com"}, "invalid_config", "full address"),
        ({"api_origin": "ftp://pay.example.com"}, "invalid_config", "full address"),
        ({"api_origin": "https://"}, "invalid_config", "full address"),
        ({"api_origin": "http://pay.example.com"}, "invalid_config", "must be https"),
        ({"api_origin": "http://127.0.0.1.evil.example"}, "invalid_config", "must be https"),
        ({"api_origin": "https://user:pw@pay.example.com"}, "invalid_config", "user name or password"),
        ({"api_origin": "https://pay.example.com/?a=1"}, "invalid_config", "query"),
        ({"api_origin": "https://pay.example.com/#a"}, "invalid_config", "fragment"),
        ({"api_origin": "https://pay.example.com/a/../b"}, "invalid_config", "dot segments"),
        ({"api_origin": "https://pay.example.com:port"}, "invalid_config", "not an address"),
        ({"api_origin": "https://pay.exa mple.com"}, "invalid_config", "blanks"),
        ({"api_origin": "https://pay.example.com\r\nX: 1"}, "invalid_config", "blanks"),
        ({"api_origin": "https://pay.example.com\\@evil"}, "invalid_config", "blanks"),
        ({"api_key": ""}, "invalid_config", "api_key is empty"),
        ({"api_key": "sk_live a"}, "invalid_config", "api_key holds blanks"),
        ({"api_key": "sk_live\nX-Evil: 1"}, "invalid_config", "api_key holds blanks"),
        ({"api_key": "sk_livé"}, "invalid_config", "api_key holds blanks"),
        ({"api_key": b"sk_live"}, "invalid_config", "api_key must be text, not bytes"),
        (
            {"api_key": SecretStr("sk_live")},
            "invalid_config",
            r"not SecretStr\. Pass what its get_secret_value\(\) returns",
        ),
        ({"identity": {"email": "a@b.c"}}, "invalid_config", "must be an Identity"),
        ({"on_request": "print"}, "invalid_config", "must be a function"),
        ({"capabilities": "edge"}, "invalid_config", "list of texts"),
        ({"transport": httpx.BaseTransport(), "http_client": object()}, "invalid_config", "not both"),
    ],
)
def test_bad_setting_is_refused(client_class: Any, bad: dict[str, Any], code: str, words: str) -> None:
    """
    A setting that cannot work or would expose the key raises ConfigurationError and says what to do.
    """
    with pytest.raises(ConfigurationError, match=words) as caught:
        client_class(**{**GOOD, **bad})

    assert (code, None, False) == (caught.value.code, caught.value.status, caught.value.request_sent)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize(
    "timeout", [0, -1, float("inf"), float("nan"), "5", True, httpx.Timeout(None)], ids=lambda value: str(value)
)
def test_endless_or_odd_timeout_is_refused(timeout: Any) -> None:
    """
    There is no way to ask for a timeout that never ends.
    """
    with pytest.raises(InvalidRequestError, match="timeout"):
        BillingClient(**GOOD, timeout=timeout)


def test_timeouts_are_read() -> None:
    """
    A number bounds every part, a Timeout each its own, and an httpx timeout is understood.
    """
    assert Timeout(3, 3, 3, 3, 3) == Timeout.of(3)
    assert Timeout(1, 2, 3, 4) == Timeout.of(Timeout(1, 2, 3, 4))
    assert Timeout(1, 2, 3, 4) == Timeout.of(httpx.Timeout(connect=1, read=2, write=3, pool=4))


@pytest.mark.parametrize("retries", [-1, 1.5, True, 21, None])
def test_odd_retries_are_refused(retries: Any) -> None:
    """
    `max_retries` is a small whole number.
    """
    with pytest.raises(InvalidRequestError, match="max_retries"):
        BillingClient(**GOOD, max_retries=retries)


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://pay.example.com", "https://pay.example.com"),
        ("https://pay.example.com/", "https://pay.example.com"),
        (" https://pay.example.com:8443/billing/ ", "https://pay.example.com:8443/billing"),
        ("http://127.0.0.1:4242", "http://127.0.0.1:4242"),
        ("http://[::1]:4242", "http://[::1]:4242"),
        ("http://localhost", "http://localhost"),
    ],
)
def test_origin_is_kept_whole(given: str, base: str) -> None:
    """
    Port and path prefix stay; only a trailing slash goes.
    """
    assert base == Origin.read(given).base


def test_plain_http_needs_a_word() -> None:
    """
    Plain http to another machine works only when asked for by name.
    """
    assert "http://billing.internal" == Origin.read("http://billing.internal", allow_insecure=True).base


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("app.localhost", True),
        ("LOCALHOST.", True),
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example.com", False),
        ("127.0.0.1.nip.io", False),
        ("", False),
    ],
)
def test_loopback(host: str, loopback: bool) -> None:
    """
    Only this machine counts as loopback, by name or number.
    """
    assert loopback == is_loopback(host)


def test_key_in_a_browser_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    In a browser runtime with a document a server key is refused; without a document it is not.
    """
    monkeypatch.setattr(sys, "platform", "emscripten")
    BillingClient(**GOOD)
    monkeypatch.setitem(sys.modules, "js", SimpleNamespace(document=object()))

    with pytest.raises(ConfigurationError) as caught:
        BillingClient(**GOOD)
    assert "apikey_in_browser" == caught.value.code


@CLIENTS
def test_from_env_reads_the_environment(client_class: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The three variables make a client; arguments win over them.
    """
    monkeypatch.setenv("PAYWALL_ID", "3")
    monkeypatch.setenv("PAYWALL_ORIGIN", "https://pay.example.com")
    monkeypatch.setenv("MONETIZE_API_KEY", "sk_live_secret\n")

    assert f"{client_class.__name__}(paywall_id='3', api_origin='https://pay.example.com', api_key=***)" == repr(
        client_class.from_env()
    )
    assert "paywall_id='4'" in repr(client_class.from_env(paywall_id="4"))


@CLIENTS
@pytest.mark.parametrize(
    ("gone", "given", "words"),
    [
        (["PAYWALL_ID"], {}, "PAYWALL_ID must be set"),
        (["PAYWALL_ORIGIN"], {}, "PAYWALL_ORIGIN must be set"),
        (["PAYWALL_ID", "PAYWALL_ORIGIN"], {}, "PAYWALL_ID and PAYWALL_ORIGIN must be set"),
        (["PAYWALL_ID", "PAYWALL_ORIGIN"], {"paywall_id": "3"}, "PAYWALL_ORIGIN must be set"),
    ],
)
def test_from_env_names_all_that_is_missing(
    client_class: Any, gone: list[str], given: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Every missing variable is named at once, and none that was given.
    """
    monkeypatch.setenv("PAYWALL_ID", "3")
    monkeypatch.setenv("PAYWALL_ORIGIN", "https://pay.example.com")
    for name in gone:
        monkeypatch.delenv(name)

    with pytest.raises(ConfigurationError, match=words) as caught:
        client_class.from_env(**given)
    assert str(caught.value).startswith(words)


@CLIENTS
def test_repr_shows_no_secret(client_class: Any) -> None:
    """
    Neither the client nor what it holds shows the key, the bearer or the user.
    """
    client = client_class(**GOOD, bearer="token-secret", identity=Identity("ada@example.com", "u_42"))
    shown = repr(client) + str(client) + repr(client._profile) + repr(client._wire) + repr(client.identity)

    # An address in memory may well hold "ada": what is looked for has letters that no hexadecimal number has.
    assert [] == [
        word for word in ("secret", "ada@", "example.com", "u_42") if word in shown.replace(GOOD["api_origin"], "")
    ]


def own_classes() -> list[type[Any]]:
    """
    Every class of the public modules that is no list of names, no pair and no answer, and those that clients hold.
    """
    homes = [monetize_software, errors, hooks, webhooks]
    found: set[Any] = {getattr(home, name) for home in homes for name in home.__all__} | {Profile, Secret, Origin}
    plain = {one for one in found if isinstance(one, type) and not issubclass(one, Enum | tuple)}
    return sorted((one for one in plain if not hasattr(one, "from_dict")), key=lambda kind: kind.__name__)


@pytest.mark.parametrize("kind", own_classes(), ids=lambda kind: kind.__name__)
def test_object_whose_constructor_did_not_run_prints_itself(kind: Any) -> None:
    """
    What an error reporter meets half-made, as the variable of a constructor that raised, can be shown.
    """
    assert repr(kind.__new__(kind))


@CLIENTS
def test_client_cannot_be_pickled(client_class: Any) -> None:
    """
    A client is not pickled behind its back, because the key would travel with it; its copy is the client itself.
    """
    client = client_class(**GOOD)

    with pytest.raises(TypeError, match="pickled"):
        pickle.dumps(client)
    assert client is copy.copy(client) is copy.deepcopy(client)


def test_construction_does_nothing() -> None:
    """
    Building a client and binding users sends nothing and opens nothing.
    """

    def refuse(request: httpx.Request) -> httpx.Response:
        raise AssertionError(request)

    client = BillingClient(**GOOD, transport=httpx.MockTransport(refuse))
    client.for_user(email="ada@example.com").with_options(timeout=3, max_retries=0, accept_language="pl").close()


def test_copies_do_not_change_their_origin() -> None:
    """
    Binding returns a copy; the client itself stays as it was.
    """
    client = BillingClient(**GOOD)
    ada = client.for_user(email="ada@example.com")
    bob = ada.for_user(user_id=42)

    assert (None, "ada@example.com", None, "42") == (
        client.identity.email,
        ada.identity.email,
        bob.identity.email,
        bob.identity.user_id,
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"email": ""},
        {"email": "ada"},
        {"email": "@b"},
        {"email": "a@"},
        {"email": "a@b@c"},
        {"email": "a b@c"},
        {"email": "a\n@b.c"},
        {"email": "a\x00@b.c"},
        {"email": "a\ud800@b.c"},
        {"email": 5},
        {"email": b"a@b.c"},
        {"email": "a" * 320 + "@b.c"},
        {"user_id": ""},
        {"user_id": True},
        {"user_id": 1.5},
        {"user_id": "\udfff"},
        {"user_id": "u" * 256},
    ],
    ids=repr,
)
def test_malformed_identity_is_refused(bad: dict[str, Any]) -> None:
    """
    A user that cannot exist is refused where it is named, without repeating the value.
    """
    with pytest.raises(InvalidRequestError, match=next(iter(bad))) as caught:
        BillingClient(**GOOD).for_user(**bad)

    assert "a@b" not in str(caught.value)


def test_identity_is_trimmed_and_keeps_its_case() -> None:
    """
    An e-mail is sent as given, without surrounding blanks.
    """
    assert "Ada@Example.com" == Identity(" Ada@Example.com ").email


def test_for_nobody_is_refused() -> None:
    """
    Binding to neither an e-mail nor an id is a mistake, not a guest.
    """
    with pytest.raises(InvalidRequestError, match="needs email= or user_id=") as caught:
        BillingClient(**GOOD).for_user()

    assert "identity_required" == caught.value.code
