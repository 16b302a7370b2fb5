"""
Conditions in SQL have names, and the names are at home in one room.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import monetize_software_mock
from monetize_software_mock.state import queries

PACKAGE = Path(monetize_software_mock.__file__).parent
STATE = PACKAGE / "state"
RAW = frozenset({"each", "first", "remove_where", "select", "where"})
"""
What takes a condition as text: methods of a table and of a transaction.
"""


def conditions(source: str) -> list[str]:
    """
    Every call of one of them that is given text, as `line: call`.
    """
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return [f"{node.lineno}: {ast.unparse(node.func)}" for node in calls if is_raw(node)]


def is_raw(call: ast.Call) -> bool:
    """
    Whether a method of a table or of a transaction is called with a condition.
    """
    return isinstance(call.func, ast.Attribute) and call.func.attr in RAW and bool(call.args)


MODULES = sorted(str(each.relative_to(PACKAGE)) for each in PACKAGE.rglob("*.py") if STATE not in each.parents)


@pytest.mark.parametrize("module", MODULES)
def test_conditions_are_asked_by_name(module: str) -> None:
    """
    No module outside `state` puts a condition in SQL together; what it asks stands in `state/queries`, under a name.
    """
    found = conditions((PACKAGE / module).read_text(encoding="utf-8"))
    assert [] == found, f"{module}: name it in state/queries, and ask it by that name"


def test_raw_condition_is_noticed() -> None:
    """
    The rule sees a condition on a table, whatever the table is called, and lets a named one pass.
    """
    assert ["1: moment.tx.users.where"] == conditions("moment.tx.users.where('email = ?', it)")
    assert ["1: table.first"] == conditions("table.first(text)")
    assert [] == conditions("queries.user_by_email(tx, key)")


def test_every_query_can_be_asked_by_its_name() -> None:
    """
    What a module of queries defines is in their one namespace.
    """
    defined = {
        node.name
        for file in (STATE / "queries").glob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }
    assert defined == set(queries.__all__)
