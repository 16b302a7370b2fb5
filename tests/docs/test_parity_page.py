"""
The page that compares the two SDKs names what exists.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import monetize_software
from tests.support.document import ROOT

PAGE = ROOT / "docs" / "parity.md"
OURS = re.compile(r"`([A-Za-z_.]+)(?:\(([a-z_, ]+)\))?`")


def rows() -> Iterator[tuple[str, str, str]]:
    """
    Theirs, ours and the proof of each row that has all three.
    """
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and cells[0] not in ("Theirs", "---") and "Why" not in cells[1]:
            yield cells[0], cells[1], cells[2]


ROWS = list(rows())


def found(name: str) -> Any:
    """
    What a name of ours stands for.
    """
    first, *rest = name.split(".")
    thing: Any = getattr(monetize_software, first, None) or import_module(f"monetize_software.{first}")
    for each in rest:
        thing = inspect.getattr_static(thing, each) if inspect.isclass(thing) else getattr(thing, each)
    return thing


@pytest.mark.parametrize(("theirs", "ours", "proof"), ROWS, ids=[f"{row[0]} {row[1]}" for row in ROWS])
def test_row_of_the_comparison_is_true(theirs: str, ours: str, proof: str) -> None:
    """
    Each name of ours, with the arguments it is shown with, exists, and so does the test that proves the row.
    """
    for name, arguments in OURS.findall(ours):
        taken = inspect.signature(found(name)).parameters if arguments else {}
        assert {each for each in arguments.split(", ") if each} <= {*taken}, name
    path, _, test = proof.strip("`").partition("::")
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))

    assert ours == "never" or OURS.search(ours)
    assert not test or test in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_the_comparison_is_whole() -> None:
    """
    Every public method of the three clients stands in the comparison, or is of a kind that theirs has not.
    """
    shown = {name for _, ours, _ in ROWS for name, _ in OURS.findall(ours)}
    added = {
        "BillingClient": {"from_env", "verify_token", "with_options", "paywall_id"}
        | {"withdraw_tokens", "get_legacy_prices", "create_legacy_ticket", "set_test_balances"},
        "AuthSession": {"key"},
        "ApiGatewayClient": {"from_env", "transport", "with_bearer", "for_user", "with_options", "paywall_id"}
        | {"identity", "close", "base_url"},
    }
    for client, more in added.items():
        public = {name for name in dir(getattr(monetize_software, client)) if not name.startswith("_")}
        assert set() == {name for name in public - more if f"{client}.{name}" not in shown}, client
