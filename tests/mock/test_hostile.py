"""
Whatever bytes arrive, over whichever transport, the answer is a documented refusal and never a 500.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monetize_software_mock import Mock

from ..support.raw_requests import TRANSPORTS, Sender, through_asgi

CHECKOUT = b"/api/v1/paywall/3/start-checkout"
TICKET = b"/api/v1/paywall/3/support/ticket"
USER = b"/api/v1/paywall/3/user"
KEY = (b"X-Api-Key", b"sk_test_mock")
JSON = (b"Content-Type", b"application/json")
FORM = (b"Content-Type", b"multipart/form-data; boundary=b")
GOOD = b'{"email":"user@example.com","priceId":"price_123"}'
PART = b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
FIELDS = PART % (b"subject", b"Hello") + PART % (b"content", b"x") + PART % (b"customer_email", b"a@b.c")


@pytest.fixture(params=TRANSPORTS)
def transport(request: pytest.FixtureRequest) -> Sender:
    """
    Each way in.
    """
    return TRANSPORTS[request.param]


def meta(value: bytes) -> bytes:
    """
    A checkout with this as its metadata.
    """
    return GOOD[:-1] + b',"userMeta":{"a":' + value + b"}}"


BODIES: dict[str, tuple[bytes, int]] = {
    "nothing": (b"", 400),
    "blanks": (b"  \n", 400),
    "cut": (GOOD[:-1], 400),
    "more after the end": (GOOD + b"{}", 400),
    "array": (b"[]", 400),
    "text": (b'"x"', 400),
    "null": (b"null", 400),
    "number": (b"1", 400),
    "HTML": (b"<html>", 400),
    "single quotes": (b"{'email': 1}", 400),
    "byte order mark": (b"\xef\xbb\xbf" + GOOD, 400),
    "latin-1": (meta('"ü"'.encode("latin-1")), 400),
    "utf-16": (GOOD.decode().encode("utf-16"), 400),
    "repeated key": (b'{"email":"a@b","email":"c@d","priceId":"price_123"}', 400),
    "repeated key inside": (meta(b'{"b":1,"b":2}'), 400),
    "NaN": (meta(b"NaN"), 400),
    "Infinity": (meta(b"-Infinity"), 400),
    "infinite float": (meta(b"1e999"), 400),
    "huge number": (meta(b"9" * 5000), 400),
    "large number": (meta(b"9" * 400), 200),
    "deep": (meta(b"[" * 90 + b"]" * 90), 200),
    "too deep": (meta(b"[" * 100 + b"]" * 100), 400),
    "far too deep": (meta(b"[" * 100_000 + b"]" * 100_000), 400),
    "lone surrogate": (meta(b'"\\ud800"'), 400),
    "lone surrogate as a key": (meta(b'{"\\udfff":1}'), 400),
    "surrogate pair": (meta(b'"\\ud83d\\ude00"'), 200),
    "NUL": (meta(b'"\\u0000"'), 200),
    "raw control character": (meta(b'"\x01"'), 400),
    "unknown fields": (GOOD[:-1] + b',"constructor":{"prototype":1},"":[]}', 200),
    "NUL in the e-mail": (b'{"email":"a\\u0000@b.c","priceId":"price_123"}', 200),
    "quotes in the e-mail": (b'{"email":"a\'--@b.c","priceId":"price_123"}', 200),
    "wrong types": (b'{"email":[],"priceId":{}}', 400),
    "true as a number": (GOOD[:-1] + b',"trial_days":true}', 400),
    "half a day": (GOOD[:-1] + b',"trial_days":0.5}', 400),
    "whole float": (GOOD[:-1] + b',"trial_days":1.0}', 200),
    "1 MB": (meta(b'"' + b"x" * (1024 * 1024 - len(meta(b'""'))) + b'"'), 200),
    "over 1 MB": (meta(b'"' + b"x" * (1024 * 1024 - len(meta(b'""')) + 1) + b'"'), 413),
}


@pytest.mark.parametrize("name", BODIES)
def test_json_body_is_read_strictly(name: str, transport: Sender, mock: Mock) -> None:
    """
    Only JSON that every store and every reader can carry is accepted.
    """
    body, status = BODIES[name]
    answer = transport(mock, "POST", CHECKOUT, [KEY, JSON], [body])

    assert status == answer.status, answer.body[:200]
    assert "error" in answer.json or status == 200


FORMS: dict[str, tuple[bytes, int]] = {
    "good": (FIELDS + b"--b--\r\n", 200),
    "nothing": (b"", 400),
    "cut": (FIELDS, 400),
    "cut in a part": (FIELDS[:40], 400),
    "another boundary": (FIELDS.replace(b"--b", b"--c") + b"--c--", 400),
    "not a form": (b"x" * 100, 400),
    "JSON": (b"{}", 400),
    "part without a name": (b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n" + FIELDS + b"--b--\r\n", 200),
    "part without headers": (b"--b\r\n\r\nx\r\n" + FIELDS + b"--b--\r\n", 200),
    "broken header": (b"--b\r\nContent Disposition\r\n\r\nx\r\n" + FIELDS + b"--b--\r\n", 400),
    "huge header": (b"--b\r\nX: " + b"x" * 9000 + b"\r\n\r\nx\r\n" + FIELDS + b"--b--\r\n", 400),
    "text not UTF-8": (FIELDS + PART % (b"x", b"\xff") + b"--b--\r\n", 400),
    "name not UTF-8": (FIELDS + PART % (b"\xff", b"x") + b"--b--\r\n", 400),
    "too many parts": (PART % (b"x", b"") * 1001 + FIELDS + b"--b--\r\n", 400),
    "NUL": (FIELDS + PART % (b"x\x00", b"\x00") + b"--b--\r\n", 200),
}


@pytest.mark.parametrize("name", FORMS)
def test_form_is_read_strictly(name: str, transport: Sender, mock: Mock) -> None:
    """
    A broken form is malformed, and nothing else happens.
    """
    body, status = FORMS[name]

    assert status == transport(mock, "POST", TICKET, [FORM], [body]).status


MEDIA_TYPES: dict[bytes | None, int] = {
    None: 415,
    b"": 415,
    b"text/plain": 415,
    b"application/x-www-form-urlencoded": 415,
    b"application/problem+json": 415,
    b"multipart/form-data; boundary=b": 415,
    b"application/json; charset=utf-16": 415,
    b"application/json; charset=latin-1": 415,
    b"application/json, text/html": 415,
    b"application/json; charset=utf-8": 200,
    b'APPLICATION/JSON ; Charset="UTF-8"': 200,
    b"application/json;": 200,
    b"\xff": 415,
}


@pytest.mark.parametrize("media_type", MEDIA_TYPES)
def test_media_type_must_be_one_the_operation_takes(media_type: bytes | None, transport: Sender, mock: Mock) -> None:
    """
    A body without a type is as unknown as one with a wrong type.
    """
    headers = [KEY] if media_type is None else [KEY, (b"Content-Type", media_type)]

    assert MEDIA_TYPES[media_type] == transport(mock, "POST", CHECKOUT, headers, [GOOD]).status


def test_no_body_at_all_is_malformed(transport: Sender, mock: Mock) -> None:
    """
    There is nothing whose type could be wrong.
    """
    assert 400 == transport(mock, "POST", CHECKOUT, [KEY]).status


def test_form_without_a_text_lacks_it(transport: Sender, mock: Mock) -> None:
    """
    As a body of JSON would.
    """
    answer = transport(mock, "POST", TICKET, [FORM], [PART % (b"subject", b"Hello") + b"--b--\r\n"])

    assert (400, "invalid_payload") == (answer.status, answer.json["error"])


@pytest.mark.parametrize("boundary", [b"", b"; boundary=", b"; boundary=" + b"x" * 300, b"; boundary=\xff"], ids=repr)
def test_form_without_a_usable_boundary_is_malformed(boundary: bytes, transport: Sender, mock: Mock) -> None:
    """
    There is nothing to divide it by.
    """
    headers = [(b"Content-Type", b"multipart/form-data" + boundary)]

    assert 400 == transport(mock, "POST", TICKET, headers, [FIELDS + b"--b--\r\n"]).status


def test_endless_body_is_not_read_to_its_end(transport: Sender, mock: Mock) -> None:
    """
    Reading stops a piece after the limit.
    """
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"x" * 100_000

    assert 413 == transport(mock, "POST", CHECKOUT, [KEY, JSON], endless()).status
    assert taken <= 12


def test_announced_length_is_enough_to_refuse(mock: Mock) -> None:
    """
    Not a byte of it is read.
    """
    headers = [KEY, JSON, (b"content-length", b"99999999")]

    assert 413 == through_asgi(mock, "POST", CHECKOUT, headers, _unreadable()).status


@pytest.mark.parametrize(
    "length", [b"-1", b"x", b"1" * 5000, "²".encode()], ids=["negative", "text", "long", "exponent"]
)
def test_nonsense_length_is_ignored(length: bytes, mock: Mock) -> None:
    """
    What arrives is what counts.
    """
    assert 200 == through_asgi(mock, "POST", CHECKOUT, [KEY, JSON, (b"content-length", length)], [GOOD]).status


def _unreadable() -> Iterator[bytes]:
    pytest.fail("it was read")
    yield b""


def test_credential_is_checked_before_the_size(mock: Mock, transport: Sender) -> None:
    """
    A stranger learns that they are one, not how much we read.
    """
    headers = [JSON, (b"X-Api-Key", b"wrong")]

    assert 401 == transport(mock, "POST", CHECKOUT, headers, [b"x" * 2_000_000]).status


@pytest.mark.parametrize("target", [b"/nowhere", b"/", b"/_mock/reset/again", b"/api/v1/paywall/3/prices"], ids=repr)
def test_body_nobody_wants_is_not_read(target: bytes, mock: Mock) -> None:
    """
    Paths and operations without a body leave it alone.
    """
    assert through_asgi(mock, "GET", target, [KEY], iter([])).status in (200, 404)


TARGETS: dict[bytes, int] = {
    b"/api/v1/paywall/%zz/user": 404,
    b"/api/v1/paywall/%/user": 404,
    b"/api/v1/paywall/%ff/user": 404,
    b"/api/v1/paywall/%00/user": 404,
    b"/api/v1/paywall/3%00/user": 404,
    b"/api/v1/paywall/%2e%2e/user": 404,
    b"/api/v1/paywall/3%2Fuser": 404,
    b"/api/v1/paywall//user": 404,
    b"/api/v1/paywall/3/user/": 404,
    b"//api/v1/paywall/3/user": 404,
    b"/api/v1/paywall/\xf0\x9f\x98\x80/user": 404,
    b"/api/v1/paywall/3'--/user": 404,
    b"/api/v1/paywall/" + b"9" * 5000 + b"/user": 404,
    b"/api/v1/paywall/3/%75ser?email=user@example.com": 200,
    b"/api/v1/paywall/3/user?email=user%40example.com&x=1&x=2": 200,
    b"/api/v1/paywall/3/user?email=USER@example.com": 200,
    b"/api/v1/paywall/3/user?email=a@b&email=c@d": 400,
    b"/api/v1/paywall/3/user?email=%ff": 400,
    b"/api/v1/paywall/3/user?email=": 400,
    b"/api/v1/paywall/3/user?": 400,
    b"/api/v1/paywall/3/user?&&=&email": 400,
    b"/api/v1/paywall/3/user?email=" + b"x" * 321: 400,
    b"/api/v1/paywall/3/user?email=%zz": 404,
    b"/api/v1/paywall/3/user?email=%00": 404,
    b"/api/v1/paywall/3/user?user_id=%F0%9F%98%80": 404,
    b"/api/v1/paywall/3/user?email=m\xfcnchen": 404,
    b"/api/v1/paywall/3/user?" + b"a=1&" * 1100 + b"email=user@example.com": 400,
}


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: repr(target[:60]))
def test_path_and_query_are_read_strictly(target: bytes, mock: Mock) -> None:
    """
    Every escape means one thing or names nothing.
    """
    assert TARGETS[target] == through_asgi(mock, "GET", target, [KEY]).status


@pytest.mark.parametrize("value", [b"x" * 201, b"x" * 100_000], ids=len)
def test_long_header_is_malformed(value: bytes, transport: Sender, mock: Mock) -> None:
    """
    Headers the specification bounds are bounded.
    """
    assert 400 == transport(mock, "GET", b"/api/v1/paywall/3/bootstrap", [(b"X-SDK-Version", value)]).status


def test_header_bytes_are_not_read_as_anything(transport: Sender, mock: Mock) -> None:
    """
    Bytes beyond ASCII in a credential or an e-mail name nobody.
    """
    odd = b"\xff\xc3\xbc\x7f"

    assert 401 == transport(mock, "GET", USER, [(b"X-Api-Key", odd)]).status
    assert 401 == transport(mock, "GET", USER, [(b"Authorization", b"Bearer " + odd)]).status
    assert 200 == transport(mock, "GET", b"/api/v1/paywall/3/user-state", [(b"X-User-Email", odd)]).status


def test_repeated_credential_is_not_valid(transport: Sender, mock: Mock) -> None:
    """
    Two keys are no key, even when they are the same.
    """
    assert 401 == transport(mock, "GET", USER + b"?email=user@example.com", [KEY, KEY]).status


@pytest.mark.parametrize(
    ("host", "base"),
    [
        (b"api.example.com:8080", "http://api.example.com:8080"),
        (b"[::1]:4242", "http://[::1]:4242"),
    ],
    ids=repr,
)
def test_links_lead_back_to_where_the_request_came(host: bytes, base: str) -> None:
    """
    By the name it was asked with.
    """
    with Mock(hosts=["api.example.com"]) as mock:
        answer = through_asgi(mock, "POST", CHECKOUT, [KEY, JSON], [GOOD], host, server=("127.0.0.1", 4242))

    assert answer.json["checkoutUrl"].startswith(f"{base}/pay/cs_")


@pytest.mark.parametrize("host", [b'x"><script>', b"", b"a@b"], ids=repr)
def test_host_that_is_none_becomes_no_link(host: bytes, mock: Mock) -> None:
    """
    It is refused before anything is done.
    """
    assert 421 == through_asgi(mock, "POST", CHECKOUT, [KEY, JSON], [GOOD], host, server=("127.0.0.1", 4242)).status
    assert [] == mock.requests
