"""
The gateway passes calls on to providers, and charges for those that succeeded.
"""

from __future__ import annotations

import dataclasses
import re
from typing import Any

import pytest

from monetize_software_mock import Mock, Provider, World, WorldError, default_world, world_from
from monetize_software_mock.world.providers import KINDS

from ..support.raw_requests import Answer, through_asgi
from ..support.sample_requests import GATEWAY, GOOD, OWNER, SUBSCRIBER, SUBSCRIBER_ID, USER, Ask, connect_http

FETCH, CALL = GOOD["getFromGateway"], GOOD["postToGateway"]
LINES = "/_mock/journal"


def to(provider: str, path: str = "", ask: Ask = FETCH) -> Ask:
    """
    A call of a provider.
    """
    return ask.at(f"{GATEWAY}/{provider}{path}?paywall_id=3")


def with_provider(provider: Provider, **switches: Any) -> World:
    """
    The default world, in which paywall 3 has one provider.
    """
    return default_world().with_paywall("3", providers=(provider,)).with_switches(**switches)


def left(mock: Mock, user: Any = SUBSCRIBER) -> int:
    """
    The tokens that a user has.
    """
    found = GOOD["getBalances"].by(user).of(connect_http(mock)).json()["balances"]
    return next(int(each["count"]) for each in found if each["type"] == "gpt-4")


def notes(mock: Mock) -> list[str]:
    """
    What the journal says of calls.
    """
    lines = connect_http(mock).get(LINES).json()["journal"]
    return [line["text"] for line in lines if line["kind"] == "gateway call"]


def test_provider_gets_the_call_without_the_gateway_s_own(mock: Mock) -> None:
    """
    Method, path as it was escaped, other query, headers and body reach it; what names the user and paywall does not.
    """
    ask = CALL.at(f"{GATEWAY}/echo/v1/a%20b/?x=1&paywall_id=3&test_mode=1&x=%26").adding(
        X_Own="yes", X_Paywall_Id="3", X_SDK_Version="t/1", X_User_ID="u_1", Cookie="a=b", Accept="text/plain"
    )
    told = ask.of(connect_http(mock)).json()

    assert ("POST", "v1/a%20b/", "x=1&x=%26") == (told["method"], told["path"], told["query"])
    assert '{"question":"Why?"}' == told["body"]
    assert ("yes", "text/plain") == (told["headers"]["x-own"], told["headers"]["accept"])
    hidden = {"authorization", "cookie", "host", "content-length", "x-paywall-id", "x-sdk-version", "x-user-id"}
    assert set() == hidden & told["headers"].keys()


def test_owner_s_key_is_passed_on_and_not_shown(mock: Mock) -> None:
    """
    A key that a caller attaches by mistake goes to the provider, as with the vendor; the echo says that it came.
    """
    told = FETCH.by({**SUBSCRIBER, **OWNER}).of(connect_http(mock)).json()

    assert "***" == told["headers"]["x-api-key"]


def test_body_that_is_no_text_is_told(mock: Mock) -> None:
    """
    Any bytes reach the provider.
    """
    told = CALL.sending(b"\x00\xff", "application/octet-stream").of(connect_http(mock)).json()

    assert "AP8=" == told["base64"]


@pytest.mark.parametrize(
    ("content", "content_type", "reached"),
    [
        (b'{"a": 1}', "application/json", '{"a":1,"model":"m"}'),
        (b'{"model": "n"}', "application/json; charset=utf-8", '{"model":"n"}'),
        (b"", None, '{"model":"m"}'),
        (b"[1]", "application/json", "[1]"),
        (b'{"a', "application/json", '{"a'),
        (b"text", "text/plain", "text"),
    ],
    ids=["merged", "overridden", "no body", "a list", "broken", "text"],
)
def test_provider_s_own_fields_and_headers_come_first(content: bytes, content_type: str | None, reached: str) -> None:
    """
    A JSON object is merged over the provider's body, the caller's headers over its headers; the rest stays as it is.
    """
    own = Provider("own", token_type="free", headers={"X-Own": "theirs", "X-Kind": "k"}, body={"model": "m"})
    with Mock(with_provider(own)) as mock:
        told = to("own", ask=CALL).sending(content, content_type).adding(X_Own="mine").of(connect_http(mock)).json()

    assert ("mine", "k") == (told["headers"]["x-own"], told["headers"]["x-kind"])
    if told["body"].startswith("{") and reached.endswith("}"):
        assert sorted(reached) == sorted(told["body"])
    else:
        assert reached == told["body"]


