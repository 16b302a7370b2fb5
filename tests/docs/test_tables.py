"""
The names in the pages' tables exist. Code blocks are run elsewhere; a table can only be read.
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import monetize_software
from monetize_software import AuthClient, BillingClient, errors, models, redaction, webhooks
from tests.support.document import ROOT

from .test_snippets import PAGES

CODE = re.compile(r"`([^`]+)`")
CALL = re.compile(r"([A-Za-z_][\w.]*)\(([^()]*)\)")
CAMEL = re.compile(r"^[a-z]+[A-Z]|^new ")
SDK_PAGES = [ROOT / "README.md", ROOT / "docs" / "migrating.md"]


def rows(page: Path) -> Iterator[list[str]]:
    """
    The cells of a page's table rows, without the lines below their heads.
    """
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("|") and not set(line) <= set("|- :"):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def calls(page: Path) -> Iterator[tuple[str, list[str]]]:
    """
    Each call that a table names in Python, with what stands between its brackets. The vendor's own names are not ours.
    """
    for cells in rows(page):
        for code in (code for cell in cells for code in CODE.findall(cell)):
            if not CAMEL.match(code.removeprefix("billing.")) and "{" not in code:
                for name, inside in CALL.findall(code):
                    yield name, [part.strip() for part in inside.split(",") if part.strip() not in ("", "…")]


def public(name: str) -> Any:
    """
    What a table means by a name: a method of the clients, or something in the public modules.
    """
    parts = name.split(".")
    homes = [BillingClient, AuthClient, monetize_software, webhooks, models, errors, redaction]
    last = parts[-1]
    return next((getattr(home, last) for home in homes if hasattr(home, last)), None)


def parameters(found: Any) -> set[str]:
    """
    The names of a callable's arguments and, for a result, of its attributes.
    """
    names = set(inspect.signature(found).parameters)
    return names | {name for name in dir(found) if not name.startswith("_")} if inspect.isclass(found) else names


@pytest.mark.parametrize("page", SDK_PAGES, ids=lambda page: page.name)
def test_calls_in_tables_exist_with_their_arguments(page: Path) -> None:
    """
    Every method, function and class that the tables of the door and of the migrating page name takes what they say.
    """
    found = list(calls(page))
    unknown = [name for name, _ in found if public(name) is None]
    wrong = [
        f"{name}({given})"
        for name, inside in found
        for given in (part.partition("=")[0] for part in inside)
        if public(name) is not None and given.isidentifier() and given not in parameters(public(name))
    ]

    assert 15 < len(found)
    assert ([], []) == (unknown, wrong)


def defined() -> set[str]:
    """
    Every name that the sources of this project define: functions, classes, attributes, arguments, fixtures.
    """
    names: set[str] = set()
    for folder in ("overlays", "generated", "tests", "docs"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                match node:
                    case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                        names.add(name)
                    case ast.arg(arg=name) | ast.Name(id=name) | ast.Attribute(attr=name):
                        names.add(name)
                    case _:
                        pass
    return names


def test_calls_in_all_tables_are_of_something() -> None:
    """
    No table of any page names a call that nothing in the project has.
    """
    known = defined()
    named = {(page.name, name) for page in PAGES for name, _ in calls(page)}

    assert [] == sorted((page, name) for page, name in named if not set(name.split(".")) <= known)


def test_errors_in_tables_have_their_attributes() -> None:
    """
    `SomeError.attribute` in a table is a class of ours and one of its attributes.
    """
    codes = [code for page in PAGES for cells in rows(page) for cell in cells for code in CODE.findall(cell)]
    named = {match for code in codes for match in re.findall(r"\b([A-Z]\w+Error)(?:\.(\w+))?", code)}
    own = {(name, attribute) for name, attribute in named if name not in ("TypeError", "ValueError", "OSError")}

    assert own
    assert [] == [pair for pair in own if not hasattr(errors, pair[0])]
    assert [] == [pair for pair in own if pair[1] and not hasattr(getattr(errors, pair[0])(), pair[1])]
