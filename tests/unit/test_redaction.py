"""
What must not be readable in a log.
"""

from __future__ import annotations

import io
import logging
import random
import sys
import types
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software.redaction import RedactingFilter, mask, redact, scrub_event
from monetize_software.redaction.structures import DEEPEST, LARGEST

KEY = "sk_live_notARealKeyButLooksAlike"
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


PIECES = (
    "api_key", "token", "secret", "password", "email", "authorization", "X-Api-Key", "cookie", "Bearer ", "bearer",
    "basic ", "sk_", "sk_live_abc", "whsec_x", "eyJ", "eyJa.b.c", "a@b.c", "user", "pw", "none", "null",
    "…", "***", "x", "é", "://", *"=:'\"\\[](){},;&@ \n\r.?/<>#-_|`*%+",
    "%3d", "%26", "%40", "%20", "&#64;", "\\\"", "b'", " :", "==",
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_is_masked_stays_as_it_is(seed: int) -> None:
    """
    Masking a masked text changes nothing, whatever pieces of secrets, quotes and names stand beside each other.
    """
    chance = random.Random(seed)
    texts = ("".join(chance.choices(PIECES, k=chance.randint(1, 12))) for _ in range(15_000))

    assert [] == [text for text in texts if redact(redact(text)) != redact(text)]


@pytest.mark.parametrize(
    "text",
    [
        'whsec_x"x\\"&#64;_\'',
        "X-Api-Key=basic :%40sk_/://<",
        "&secret :://%26a@b.c&api_key[",
        "\"Bearer token'a@b.csk_|n",
    ],
)
def test_mask_that_uncovers_its_neighbour_covers_it_too(text: str) -> None:
    """
    Where a mask takes a quote away, what the quote had held apart is masked in the same go.
    """
    assert redact(redact(text)) == redact(text)


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
HEADS = ["bearer", "cookie'", "password", "x-api-key", "authorization: [", '"', "ada@"]
MEGABYTE = 1_000_000


@pytest.mark.parametrize("text", [run * (MEGABYTE // len(run)) for run in RUNS], ids=[ascii(run) for run in RUNS])
def test_hostile_megabytes_are_done_in_one_go(text: str) -> None:
    """
    No repetition makes the search go back over what it has read, or this would take hours.
    """
    assert len(redact(text)) <= len(text)


@pytest.mark.parametrize("head", HEADS, ids=ascii)
def test_hostile_tails_are_done_in_one_go(head: str) -> None:
    """
    What begins like a secret and goes on and on is read once.
    """
    for run in (" ", "a", "\\", "'\"", "=", "%41"):
        assert len(redact(head + run * (MEGABYTE // 4 // len(run)))) < MEGABYTE


class Failing:
    """
    An object that cannot be shown.
    """

    def __repr__(self) -> str:
        raise RuntimeError(KEY)


class Careless:
    """
    An object that shows its secret.
    """

    def __repr__(self) -> str:
        return f"Careless(api_key={KEY!r})"


class Quiet:
    """
    An object that shows its secret as text only.
    """

    def __repr__(self) -> str:
        return "Quiet()"

    def __str__(self) -> str:
        return f"key {KEY}"


class FailingMapping(Mapping[str, str]):
    """
    A mapping that fails when looked at.
    """

    def __getitem__(self, key: str) -> str:
        raise RuntimeError

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError

    def __len__(self) -> int:
        return 1


EVENTS = [
    (
        {"headers": {"Authorization": "Basic abc", "Host": "h"}},
        {"headers": {"Authorization": "Basic ***", "Host": "h"}},
    ),
    (
        {"headers": [["X-Api-Key", KEY], ("cookie", "a")]},
        {"headers": [["X-Api-Key", "sk_live_***"], ("cookie", "***")]},
    ),
    ({"headers": [(b"x-api-key", b"abc")]}, {"headers": [(b"x-api-key", "***")]}),
    (
        {"env": {"HTTP_X_API_KEY": "abc", "REMOTE_ADDR": "::1"}},
        {"env": {"HTTP_X_API_KEY": "***", "REMOTE_ADDR": "::1"}},
    ),
    ({"cookies": {"session": "abc"}}, {"cookies": "***"}),
    ({b"Set-Cookie": ["a"]}, {b"Set-Cookie": "***"}),
    ({"user": {"email": "ada", "id": 5}}, {"user": {"email": "***", "id": 5}}),
    (
        {"userEmail": "ada", "accessToken": 5, "secret": b"x"},
        {"userEmail": "***", "accessToken": "***", "secret": "***"},
    ),
    (
        {"vars": {"api_key": f"'{KEY}'", "url": "'https://a:b@h'"}},
        {"vars": {"api_key": "***", "url": "'https://***@h'"}},
    ),
    ({"query_string": [("email", "ada%40b.c"), ("x", "1")]}, {"query_string": [("email", "***"), ("x", "1")]}),
    (
        {"data": b'{"token": "abc"}', "more": bytearray(b"a@b.c \xff")},
        {"data": b'{"token": "***"}', "more": b"*** \xff"},
    ),
    ({"a": {KEY, "b"}, "c": frozenset({"a@b.c"})}, {"a": {"sk_live_***", "b"}, "c": frozenset({"***"})}),
    ({"ada@b.c": 1, "bob@b.c": 2}, {"***": 1, "***1": 2}),
    ({"extra": Careless()}, {"extra": "Careless(api_key='sk_live_***')"}),
    ({"extra": Quiet()}, {"extra": "key sk_live_***"}),
    ({"extra": Failing()}, {"extra": "***"}),
    ({"extra": FailingMapping()}, {"extra": "***"}),
    ({"extra": types.MappingProxyType({"token": "abc"})}, {"extra": {"token": "***"}}),
    ({"message": f"line\n{KEY}\nline"}, {"message": "line\nsk_live_***\nline"}),
    ([("ada@b.c",)], [("***",)]),
    ("ada@b.c", "***"),
]


@pytest.mark.parametrize(("event", "masked"), EVENTS, ids=[str(place) for place in range(len(EVENTS))])
def test_scrub_event_masks_everywhere(event: Any, masked: Any) -> None:
    """
    Secrets are masked by the name they go by and by their looks, in every kind of container.
    """
    assert masked == scrub_event(event, {"exc_info": None})


def test_scrub_event_shares_what_is_clean() -> None:
    """
    An event without secrets is returned as it is; otherwise only the path to the secret is copied.
    """
    clean: dict[str, Any] = {
        "tags": [["a", 1], ("b", None)],
        "at": Fraction(3, 2),
        "token": None,
        "password": False,
        "tokens": 3,
    }
    event = {"clean": clean, "token": "abc"}

    assert clean is scrub_event(clean)
    assert clean is scrub_event(event)["clean"]
    assert "abc" == event["token"]


def test_scrub_event_ends_on_cycles() -> None:
    """
    An event that contains itself is cut where it begins again.
    """
    event: dict[str, Any] = {"email": "a@b.c"}
    event["self"] = [event]

    assert {"email": "***", "self": ["<cycle>"]} == scrub_event(event)


def test_scrub_event_ends_on_depth_and_size() -> None:
    """
    What lies too deep, or is too much, is masked whole instead of read.
    """
    deep: list[Any] = [KEY]
    for _ in range(100_000):
        deep = [deep]
    wide = [[KEY]] * 3 + [[f"{KEY}{number}" for number in range(LARGEST)]]
    shared: list[Any] = [KEY]
    for _ in range(DEEPEST - 2):
        shared = [shared, shared, shared]

    below: list[Any] = [1]
    for _ in range(DEEPEST):
        below = [below]

    assert KEY not in repr(scrub_event({"deep": deep}))
    assert "[" * DEEPEST + "'***'" + "]" * DEEPEST == repr(scrub_event(below))
    assert [["sk_live_***"]] * 3 + ["***"] == scrub_event(wide)
    assert isinstance(scrub_event({"shared": shared})["shared"], list)


NESTED = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text() | st.binary() | st.sampled_from(["token", "Cookie", "x"]), inner, max_size=3)
    ),
)


@given(NESTED)
def test_scrub_event_survives_anything(event: Any) -> None:
    """
    Whatever the shape, masking ends, changes nothing it was given, and is settled at once.
    """
    before = repr(event)
    masked = scrub_event(event)

    assert before == repr(event)
    assert repr(masked) == repr(scrub_event(masked))


def written(*args: Any, level: int = logging.ERROR, **options: Any) -> str:
    """
    What a handler with the filter writes.
    """
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(message)s"))
    handler.addFilter(RedactingFilter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    logger.log(level, *args, **options)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        ((f"key {KEY}",), "key sk_live_***"),
        (("key %s for %s", KEY, "ada@b.c"), "key sk_live_*** for ***"),
        (("Authorization: %s", "Basic abc"), "Authorization: Basic ***"),
        (("%(api_key)s at %(place)s", {"api_key": KEY, "place": "h"}), "sk_live_*** at h"),
        (
            ("headers=%r", [(b"x-api-key", b"abc"), (b"host", b"h")]),
            "headers=[(b'x-api-key', b'***'), (b'host', b'h')]",
        ),
        (("failed: %s", ValueError(f"bad {KEY}")), "failed: bad sk_live_***"),
        (("%s", Careless()), "Careless(api_key='sk_live_***')"),
        (({"token": "abc", "n": 1},), "{'token': '***', 'n': 1}"),
        (("100% of %s", KEY), "100% of %s ('sk_live_***',)"),
        (("%d", f"{KEY}"), "%d ('sk_live_***',)"),
        ((Failing(),), "*** (this record could not be formatted)"),
        (("%s", Failing()), "*** (this record could not be formatted)"),
        (("nothing %s", 5), "nothing 5"),
    ],
)
def test_filter_masks_messages_and_arguments(args: Any, shown: str) -> None:
    """
    Message and arguments are masked together, whatever their shape, and a record that is broken is still written.
    """
    assert f"ERROR {shown}\n" == written(*args)


def test_filter_masks_tracebacks() -> None:
    """
    Exceptions, their causes and the stack are masked as text, for formatters that read `exc_info` too.
    """
    seen: list[logging.LogRecord] = []
    handler = logging.Handler()
    handler.emit = seen.append  # type: ignore[assignment]
    handler.addFilter(RedactingFilter())
    logger = logging.Logger("test")
    logger.addHandler(handler)
    try:
        raise ValueError(f"inner {KEY}")
    except ValueError as cause:
        try:
            raise RuntimeError("outer ada@b.c") from cause
        except RuntimeError:
            logger.exception("failed", stack_info=True)

    [record] = seen
    assert record.exc_info is None
    assert record.exc_text
    assert "inner sk_live_***" in record.exc_text
    assert "outer ***" in record.exc_text


def test_filter_leaves_a_clean_record_alone() -> None:
    """
    Without a secret, template, arguments and exception stay as they are, for handlers that group by them.
    """
    try:
        raise ValueError("plain")
    except ValueError:
        facts = {"msg": "saw %s", "args": (5,), "exc_info": sys.exc_info(), "request_id": "req_1"}
    record = logging.makeLogRecord(facts)

    assert RedactingFilter().filter(record) is True
    assert facts == {name: vars(record)[name] for name in facts}


def test_filter_masks_extra_attributes_and_unused_arguments() -> None:
    """
    What structured formatters would add is masked too.
    """
    facts: dict[str, Any] = {
        "msg": "%(place)s",
        "args": ({"place": "h", "token": "abc"},),
        "api_key": "abc",
        "request": {"headers": {"Cookie": "abc"}},
        "email": "ada",
        "stack_info": f"Stack: {KEY}",
        "exc_text": f"Traceback: {KEY}",
        "message": f"earlier {KEY}",
        "thing": Failing(),
    }
    record = logging.makeLogRecord(facts | {"args": facts["args"][0]})

    assert RedactingFilter().filter(record)
    assert ("h", (), "***", {"headers": {"Cookie": "***"}}, "***") == (
        record.msg, record.args, vars(record)["api_key"], vars(record)["request"], vars(record)["email"],
    )  # fmt: skip
    assert ("Stack: sk_live_***", "Traceback: sk_live_***") == (record.stack_info, record.exc_text)
    assert ("earlier sk_live_***", "***") == (record.message, vars(record)["thing"])


@pytest.mark.parametrize("exc_info", [True, 5, ("a",), (None, None, None), (ValueError, 5, None)], ids=ascii)
def test_filter_survives_broken_exceptions(exc_info: Any) -> None:
    """
    A record made by hand with nonsense in it passes and can be written.
    """
    record = logging.makeLogRecord({"msg": "m", "exc_info": exc_info})

    assert RedactingFilter().filter(record)
    assert logging.Formatter("%(message)s").format(record).startswith("m")


def test_filter_on_a_logger_masks_for_all_its_handlers() -> None:
    """
    On a logger, every handler sees the masked record; with a name, other loggers pass unchanged.
    """
    seen: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: seen.append(record.getMessage())  # type: ignore[method-assign]
    for logger in (logging.Logger("billing.calls"), logging.Logger("other")):
        logger.addFilter(RedactingFilter("billing"))
        logger.addHandler(handler)
        logger.error("ada@b.c")

    assert ["***", "ada@b.c"] == seen
