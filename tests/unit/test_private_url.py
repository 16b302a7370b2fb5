"""
An address that is sent whole and printed without its query.
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import httpx2
import pytest

from monetize_software._wire import private_url
from monetize_software._wire.private_url import private_url_class

LIBRARIES = pytest.mark.parametrize("library", [httpx, httpx2], ids=lambda library: library.__name__)


def private(library: ModuleType, query: str = "email=ada%40example.com&user_id=u%201") -> Any:
    """
    An address with a query.
    """
    kind = private_url_class(library.URL, library.QueryParams)
    return kind(library.URL("https://pay.example.com/api/v1/paywall/3/user"), query)


@LIBRARIES
def test_query_is_sent_and_readable(library: ModuleType) -> None:
    """
    Whoever sends or inspects the address finds the query where the library has it.
    """
    url = private(library)

    assert b"/api/v1/paywall/3/user?email=ada%40example.com&user_id=u%201" == url.raw_path
    assert b"email=ada%40example.com&user_id=u%201" == url.query
    assert {"email": "ada@example.com", "user_id": "u 1"} == dict(url.params)
    assert ("https", "pay.example.com", "/api/v1/paywall/3/user") == (url.scheme, url.host, url.path)


@LIBRARIES
def test_query_is_not_printed(library: ModuleType) -> None:
    """
    Text and repr show a digest in its place.
    """
    assert "ada" not in f"{private(library)} {private(library)!r}"
    assert str(private(library)).startswith("https://pay.example.com/api/v1/paywall/3/user?redacted=")


@LIBRARIES
def test_addresses_of_two_users_are_told_apart(library: ModuleType) -> None:
    """
    The same query is the same address, also as a key; another user's is another.
    """
    other = private(library, "email=bob%40example.com")

    assert private(library) == private(library)
    assert 2 == len({private(library), private(library), other})
    assert private(library) != other


@LIBRARIES
def test_changed_copies_are_plain(library: ModuleType) -> None:
    """
    A copy keeps the query unless another is asked for.
    """
    assert b"email=ada%40example.com&user_id=u%201" == private(library).copy_with(host="edge.example.com").query
    assert b"a=1" == private(library).copy_with(query=b"a=1").query


@LIBRARIES
def test_salt_can_be_fixed(library: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    What is printed changes from process to process unless the salt is set, and then with the salt alone.
    """
    own = str(private(library))
    monkeypatch.setenv("MONETIZE_URL_SALT", "one")
    one = str(private(library))
    monkeypatch.setattr(private_url, "_salt", b"another process")
    still = str(private(library))
    monkeypatch.setenv("MONETIZE_URL_SALT", "two")
    two = str(private(library))
    monkeypatch.delenv("MONETIZE_URL_SALT")

    assert one == still
    assert 4 == len({own, one, two, str(private(library))})