def test_success_costs_one_token_and_says_which(mock: Mock) -> None:
    """
    `X-Query-Type` names the type, and browsers may read it.
    """
    answer = CALL.of(connect_http(mock))

    assert ("gpt-4", "X-Query-Type") == (
        answer.headers["x-query-type"],
        answer.headers["access-control-expose-headers"],
    )
    assert 41 == left(mock)
    assert ["call of echo: 200, complete, 1 gpt-4 charged"] == notes(mock)


def test_free_provider_costs_nothing(mock: Mock) -> None:
    """
    Not even for a user who has nothing.
    """
    answer = to("free").by({"Authorization": "Bearer bearer_anonymous"}).of(connect_http(mock))

    assert (200, "free") == (answer.status_code, answer.headers["x-query-type"])
    assert ["call of free: 200, complete, not charged"] == notes(mock)


@pytest.mark.parametrize("status", [302, 400, 402, 404, 429, 500, 503])
def test_failure_of_the_provider_is_passed_on_and_costs_nothing(status: int) -> None:
    """
    Status, headers and body are the provider's, of whatever kind.
    """
    failing = Provider("p", "fail", "gpt-4", status=status, answer="<b>No</b>", answer_headers={"Retry-After": "7"})
    with Mock(with_provider(failing)) as mock:
        answer = to("p").of(connect_http(mock))

        assert (status, "7", "<b>No</b>") == (answer.status_code, answer.headers["retry-after"], answer.text)
        assert "x-query-type" not in answer.headers
        assert (42, [f"call of p: {status}, complete, not charged"]) == (left(mock), notes(mock))


def test_answer_without_a_body_stays_without_one() -> None:
    """
    A provider's 304 has none, whatever it would say.
    """
    with Mock(with_provider(Provider("p", "fail", "gpt-4", status=304))) as mock:
        answer = to("p").of(connect_http(mock))

    assert (304, b"") == (answer.status_code, answer.content)


@pytest.mark.parametrize("name", [SUBSCRIBER_ID, "u_42"], ids=["the service's id", "the integrator's"])
def test_user_can_be_named_without_a_bearer(name: str, mock: Mock) -> None:
    """
    `X-User-ID` takes the service's id, or the one in the user's metadata.
    """
    assert 200 == FETCH.by({"X-User-ID": name}).of(connect_http(mock)).status_code
    assert 41 == left(mock)


def test_bearer_wins_over_a_named_user(mock: Mock) -> None:
    """
    Whoever signed in is charged.
    """
    FETCH.by({**USER, "X-User-ID": SUBSCRIBER_ID}).of(connect_http(mock))

    assert (9, 42) == (left(mock, USER), left(mock))


@pytest.mark.parametrize(
    "name", ["nobody", "5d9f0c1e-0000-4000-8000-000000000003"], ids=["unknown", "of another paywall"]
)
def test_stranger_is_refused(name: str, mock: Mock) -> None:
    """
    A named user must use the paywall.
    """
    answer = FETCH.by({"X-User-ID": name}).of(connect_http(mock))

    assert (401, {"error": "access-denied"}) == (answer.status_code, answer.json())


def test_paywall_without_tokens_has_no_gateway() -> None:
    """
    Tokenisation off is answered like a provider that is.
    """
    world = default_world().with_paywall("3", token_types=())
    poor = tuple(dataclasses.replace(each, balances={}) for each in world.people)
    with Mock(dataclasses.replace(world, people=poor)) as mock:
        answer = FETCH.of(connect_http(mock))

    assert (403, {"error": "provider-disabled"}) == (answer.status_code, answer.json())


