"""
The generated package is current, whole, light to import, and stands on its own.
"""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from monetize_software_api import catalogue
from monetize_software_codegen.document import ROOT
from monetize_software_codegen.generation import HEADER, PACKAGE, differences

from ..support.document import document, events, operations

FOLDER = ROOT / "generated" / PACKAGE


def snake(name: str) -> str:
    """
    An operation id as a module is named.
    """
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)


ENDPOINTS = {
    op["operationId"]: f"{PACKAGE}.api.{op['tags'][0]}.{snake(op['operationId'])}"
    for _, _, op in operations()
    if "x-passthrough" not in op
}


def python(code: str) -> str:
    """
    Run code in a fresh interpreter and return what it prints.
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def test_generated_code_is_current() -> None:
    """
    Generating anew gives byte for byte what is checked in.
    """
    assert [] == differences()


def test_every_file_says_that_it_is_generated() -> None:
    """
    Each module opens with the command that rebuilds it.
    """
    modules = list(FOLDER.rglob("*.py"))

    assert modules
    assert [] == [path.name for path in modules if not path.read_text(encoding="utf-8").startswith(HEADER)]
    assert (FOLDER / "py.typed").exists()


@pytest.mark.parametrize("operation_id", ENDPOINTS)
def test_every_operation_has_its_seam(operation_id: str) -> None:
    """
    Each endpoint offers a request builder and a reply parser that do no I/O, beside the usual callers.
    """
    endpoint = import_module(ENDPOINTS[operation_id])

    for name in ("build_request", "parse_success", "sync", "sync_detailed", "asyncio", "asyncio_detailed"):
        assert callable(getattr(endpoint, name))


def test_catalogue_covers_the_operations() -> None:
    """
    The catalogue has every operation with its place, retry class and codes, and no other.
    """
    described = {
        op["operationId"]: (
            op["operationId"],
            method.upper(),
            path,
            op["tags"][0],
            op["x-retry"],
            tuple(op["x-errors"]),
        )
        for path, method, op in operations()
    }

    assert described == {name: tuple(entry)[:6] for name, entry in catalogue.OPERATIONS.items()}


def test_catalogue_covers_the_errors() -> None:
    """
    The catalogue has every code with its meaning, and no other.
    """
    described = {code: (e["status"], e["group"], e["meaning"]) for code, e in document()["x-error-catalogue"].items()}

    assert described == {code: (e.status, e.group, e.meaning) for code, e in catalogue.ERRORS.items()}
    assert "is_test" == catalogue.ERRORS["forbidden"].fields[0].attribute


def test_catalogue_covers_the_events() -> None:
    """
    Each webhook type leads to a model that exists.
    """
    models = import_module(f"{PACKAGE}.models")

    assert {event_type for event_type, _ in events()} == set(catalogue.EVENTS)
    assert all(hasattr(models, name) for name in catalogue.EVENTS.values())


def test_package_is_light() -> None:
    """
    Importing the package loads neither httpx nor attrs, and one endpoint does not load httpx.
    """
    heavy = "import sys; print([name for name in ('httpx', 'attrs') if name in sys.modules])"

    assert "[]" == python(f"import {PACKAGE}, {PACKAGE}.models, {PACKAGE}.catalogue; {heavy}")
    assert "['attrs']" == python(f"import {ENDPOINTS['getUser']}; {heavy}")


def test_every_public_name_resolves() -> None:
    """
    Lazy names exist, and unknown ones are AttributeErrors.
    """
    for module in (import_module(PACKAGE), import_module(f"{PACKAGE}.models")):
        assert all(getattr(module, name) for name in module.__all__)
        with pytest.raises(AttributeError):
            _ = module.no_such_name


ALONE = """
import asyncio, httpx
from monetize_software_api import AuthenticatedClient
from monetize_software_api.api.balances import get_balances, adjust_balance
from monetize_software_api.models import BalanceChange, BalanceOp

def answer(request):
    assert request.headers["authorization"] == "Bearer t"
    if request.method == "POST":
        return httpx.Response(400, json={"error": "insufficient", "available": 2})
    return httpx.Response(200, json={"balances": [{"type": "gpt-4", "count": 42}], "tokenization": True})

transport = httpx.MockTransport(answer)
client = AuthenticatedClient(base_url="https://pay.example.com", token="t", httpx_args={"transport": transport})
print(get_balances.sync("3", client=client).balances[0].count)
print(asyncio.run(get_balances.asyncio("3", client=client)).balances[0].type)
body = BalanceChange(type="gpt-4", amount=5, op=BalanceOp.DEBIT, email="a@b.c")
print(adjust_balance.sync("3", client=client, body=body).available)
odd = httpx.MockTransport(lambda request: httpx.Response(520, html="<html>"))
client = AuthenticatedClient(base_url="https://pay.example.com", token="t", httpx_args={"transport": odd})
detailed = get_balances.sync_detailed("3", client=client)
print(detailed.status_code, detailed.parsed)
"""


def test_package_works_alone() -> None:
    """
    Without the SDK, a call with the generated client works, sync and async, and survives odd answers.
    """
    assert ["42", "gpt-4", "2", "520 None"] == python(ALONE).splitlines()


def test_multipart_lets_the_http_library_draw_the_boundary() -> None:
    """
    The form's builder sets no content type, so no payload can hold the boundary.
    """
    endpoint: Any = import_module(ENDPOINTS["createSupportTicket"])
    from io import BytesIO

    from monetize_software_api.models import TicketForm
    from monetize_software_api.types import File

    form = TicketForm(subject="Subject", content="Content", files=[File(BytesIO(b"x"))])
    request = endpoint.build_request("3", body=form)

    assert "Content-Type" not in request["headers"]
    assert ["subject", "content", "files"] == [name for name, _ in request["files"]]
    assert "file" == request["files"][2][1][0]


def test_path_parameters_cannot_leave_their_place() -> None:
    """
    A paywall id is percent-encoded.
    """
    endpoint: Any = import_module(ENDPOINTS["getUser"])

    assert "/api/v1/paywall/..%2F4%3Fx/user" == endpoint.build_request("../4?x")["url"]


def test_folder_readme_says_hands_off() -> None:
    """
    Whoever opens the folder reads what not to do.
    """
    assert "Do not edit" in Path(ROOT / "generated" / "README.md").read_text(encoding="utf-8")
