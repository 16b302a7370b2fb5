"""
What must not be readable in a log.
"""

from __future__ import annotations

import io
import logging
import sys
import types
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software.redaction import RedactingFilter, mask, redact, scrub_event
from monetize_software.redaction.structures import DEEPEST, LARGEST

KEY = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.SflKxwRJSMeKKF2QT4fw"


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        (KEY, "sk_live_***"),
        ("sk_test_mock", "sk_test_***"),
        ("sk_Zx81_rest", "sk_***"),
        (b"sk_live_x", "sk_live_***"),
        ("whsec_mock", "whsec_***"),
        ("Bearer abc", "Bearer ***"),
        ("own_made_secret", "***"),
        ("", "***"),
    ],
)
def test_mask_shows_the_kind_alone(secret: str | bytes, shown: str) -> None:
    """
    A masked secret keeps the vendor's prefix at most, and nothing of its own.
    """
    assert shown == mask(secret)


TEXTS = [
    ("key sk_live_4eC39Hq, then", "key sk_live_***, then"),
    ("sk_test_mock", "sk_test_***"),
    ("'sk_live_a.b-c+d/e='", "'sk_live_***'"),
    ("%22sk_live_x", "%22sk_live_***"),
    (r"line\nsk_abc", r"line\nsk_***"),
    ("whsec_abc whsec_def", "whsec_*** whsec_***"),
    ("Bearer abc.def-ghi", "Bearer ***"),
    ("bearer%20abc", "bearer%20***"),
    (f"got {TOKEN} back", "got *** back"),
    ("Authorization: Basic dXNlcjpw\nAccept: */*", "Authorization: Basic ***\nAccept: */*"),
    ("Cookie: a=1; b=2, c\r\nHost: h", "Cookie: ***\r\nHost: h"),
    ("Set-Cookie: s=1; Path=/", "Set-Cookie: ***"),
    ("X-Api-Key: plain text key", "X-Api-Key: ***"),
    ("HTTP_X_API_KEY='abc' rest", "HTTP_X_API_KEY='***' rest"),
    (r"b'GET / HTTP/1.1\r\nX-Api-Key: abc\r\nHost: h\r\n'", r"b'GET / HTTP/1.1\r\nX-Api-Key: ***\r\nHost: h\r\n'"),
    ("[(b'x-api-key', b'sk_live_x'), (b'host', b'h')]", "[(b'x-api-key', b'sk_live_***'), (b'host', b'h')]"),
    ("[('Cookie', 'a=1; b=2'), ('Host', 'h')]", "[('Cookie', '***'), ('Host', 'h')]"),
    ("{'Authorization': 'Token abc', 'n': 1}", "{'Authorization': '***', 'n': 1}"),
    ("{'Cookie': \"a='1'\", 'n': 1}", "{'Cookie': \"***\", 'n': 1}"),
    ('{"x-api-key": "a\\"b", "n": 1}', '{"x-api-key": "***", "n": 1}'),
    (r'"{\"x-api-key\": \"abc\", \"n\": 1}"', r'"{\"x-api-key\": \"***\", \"n\": 1}"'),
    ('{"Cookie": ["a=]1", "b=2"], "n": 1}', '{"Cookie": [***], "n": 1}'),
    ('{"api_key": ["a", "b"], "token": {"access": "x"}}', '{"api_key": [***], "token": {***}}'),
    ("curl -H 'X-Api-Key: abc' -H \"Cookie: a\" https://h", "curl -H 'X-Api-Key: ***' -H \"Cookie: ***\" https://h"),
    ("Client(api_key='abc', timeout=3)", "Client(api_key='***', timeout=3)"),
    ('{"access_token":"abc","expires":3}', '{"access_token":"***","expires":3}'),
    ("password: hunter2", "password: ***"),
    ("https://ada:p@ss@host:80/p", "https://***@host:80/p"),
    ("https://h/p?api_key=abc&token=def&x=1", "https://h/p?api_key=***&token=***&x=1"),
    ("https://h/p?email=ada&x=1", "https://h/p?email=***&x=1"),
    ("u=https%3A%2F%2Fh%3Ftoken%3Dabc%26x%3D1", "u=https%3A%2F%2Fh%3Ftoken%3D***%26x%3D1"),
    ("to ada@example.com.", "to ***."),
    ("<ada+tag@mail.example.com>", "<***>"),
    ("o'brien@example.com", "***"),
    ("b'ada@example.com'", "b'***'"),
    ("{'ada@example.com','b@c'}", "{'***','***'}"),
    ("/users/ada%40example.com/x", "/users/***/x"),
    ("ada%2540example.com", "***"),
    (r'{"e":"ada\u0040example.com"}', '{"e":"***"}'),
    ("ada&#64;example.com", "***"),
    ("käthe@bücher.example", "***"),
    ('"ada b"@example.com', "***"),
    ("ada@[192.0.2.1]", "***"),
    ("a@b@c d", "*** d"),
    ("first ada@b.c\nsecond sk_live_x\n", "first ***\nsecond sk_live_***\n"),
]


