"""
In which language the plans are told.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monetize_software._operations.locale import preferred_tags

from ..support.recorder import says
from .conftest import Connect


def catalogue(*tags: str, default: str | None = None) -> dict[str, Any]:
    """
    A paywall with one plan, whose label in each language is the tag itself, and "own" without any.
    """
    price = {"id": "p", "currency": "USD", "amount": 1, "interval": "month", "interval_count": 1, "label": "own"}
    return {
        "version": "v",
        "settings": {"id": "3", "name": "Plus", "locale_default": default},
        "prices": [price],
        "offers": [],
        "locales": {tag: {"prices": {"p": {"label": tag}}} for tag in tags},
    }


TABLE = [
    # languages there, default, locale=, accept_language, told
    (["pt", "pt-BR"], None, "pt-BR", None, "pt-BR"),
    (["pt", "pt-BR"], None, "pt-PT", None, "pt"),
    (["pt", "pt-BR"], None, "PT_br", None, "pt-BR"),
    (["zh", "zh-Hant"], None, "zh-Hant-TW", None, "zh-Hant"),
    (["de", "fr"], "fr", "pl", None, "fr"),
    (["de", "fr"], "fr", None, None, "fr"),
    (["de", "fr"], "fr-CA", None, None, "fr"),
    (["de", "fr"], "en", None, None, "own"),
    (["de", "fr"], None, None, None, "own"),
    (["de"], "en", "en", None, "own"),
    ([], "de", "de", "de", "own"),
    (["pt", "pt-BR"], None, None, "pt-BR", "pt-BR"),
    (["pt", "pt-BR"], None, None, "pt-PT, pt-BR;q=0.9", "pt"),
    (["de", "fr"], "fr", None, "de", "de"),
    (["de", "fr"], "fr", None, "pl", "fr"),
    (["de", "fr"], None, None, "de;q=0.5, fr;q=0.8", "fr"),
    (["de", "fr"], None, None, "de;q=0.5,fr", "fr"),
    (["de", "fr"], None, None, "fr;q=0, de;q=0.1", "de"),
    (["de", "fr"], None, None, "fr;q=0", "own"),
    (["de", "fr"], None, None, "*, de;q=0.1", "de"),
    (["de", "fr"], "fr", None, "*", "fr"),
    (["de"], "en", None, "en-US, en;q=0.9, de;q=0.8", "own"),
    (["de", "fr"], None, "fr", "de", "fr"),
    (["de", "fr"], "de", "pl", "fr", "de"),
]


@pytest.mark.parametrize(("there", "default", "locale", "accept", "told"), TABLE)
def test_language_of_the_plans(
    connect_recorder: Connect, there: list[str], default: str | None, locale: str | None, accept: str | None, told: str
) -> None:
    """
    The whole tag wins over its base, `locale=` over the header, a liked language over the default, and that over none.
    """
    client, recorder = connect_recorder(says(200, catalogue(*there, default=default)))
    copy = client if accept is None else client.with_options(accept_language=accept)

    assert told == copy.get_prices(locale=locale)[0].label
    assert accept == recorder.requests[0].headers.get("accept-language")


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("", []),
        ("de", ["de"]),
        (" de , en ", ["de", "en"]),
        ("a;q=0.1,b;q=0.2,c;q=0.2,d", ["d", "b", "c", "a"]),
        ("a; q=0.5, b ;Q=1", ["b", "a"]),
        ("a;q=,b;q=x,c;q=-1,d;level=1,e;q=٣", []),
        (";q=1,,a", ["a"]),
    ],
)
def test_header_is_read(header: str, tags: list[str]) -> None:
    """
    Weights order the tags; what is refused, or has a weight that is none, is left out.
    """
    assert tags == preferred_tags(header)


@given(st.text(max_size=200))
def test_any_header_can_be_read(header: str) -> None:
    """
    No text makes reading it fail.
    """
    assert all(preferred_tags(header)) or not preferred_tags(header)
