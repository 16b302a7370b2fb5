"""
A change of openapi.yaml, generated: the handwritten SDK keeps working on what grew, and fails clearly on what broke.
"""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from . import changes
from .project import Project

Printed = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Printed, Printed]:
    """
    A project whose API grew, with what `check` said before and `generate` said after.
    """
    project = Project(tmp_path_factory.mktemp("grown"), *changes.COMPATIBLE)
    return project, project.command("check"), project.command("generate")


@pytest.fixture(scope="module")
def purchase(grown: tuple[Project, Printed, Printed]) -> Any:
    """
    What came of a purchase in it.
    """
    return grown[0].story("purchase")


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """
    How the SDK's methods end in a project whose API broke.
    """
    project = Project(tmp_path_factory.mktemp("broken"), *changes.BREAKING)
    generated = project.command("generate")
    assert 0 == generated.returncode, generated.stderr
    return project.story("breaks")


def test_check_fails_with_the_command_to_run(grown: tuple[Project, Printed, Printed]) -> None:
    """
    Until it is generated, `check` names every file that is behind, and the commands.
    """
    _, check, _ = grown

    assert 1 == check.returncode
    assert [
        "api/users/get_receipt.py is missing",
        "catalogue.py differs",
        "models/__init__.py differs",
        "models/acquiring.py differs",
        "models/balance.py differs",
        "models/receipt.py is missing",
        "models/start_checkout.py differs",
        "docs/errors.md differs; run `make docs`",
        "generated/ is not what openapi.yaml gives. Run: make generate docs",
    ] == check.stdout.splitlines()


def test_generation_takes_the_change(grown: tuple[Project, Printed, Printed], purchase: Any) -> None:
    """
    One command brings the client up to date, and it is this client that the story uses.
    """
    project, _, generate = grown

    assert (0, "") == (generate.returncode, generate.stderr)
    assert purchase["generated"].startswith(str(project.folder))
    assert {"operation": True, "code": 404, "request field": True, "response field": True} == purchase["new"]


def test_sdk_keeps_working_on_a_client_that_grew(purchase: Any) -> None:
    """
    The handwritten code, not touched, buys, uses tokens, cancels and writes a ticket.
    """
    assert [False, True] == purchase["access"]
    assert [15, 12] == purchase["tokens"]
    assert (True, True, "open") == (purchase["cancelled"], purchase["portal"], purchase["ticket"])


def test_new_value_is_a_member_and_new_code_has_its_class(purchase: Any) -> None:
    """
    The new processor is a named value after generation, and the new error a class and code of its own status.
    """
    assert ["polar", True] == purchase["acquiring"]
    assert ["NotFoundError", "price_retired", 404] == purchase["refusal"]


ENDINGS: list[tuple[str, str]] = [
    ("create_checkout", "done"),
    ("get_balances", "done"),
    ("credit_tokens", "TypeError: BalanceChange.__init__() missing 1 required positional argument: 'reason'"),
    ("get_user", "InvalidResponseError: The server answered 200 and its body breaks the contract at UserState.region."),
    ("verify_token", "AttributeError: 'UserDetail' object has no attribute 'paid'"),
    ("get_customer_portal_url", "ImportError: cannot import name 'get_customer_portal'"),
]


@pytest.mark.parametrize(("method", "ending"), ENDINGS, ids=[row[0] for row in ENDINGS])
def test_sdk_fails_clearly_where_the_client_broke(broken: Any, method: str, ending: str) -> None:
    """
    A method on what broke names what is missing; a method beside it works as before.
    """
    assert broken[method].startswith(ending)
