"""
The twin of a blocking module: what waits is awaited, and everything else is word for word the same.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from monetize_software_codegen.document import Refused
from monetize_software_codegen.twin import Twin, derive

SOURCE = '''\
"""
`Shop`: blocking.
"""

from .drive import drive

__all__ = ["Shop"]


class Shop:
    """
    Sells, see `Shop.buy()`.

    ```python
    from shop import Shop

    with Shop("here") as shop:  # a comment stays
        if shop.buy().paid:
            shop.close()
    ```
    """

    def _do(self, what: str) -> str:
        return drive(what, "close")

    def buy(self) -> str:
        # it waits
        return self._do("buy")

    def copy(self) -> "Shop":
        return self

    def close(self) -> None:
        self._do("closing time")

    def __enter__(self) -> "Shop":
        return self
'''
TWIN = Twin(
    source="shop/shop.py",
    target="shop/async_shop.py",
    awaited=frozenset({"drive", "_do"}),
    names={"Shop": "AsyncShop", "drive": "drive_async", "close": "aclose", "__enter__": "__aenter__"},
    sentences={"`AsyncShop`: blocking.": "`AsyncShop`: awaiting."},
)
DERIVED = '''\
# Derived from shop.py. Do not edit: change that and run `make generate`.
"""
`AsyncShop`: awaiting.
"""

from .drive import drive_async

__all__ = ["AsyncShop"]


class AsyncShop:
    """
    Sells, see `AsyncShop.buy()`.

    ```python
    from shop import AsyncShop

    async with AsyncShop("here") as shop:  # a comment stays
        if (await shop.buy()).paid:
            await shop.aclose()
    ```
    """

    async def _do(self, what: str) -> str:
        return await drive_async(what, "aclose")

    async def buy(self) -> str:
        # it waits
        return await self._do("buy")

    def copy(self) -> "AsyncShop":
        return self

    async def aclose(self) -> None:
        await self._do("closing time")

    async def __aenter__(self) -> "AsyncShop":
        return self
'''


def test_waiting_calls_are_awaited_and_the_rest_stays() -> None:
    """
    Code, names in texts, docstrings and their examples; comments and other texts as they were.
    """
    assert DERIVED == derive(TWIN, SOURCE)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"awaited": frozenset({"drive", "_do", "sleep"})}, "nothing uses these rules of its twin: sleep"),
        ({"names": {**TWIN.names, "Stall": "AsyncStall"}}, "nothing uses these rules of its twin: Stall"),
        ({"sentences": {"Never said.": "Nor here."}}, "its docstrings do not say: Never said."),
    ],
    ids=["a call", "a name", "a sentence"],
)
def test_rule_that_nothing_uses_is_refused(changed: dict[str, Any], says: str) -> None:
    """
    So the lists of rules cannot outlive the code.
    """
    twin = replace(TWIN, **changed)

    with pytest.raises(Refused, match=says):
        derive(twin, SOURCE)


def test_example_that_is_no_python_is_refused() -> None:
    """
    It could not be awaited in the twin.
    """
    with pytest.raises(Refused, match="an example is no Python"):
        derive(TWIN, SOURCE.replace("if shop.buy().paid:", "if shop.buy()."))


def test_sentence_is_found_wherever_its_lines_break() -> None:
    """
    Docstrings are wrapped by hand.
    """
    source = SOURCE.replace("Sells, see", "Sells\n    things, see")
    twin = Twin(TWIN.source, TWIN.target, TWIN.awaited, TWIN.names, {"Sells things,": "Sells, awaiting,"})

    assert "Sells, awaiting, see `AsyncShop.buy()`." in derive(twin, source)