def raw(mock: Mock, path: str) -> Answer:
    """
    A call of the echo with a path that no client has tidied up.
    """
    headers = [(name.encode(), value.encode()) for name, value in SUBSCRIBER.items()]
    return through_asgi(mock, "GET", f"{GATEWAY}/echo{path}?paywall_id=3".encode(), headers)


SHAPES: dict[str, Any] = {
    "rows": [{"balances": [{"type": "gpt-4", "count": 42}, {"type": "vision", "count": 0}]}],
    "split": [{"balances": [{"type": "gpt-4", "count": 42}]}, {"balances": [{"type": "vision", "count": 0}]}],
    "lists": [[{"type": "gpt-4", "count": 42}, {"type": "vision", "count": 0}]],
    "flat": [{"type": "gpt-4", "count": 42}, {"type": "vision", "count": 0}],
}


@pytest.mark.parametrize("shape", [*SHAPES, "bare"])
def test_used_up_quota_is_told_in_every_shape(shape: str) -> None:
    """
    With the balances that are really there, and without the provider being called.
    """
    world = with_provider(Provider("v", token_type="vision"), gateway_402_shape=shape)
    world = world.with_paywall("3", token_types=("gpt-4", "vision"))
    with Mock(world) as mock:
        client = connect_http(mock)
        GOOD["adjustBalance"].with_body(type="vision", amount=1, op="credit").of(client)
        assert 200 == to("v").of(client).status_code
        answer = to("v").of(client)

    told = answer.json()
    assert 402 == answer.status_code
    assert told["error"].replace("_", "-") == "not-enough-queries"
    assert SHAPES.get(shape) == told.get("details", {}).get("balances")
    assert (shape == "bare") == ("details" not in told)
    assert "vision" == told.get("details", {}).get("queryType", "vision")


def test_quota_of_a_type_nobody_has_is_empty(mock: Mock) -> None:
    """
    The current balance is then 0, and there is one.
    """
    told = to("empty").of(connect_http(mock)).json()["details"]

    assert ("standard", {"type": "standard", "count": 0}) == (told["queryType"], told["currentBalance"])


@pytest.mark.parametrize(
    "path",
    [
        "/..",
        "/.",
        "/v1/../x",
        "/v1/%2e%2e/x",
        "/%252e%252e/x",
        "/%25252e./x",
        "/..%2fopenai",
        "/v1/..;x=1/y",
        "/v1\\..\\x",
        "/v1/%5c..",
        "/a%00b",
        "/" + "x" * 2049,
    ],
)
def test_path_that_leads_out_of_the_provider_is_refused(path: str, mock: Mock) -> None:
    """
    However it is escaped; and one that is too long. The provider is not called.
    """
    answer = raw(mock, path)

    assert (400, {"error": "The request is malformed"}) == (answer.status, answer.json)
    assert 42 == left(mock)


@pytest.mark.parametrize("path", ["", "/", "//x", "/v1/...", "/a..b/c.", "/%C3%BC/x;y=1", "/v1/models/"])
def test_any_other_path_is_the_provider_s(path: str, mock: Mock) -> None:
    """
    Character for character, but for the first slash.
    """
    assert path.removeprefix("/") == raw(mock, path).json["path"]


def test_other_methods_are_not_passed_on(mock: Mock) -> None:
    """
    The gateway is open for GET and POST.
    """
    answer = connect_http(mock).put(f"{GATEWAY}/echo/x?paywall_id=3", headers=SUBSCRIBER)

    assert (405, "GET, POST") == (answer.status_code, answer.headers["allow"])


