"""
Where a gateway call may lead: below its provider, whatever the path says, and with no header of ours replaced.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software import ApiGatewayClient, InvalidRequestError
from monetize_software._gateway.headers import given_headers, passed_on
from monetize_software._gateway.paths import route_of

BASE = "/api/v1/api-gateway/openai"

GOOD: dict[str, tuple[str, str]] = {
    "": (BASE, "paywall_id=3"),
    "v1/chat/completions": (f"{BASE}/v1/chat/completions", "paywall_id=3"),
    "/v1/models": (f"{BASE}/v1/models", "paywall_id=3"),
    "v1/models/": (f"{BASE}/v1/models/", "paywall_id=3"),
    "v1/models?limit=2&after=a%2Fb": (f"{BASE}/v1/models", "paywall_id=3&limit=2&after=a%2Fb"),
    "v1/a%2Fb": (f"{BASE}/v1/a%2Fb", "paywall_id=3"),
    "v1/ä b": (f"{BASE}/v1/%C3%A4%20b", "paywall_id=3"),
    "v1/models:list": (f"{BASE}/v1/models:list", "paywall_id=3"),
    "v1/...": (f"{BASE}/v1/...", "paywall_id=3"),
    "v1/.well-known": (f"{BASE}/v1/.well-known", "paywall_id=3"),
    "v1/[a]": (f"{BASE}/v1/%5Ba%5D", "paywall_id=3"),
    "v1/100%25": (f"{BASE}/v1/100%25", "paywall_id=3"),
}

HOSTILE = [
    "..", ".", "../x", "v1/../x", "v1/..", "v1/./x", "/../x", "v1/..?x=1", "..;/x", "v1/..;a=b/x", ".;/x",
    "%2e%2e/x", "v1/%2E%2e/x", "v1/.%2e/x", "v1/%2e/x", "v1/%252e%252e/x", "v1/%25252e%25252e/x",
    "v1/..%2fx", "v1/..%2Fx", "v1/a%2f..%2fx", "v1/%252e%252e%252fx", "..%5cx", "v1/a%5c..%5cx",
    "v1\\..\\x", "\\\\host\\x",
    "//host/x", "///x", "v1//x", "v1/x//", "v1/%2e%2e%3bx/y", "v1/ .. /x", "v1/%20..%20/x",
    "v1/\uff0e\uff0e/x", "v1/\u2025/x", "v1/%ef%bc%8e%ef%bc%8e/x", "v1/%c0%ae%c0%ae/x", "v1/%ff",
    "v1/a#b", "v1/%00", "v1/%0a", "v1/%0d%0aX-A:%20b", "v1/a\nb", "v1/a\r\nX-A: b", "v1/a\x00b", "v1/a\x7fb", "v1/a\tb",
    "v1/%", "v1/%zz", "v1/%2", "v1/x?paywall_id=4", "v1/x?a=1&paywall_id=4", "v1/x?Paywall_Id=4", "v1/x?paywall%5fid=4",
    "v1/x?a=1;paywall_id=4", "v1/x?a\n=b", "v1/\ud800", "v1/" + "a" * 3000, "v1/x?" + "a" * 9000,
    None, 7, b"v1/x", ["v1"],
]  # fmt: skip


@pytest.mark.parametrize("path", GOOD)
def test_paths_are_sent_as_they_are(path: str) -> None:
    """
    A path below the provider is sent with its own escapes, and what cannot stand in an address is escaped.
    """
    assert GOOD[path] == route_of("openai", path, "3")


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: repr(path)[:40])
def test_paths_that_leave_their_provider_are_refused(path: Any) -> None:
    """
    What some server on the way may read as a step out of the provider is refused before anything is sent.
    """
    with pytest.raises(InvalidRequestError, match="path"):
        route_of("openai", path, "3")


BITS = [*"./\\;%2eEfF5cC?a&=#", "\uff0e", "\u2025", " ", "\n", "%2e", "%252e", "%2f", "..", "/.", "%5c"]


@given(st.lists(st.sampled_from(BITS), max_size=12).map("".join))
def test_no_path_whatever_leaves_its_provider(path: str) -> None:
    """
    Any text is refused, or stays below its provider however often its escapes are undone and whatever counts as a
    slash.
    """
    try:
        route, query = route_of("openai", path, "3")
    except InvalidRequestError:
        return
    assert query.startswith("paywall_id=3")
    for _ in range(4):
        assert not {".", ".."} & {part.partition(";")[0].strip() for part in re.split(r"[/\\]", route)}
        assert route.startswith(BASE)
        route = unquote(route)


@pytest.mark.parametrize(
    "provider",
    [
        "",
        ".",
        "..",
        "a/b",
        "a%2fb",
        "a\\b",
        "a?b",
        "a#b",
        "a;b",
        "a b",
        "ä",
        "a\n",
        "a.b",
        "a..b",
        "x" * 65,
        None,
        True,
    ],
)
def test_a_provider_is_one_segment(provider: Any) -> None:
    """
    A provider's id that could leave its place in the address is refused.
    """
    with pytest.raises(InvalidRequestError, match="provider"):
        route_of(provider, "v1/x", "3")


@pytest.mark.parametrize("path", [path for path in GOOD if path])
@pytest.mark.parametrize("prefix", ["", "/behind/proxy"])
def test_the_library_sends_what_was_checked(path: str, prefix: str) -> None:
    """
    What leaves through the HTTP library is the checked address byte by byte, with the origin's prefix before it.
    """
    seen = list[bytes]()

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path)
        return httpx.Response(200)

    origin = f"https://pay.example.com{prefix}"
    options: dict[str, Any] = {"paywall_id": "3", "user_id": "u", "transport": httpx.MockTransport(answer)}
    with ApiGatewayClient(api_origin=origin, **options) as gateway:
        gateway.call("openai", path)
    route, query = GOOD[path]
    assert [f"{prefix}{route}?{query}".encode()] == seen


def test_a_query_may_be_given_as_a_mapping() -> None:
    """
    What a caller gives as a mapping cannot add parameters of its own to the query.
    """
    assert (
        "paywall_id=3&a=1&q=x%26paywall_id%3D4&n=1&n=2"
        == route_of("p", "x?a=1", "3", {"q": "x&paywall_id=4", "n": [1, 2]})[1]
    )
    for bad in ({"paywall_id": "4"}, "a=1", ["a"]):
        with pytest.raises(InvalidRequestError):
            route_of("p", "x", "3", bad)


@pytest.mark.parametrize(
    "name",
    [
        "Authorization", "authorization", "X-Api-Key", "X-Paywall-Id", "X-User-ID", "X-SDK-Version", "Host", "Cookie",
        "Content-Length", "Transfer-Encoding", "Connection", "Keep-Alive", "TE", "Trailer", "Upgrade", "Expect",
        "Proxy-Authorization", "Proxy-Connection", "X A", "", "X:A", "X\n", "Ä",
    ],
)  # fmt: skip
def test_headers_of_ours_are_refused(name: str) -> None:
    """
    A caller's headers can neither carry a credential nor touch the connection.
    """
    with pytest.raises(InvalidRequestError, match="headers"):
        given_headers({name: "x"})


@pytest.mark.parametrize("value", ["a\r\nX-B: c", "a\nb", "a\x00", "a\u20ac", None, 7])
def test_header_values_are_one_line(value: Any) -> None:
    """
    A value that would begin another header, or cannot be carried, is refused and not shown.
    """
    with pytest.raises(InvalidRequestError) as caught:
        given_headers({"X-A": value})
    assert "X-B" not in str(caught.value)


def test_headers_of_a_library_go_on_without_its_credentials() -> None:
    """
    Of another library's request nothing goes on that says who its customer is, or belongs to its connection.
    """
    mine = [
        (b"Authorization", b"Bearer sk"), (b"api-key", b"sk"), (b"x-api-key", b"sk"), (b"OpenAI-Organization", b"org"),
        (b"openai-project", b"p"), (b"Cookie", b"a=b"), (b"Host", b"x"), (b"x-stainless-lang", b"python"),
    ]  # fmt: skip
    assert [(b"x-stainless-lang", b"python")] == passed_on(mine)
