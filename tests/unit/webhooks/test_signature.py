"""
Who sent a delivery.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software import ConfigurationError, SignatureVerificationError, WebhookError, webhooks

from ...support.webhook_bodies import PING, PING_HEX, SECRET

OTHER_HEX = "0" * 64


def refused(headers: Any, *, body: bytes = PING, secret: Any = SECRET, **options: Any) -> str:
    """
    The words of the refusal.
    """
    with pytest.raises(SignatureVerificationError) as caught:
        webhooks.verify(body, headers, secret, **options)
    assert "invalid_signature" == caught.value.code
    return caught.value.message


def test_signs_the_test_vector_in_both_documented_forms() -> None:
    """
    The signature is the hex HMAC-SHA256 of the exact body, bare and with a prefix.
    """
    assert {"x-signature": PING_HEX, "X-Monetize-Signature": f"sha256={PING_HEX}"} == webhooks.sign(PING, SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"x-signature": PING_HEX}, id="seed form"),
        pytest.param({"X-Monetize-Signature": f"sha256={PING_HEX}"}, id="documented form"),
        pytest.param({"X-SIGNATURE": PING_HEX.upper()}, id="capitals"),
        pytest.param({"x-signature": f"SHA256={PING_HEX}"}, id="prefix in capitals on the bare header"),
        pytest.param({"x-monetize-signature": PING_HEX}, id="no prefix on the prefixed header"),
        pytest.param({"x-signature": f"  {PING_HEX}\t"}, id="blanks around"),
        pytest.param({"x-signature": f"{PING_HEX}, {OTHER_HEX}"}, id="first entry"),
        pytest.param({"x-signature": f"{OTHER_HEX}, sha256={PING_HEX}"}, id="second entry"),
        pytest.param({"x-signature": "nonsense", "x-monetize-signature": f"sha256={PING_HEX}"}, id="second header"),
        pytest.param({"x-signature": PING_HEX, "x-monetize-signature": "nonsense"}, id="first header"),
        pytest.param({"x-signature": ["é", PING_HEX]}, id="list of values"),
        pytest.param({"x-signature": (PING_HEX.encode(),)}, id="tuple of bytes"),
        pytest.param({b"X-Signature": PING_HEX.encode()}, id="bytes"),
        pytest.param([(b"host", b"x"), (b"x-signature", PING_HEX.encode())], id="ASGI pairs"),
        pytest.param([["X-Signature", OTHER_HEX], ["x-signature", PING_HEX]], id="repeated pairs"),
        pytest.param(((name, PING_HEX) for name in ("x-other", "x-signature")), id="generator of pairs"),
        pytest.param({"HTTP_X_SIGNATURE": PING_HEX, "REQUEST_METHOD": "POST"}, id="WSGI"),
        pytest.param({"HTTP_X_SIGNATURE": PING_HEX.upper()}, id="WSGI, capitals"),
        pytest.param({"HTTP_X_MONETIZE_SIGNATURE": f"sha256={PING_HEX}"}, id="WSGI, documented form"),
        pytest.param({"x-signature": "é, " + PING_HEX}, id="after an entry that is not ASCII"),
        pytest.param({"x-signature": "\ud800" * 64 + "," + PING_HEX}, id="after an entry that is no text"),
    ],
)
def test_accepts_every_spelling_of_a_valid_signature(headers: Any) -> None:
    """
    Either header in any case, with or without prefix, in any kind of header collection; one valid entry is enough.
    """
    webhooks.verify(PING, headers, SECRET)


class Explosive(Mapping[str, str]):
    """
    Headers that fail when looked at.
    """

    def __getitem__(self, key: str) -> str:
        raise RuntimeError("boom")

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("boom")

    def __len__(self) -> int:
        raise RuntimeError("boom")


HOSTILE = [
    pytest.param({}, id="none"),
    pytest.param({"x-signature": None}, id="no value"),
    pytest.param({"x-signature": ""}, id="empty"),
    pytest.param({"x-signature": ","}, id="comma"),
    pytest.param({"x-signature": "sha256="}, id="prefix alone"),
    pytest.param({"x-signature": PING_HEX[:-1]}, id="one digit short"),
    pytest.param({"x-signature": PING_HEX + "0"}, id="one digit long"),
    pytest.param({"x-signature": PING_HEX[:32] + " " + PING_HEX[32:]}, id="blank inside"),
    pytest.param({"x-signature": OTHER_HEX}, id="wrong"),
    pytest.param({"x-signature": "z" * 64}, id="not hex"),
    pytest.param({"x-signature": "é" * 64}, id="not ASCII"),
    pytest.param({"x-signature": "７" * 64}, id="full-width digits"),
    pytest.param({"x-signature": "\ud800" * 64}, id="lone surrogates"),
    pytest.param({"x-signature": b"\xff" * 64}, id="bytes that are not text"),
    pytest.param({"x-signature": "\0" * 64}, id="NUL"),
    pytest.param({"x-signature": 5}, id="number"),
    pytest.param({"x-signature": [None, 5, [PING_HEX]]}, id="list of nonsense"),
    pytest.param({"x-signature": f"sha1={PING_HEX}"}, id="other algorithm"),
    pytest.param({"x-signature": f"sha256=sha256={PING_HEX}"}, id="prefix twice"),
    pytest.param({"x-signature": "a," * 500_000 + PING_HEX}, id="endless list"),
    pytest.param({"x-signature": " " * 5_000 + PING_HEX}, id="endless blanks"),
    pytest.param({"x-signature": "a," * 40 + PING_HEX}, id="behind forty entries"),
    pytest.param(iter([("x-other", "v")] * 1_000 + [("x-signature", PING_HEX)]), id="behind a thousand headers"),
    pytest.param({"x-signature-2": PING_HEX}, id="similar name"),
    pytest.param({5: PING_HEX, None: PING_HEX}, id="names that are no text"),
    pytest.param(7, id="number instead of headers"),
    pytest.param([("x-signature",)], id="not pairs"),
    pytest.param([("x-signature", PING_HEX, "more")], id="triples"),
    pytest.param(Explosive(), id="failing mapping"),
]


@pytest.mark.parametrize("headers", HOSTILE)
def test_missing_malformed_and_wrong_signatures_fail_in_one_way(headers: Any) -> None:
    """
    Whatever the headers hold, the refusal is one exception with one of two texts, and shows nothing of them.
    """
    message = refused(headers)

    assert message.startswith(("The webhook signature is missing", "The webhook signature is not valid"))
    assert PING_HEX not in message


def test_missing_header_is_refused_although_nothing_is_wrong() -> None:
    """
    A delivery without a signature is not let through, as vendor samples do.
    """
    assert "missing" in refused({"content-type": "application/json"})


def test_reserialised_body_is_refused() -> None:
    """
    Only the exact bytes count: the same JSON written anew does not verify.
    """
    assert "not valid" in refused(webhooks.sign(PING, SECRET), body=json.dumps(json.loads(PING)).encode())


def test_unsigned_is_accepted_only_on_request() -> None:
    """
    Without any signature header a delivery passes when the receiver allows it.
    """
    webhooks.verify(PING, {"content-type": "application/json"}, SECRET, allow_unsigned=True)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"x-signature": OTHER_HEX}, id="wrong"),
        pytest.param({"x-signature": ""}, id="empty"),
        pytest.param({"x-monetize-signature": "sha256="}, id="prefix alone"),
        pytest.param({"x-signature": 5}, id="number"),
        pytest.param(Explosive(), id="unreadable headers"),
        pytest.param(7, id="no headers at all"),
        pytest.param([("x-other", "v")] * 1_000 + [("x-signature", OTHER_HEX)], id="behind a thousand headers"),
    ],
)
def test_wrong_signature_is_refused_even_where_unsigned_is_allowed(headers: Any) -> None:
    """
    Allowing unsigned deliveries never lets a wrong or unreadable signature through.
    """
    assert "not valid" in refused(headers, allow_unsigned=True)


@pytest.mark.parametrize(
    "several", [["old", SECRET], (SECRET, "next"), {"old", SECRET}, frozenset({SECRET}), [b"whsec_demo"]]
)
def test_any_of_several_secrets_verifies(several: Any) -> None:
    """
    While one secret replaces another, either is accepted, as text or bytes.
    """
    webhooks.verify(PING, webhooks.sign(PING, SECRET), several)

    refused(webhooks.sign(PING, "neither"), secret=several)


@pytest.mark.parametrize(
    "secret",
    ["", " ", "\n", b"", b" ", None, 5, [], (), set(), [SECRET, ""], [None], [[SECRET]], "\ud800", {SECRET: 1}],
    ids=repr,
)
def test_empty_secret_is_a_mistake_of_the_set_up(secret: Any) -> None:
    """
    A secret that is empty, or missing among several, is refused before anything is compared, allowed unsigned or not.
    """
    headers = {"x-signature": hmac.digest(b" ", PING, hashlib.sha256).hex()}

    for options in ({}, {"allow_unsigned": True}):
        with pytest.raises(ConfigurationError) as caught:
            webhooks.verify(PING, headers, secret, **options)
        assert not isinstance(caught.value, WebhookError)
    with pytest.raises(ConfigurationError):
        webhooks.sign(PING, secret)


@pytest.mark.parametrize("body", [PING.decode(), json.loads(PING), None, 5, [PING]])
def test_body_that_is_not_raw_is_a_mistake_of_the_code(body: Any) -> None:
    """
    Text and parsed JSON are refused with a text that says how to get the raw body.
    """
    for use in (
        lambda: webhooks.verify(body, {}, SECRET),
        lambda: webhooks.parse(body),
        lambda: webhooks.sign(body, SECRET),
    ):
        with pytest.raises(TypeError, match=r"get_data\(\) in Flask, request\.body in Django, await request\.body\(\)"):
            use()


@pytest.mark.parametrize("kind", [bytearray, memoryview, lambda body: memoryview(b"-" + body)[1:]])
def test_any_kind_of_bytes_is_a_body(kind: Any) -> None:
    """
    Byte arrays and memory views verify as bytes do.
    """
    webhooks.verify(kind(PING), webhooks.sign(kind(PING), SECRET), SECRET)


def test_body_over_one_megabyte_is_refused_though_signed() -> None:
    """
    More than 1 MB is refused before it is hashed; exactly 1 MB passes.
    """
    body = b" " * (1024 * 1024 + 1)

    webhooks.verify(body[1:], webhooks.sign(body[1:], SECRET), SECRET)
    assert "over 1 MB" in refused(webhooks.sign(body, SECRET), body=body)


@given(body=st.binary(max_size=200), secret=st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip))
def test_what_is_signed_verifies(body: bytes, secret: str) -> None:
    """
    Each of the two headers alone proves any body under any secret.
    """
    for name, value in webhooks.sign(body, secret).items():
        webhooks.verify(body, {name: value}, secret)


@given(body=st.binary(min_size=1, max_size=100), data=st.data())
def test_any_flipped_bit_is_noticed(body: bytes, data: st.DataObject) -> None:
    """
    One bit changed in the body or in the signature, or another secret, and it is refused.
    """
    headers = webhooks.sign(body, SECRET)
    bit = data.draw(st.integers(0, len(body) * 8 - 1))
    flipped = (int.from_bytes(body) ^ 1 << bit).to_bytes(len(body))
    digit = data.draw(st.integers(0, 63))
    changed = headers["x-signature"][:digit] + "g" + headers["x-signature"][digit + 1 :]

    refused(headers, body=flipped)
    refused({"x-signature": changed}, body=body)
    refused(headers, body=body, secret=SECRET + "!")


VALUES = st.recursive(
    st.none() | st.integers() | st.text() | st.binary() | st.text("0123456789abcdef", min_size=64, max_size=64),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner),
    max_leaves=5,
)
NAMES = (
    st.sampled_from(["x-signature", "X-Monetize-Signature", b"x-signature", "HTTP_X_SIGNATURE"]) | st.text() | st.none()
)


@pytest.mark.parametrize(
    "given",
    [None, "", PING_HEX, f"sha256={PING_HEX}", "x-signature", PING_HEX.encode(), b"", bytearray(b"x")],
    ids=repr,
)
@pytest.mark.parametrize("use", [webhooks.verify, webhooks.construct_event])
@pytest.mark.parametrize("allow_unsigned", [False, True])
def test_one_header_in_place_of_all_is_a_mistake_of_the_code(use: Any, given: Any, allow_unsigned: bool) -> None:
    """
    `request.headers["x-signature"]` and a missing argument are told as such, and not as a wrong secret.
    """
    with pytest.raises(TypeError, match=r"pass request\.headers") as caught:
        use(PING, given, SECRET, allow_unsigned=allow_unsigned)
    assert PING_HEX not in str(caught.value)


def test_body_that_was_not_awaited_is_told_and_warns_of_nothing() -> None:
    """
    A forgotten `await` is a mistake that is named once, where it was made.
    """

    async def body() -> bytes:
        return PING

    with pytest.raises(TypeError, match="not coroutine"):
        webhooks.construct_event(body(), {}, SECRET)  # type: ignore[arg-type]


@pytest.mark.parametrize("secret", [SECRET, [SECRET], ["old", SECRET]], ids=["one", "list", "several"])
@pytest.mark.parametrize(
    "headers", [webhooks.sign(PING, SECRET), {"x-signature": f"a,{PING_HEX}"}], ids=["plain", "list"]
)
def test_every_comparison_takes_constant_time(secret: Any, headers: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whether a signature is right is decided by `hmac.compare_digest` alone, also where everything is as usual.
    """
    monkeypatch.setattr(hmac, "compare_digest", lambda a, b: False)

    assert "not valid" in refused(headers, secret=secret)


@given(body=st.binary(), headers=st.dictionaries(NAMES, VALUES) | st.lists(VALUES) | st.integers())
def test_arbitrary_headers_never_raise_anything_else(body: bytes, headers: Any) -> None:
    """
    Any headers at all lead to a refusal, and never to another exception.
    """
    refused(headers, body=body)