@pytest.mark.parametrize(("text", "shown"), TEXTS, ids=[ascii(text) for text, _ in TEXTS])
def test_redact_masks_secrets_and_addresses(text: str, shown: str) -> None:
    """
    Secrets go wherever they stand, what surrounds them stays, and masking twice changes nothing.
    """
    assert shown == redact(text)
    assert shown == redact(shown)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Price price_123 not found (code=http_404, status=404, operation=startCheckout, request_id=req_1)",
        "Bearer token is missing",
        "idempotency_key=3f1c Idempotency-Key: 3f1c",
        "tokens=5 token_type='gpt-4' max_tokens: 7",
        "api_key=None token: str secret: bytes | None",
        "if token == other:",
        "risk_score disk_usage ask_me whsec",
        "user @ home, @decorator, 5 @ 3",
        "https://h/p?x=1#y",
        "insufficient, already_purchased, Unauthorized",
    ],
)
def test_redact_leaves_ordinary_texts_alone(text: str) -> None:
    """
    What only looks a little like a secret stays readable.
    """
    assert text == redact(text)


SECRETS = st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="\"'`,\\&<>"), min_size=4)
FRAMES = [
    "key {} rejected",
    '{{"x": "{}"}}',
    "[(b'x-api-key', b'{}')]",
    "X-Api-Key: {}",
    "https://h/?api_key={}&x=1",
    "Client({!r})",
    "%20{}",
    "{}\n{}",
    r"a\n{}",
    "x={},y",
    "joined{}",
]


@given(secret=SECRETS.map(lambda tail: f"sk_live_#{tail}#"), frame=st.sampled_from(FRAMES), noise=st.text(max_size=20))
def test_no_key_survives(secret: str, frame: str, noise: str) -> None:
    """
    A key up to the next blank, quote or comma is masked wherever it stands.
    """
    assert secret.removeprefix("sk_live_") not in redact(noise + frame.format(secret, secret))


LOCAL = st.text(st.characters(categories=["L", "N"], include_characters="._-+!$~^"), min_size=5)


@given(local=LOCAL, at=st.sampled_from(["@", "%40"]), before=st.sampled_from(["", " ", "(", "mailto:", "email=", "<"]))
def test_no_address_survives(local: str, at: str, before: str) -> None:
    """
    An e-mail address is masked whatever its alphabet.
    """
    assert local not in redact(f"{before}{local}{at}example.com")


@given(st.text())
def test_redact_survives_anything_and_is_settled_at_once(text: str) -> None:
    """
    Any text can be masked, and a masked text stays as it is.
    """
    assert redact(text) == redact(redact(text))


RUNS = [
    "a", "@", "a@", "%41", "%40", "a'", "b'", "bearer ", "cookie", 'cookie":', "cookie=[", "://", "sk_", "eyJa.", "eyJ",
    "\\", "'", '"', "token=", "token%3d", "x-api-key: '", '"cookie:', "İ", '@"', "@[", 'secret\\"', "password\t", " ",
]  # fmt: skip
HEADS = ["bearer", "cookie'", "password", "token =", "x-api-key", "authorization: [", '"', "a@", ""]


@pytest.mark.parametrize("head", HEADS, ids=ascii)
def test_hostile_megabytes_take_no_longer_than_honest_ones(head: str) -> None:
    """
    No repetition makes the search go back over what it has read: the work per character is bounded.
    """
    for run in RUNS:
        length = 60_000
        short, long = (_steps(head + run * (size // len(run))) for size in (length // 10, length))
        assert long < 40 * short + 0.2, (head, run)


def _steps(text: str) -> float:
    from time import process_time

    started = process_time()
    redact(text)
    return process_time() - started