def test_call_that_cannot_be_settled_is_told(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    """
    The answer is under way by then, so the mock's counters and its log say it.
    """
    with Mock() as mock:
        monkeypatch.setattr("monetize_software_mock.billing.metering._charge", lambda *_: 1 / 0)
        answer = FETCH.of(connect_http(mock))

    assert (200, 1) == (answer.status_code, mock.counters.unexpected_errors)
    assert "could not be settled" in caplog.text


def test_world_shows_its_providers(mock: Mock) -> None:
    """
    The default world has one of each kind, and the control route lists them.
    """
    paywalls = connect_http(mock).get("/_mock/world").json()["paywalls"]

    assert set(KINDS) <= {each["id"] for each in paywalls[0]["providers"]}


@pytest.mark.parametrize("fields", [{"kind": "soup"}, {"breaks": "gently"}], ids=["kind", "break"])
def test_provider_of_no_kind_is_refused(fields: dict[str, Any]) -> None:
    """
    Words that nobody knows are named with those that there are.
    """
    with pytest.raises(ValueError, match=r"must be one of: (echo|reset), "):
        Provider("p", **fields)


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"id": "a/b"}, "id must be letters"),
        ({"events": -1}, "events must be between 0 and 1000000"),
        ({"pause_ms": 10**9}, "pause_ms must be between"),
        ({"size": 2**41}, "size must be between"),
        ({"status": 200}, "status must be between 300 and 599"),
        ({"headers": {"a b": "c"}}, "headers: 'a b' is no header"),
        ({"answer_headers": {"a": "b\nc"}}, "answer_headers: 'a' is no header"),
        ({"token_type": "vision"}, "gives vision tokens"),
    ],
    ids=lambda each: each if isinstance(each, str) else None,
)
def test_provider_that_cannot_be_played_is_refused(fields: dict[str, Any], problem: str) -> None:
    """
    In one line that names the provider's place in the world, the field and its bounds.
    """
    described: dict[str, Any] = {"id": "p", "token_type": "gpt-4", **fields}
    with pytest.raises(WorldError, match=re.escape(problem)):
        Mock(with_provider(Provider(**described)))


def test_provider_comes_from_a_file() -> None:
    """
    With everything it says, and is kept with the world through a snapshot.
    """
    text = """
    paywalls:
      - id: "7"
        owner: acme
        token_types: [standard]
        providers:
          - {id: p, kind: fail, token_type: standard, status: 429, answer: {a: 1}, answer_headers: {Retry-After: "3"}}
    people: [{email: ada@example.com, meta: {"7": {userId: u_1}}, balances: {"7": {standard: 1}}}]
    """
    with Mock(world_from(text)) as mock:
        mock.restore(mock.snapshot())
        answer = connect_http(mock).get(f"{GATEWAY}/p?paywall_id=7", headers={"X-User-ID": "u_1"})

    assert (429, "3", {"a": 1}) == (answer.status_code, answer.headers["retry-after"], answer.json())


def test_log_shows_no_credential_of_the_caller_s_own(mock: Mock) -> None:
    """
    Keys of providers stand in headers and queries of many names; neither log nor copied texts hold their values.
    """
    ask = FETCH.at(f"{GATEWAY}/echo?paywall_id=3&api_key=s3cret&limit=5").adding(
        X_Own_Token="s3cret", Cookie="s3cret", Api_Key="s3cret", X_Kind="shown"
    )
    ask.of(connect_http(mock))
    page = connect_http(mock).get("/_mock/console/requests/1?format=json").json()
    told: dict[str, Any] = {**page["request"], "answer": None}

    assert "s3cret" not in str(told) + str(page["copy"])
    assert ("shown", "***") == (told["headers"]["x-kind"], told["headers"]["x-own-token"])
    assert "api_key=***&limit=5" in told["query"]


def test_browsers_may_ask_a_provider(mock: Mock) -> None:
    """
    The preflight of a path below a provider grants its methods.
    """
    headers = {"Origin": "https://app.example.com", "Access-Control-Request-Method": "POST"}
    answer = connect_http(mock).options(f"{GATEWAY}/echo/v1/x", headers=headers)

    assert (204, "GET, POST") == (answer.status_code, answer.headers["access-control-allow-methods"])
