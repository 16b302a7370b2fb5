"""
The examples in the docstrings of both clients run, against the mock server in process.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from textwrap import dedent
from typing import Any

import pytest

from monetize_software import AsyncBillingClient, BillingClient
from monetize_software_mock import Mock

_FENCE = re.compile(r"^ *```python\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_WORDS = ("Row ", "Source:", "contract/", ".md")


def documented(kind: type[Any]) -> dict[str, str]:
    """
    The docstrings of a client and its public methods, by name.
    """
    found = {name: value for name, value in inspect.getmembers(kind) if not name.startswith("_") and callable(value)}
    docs = {kind.__name__: inspect.getdoc(kind), **{name: inspect.getdoc(value) for name, value in found.items()}}
    return {name: doc or "" for name, doc in docs.items()}


def examples(kind: type[Any]) -> dict[str, str]:
    """
    Their examples.
    """
    found = {name: _FENCE.findall(doc) for name, doc in documented(kind).items()}
    return {name: dedent(blocks[0]) for name, blocks in found.items() if blocks}


BLOCKING, AWAITING = examples(BillingClient), examples(AsyncBillingClient)
CLOSING = {"close", "aclose"}


def surroundings(mock: Mock, kind: Any, transport: Any) -> dict[str, Any]:
    """
    What an example may name: a client, a user's token and id, a file; and clients that it builds reach the mock.
    """

    def build(**options: Any) -> Any:
        return kind(**{**options, "api_key": "sk_test_mock", "transport": transport})

    client = build(paywall_id="3", api_origin="https://pay.example.com")
    build.from_env = lambda **options: build(paywall_id="3", api_origin="https://pay.example.com", **options)  # type: ignore[attr-defined]
    given = BillingClient(
        paywall_id="3", api_origin="https://pay.example.com", api_key="sk_test_mock", transport=mock.transport()
    )
    user_id = given.for_user(email="subscriber@example.com").debit_tokens("gpt-4", 1).user_id
    return {
        "billing": client,
        "token": "bearer_subscriber",
        "user_id": user_id,
        "receipt": b"%PDF-1.7",
        "print": lambda *shown: [str(each) for each in shown],
        kind.__name__: build,
    }


@pytest.mark.parametrize("kind", [BillingClient, AsyncBillingClient])
def test_every_method_has_an_example(kind: Any) -> None:
    """
    Each public method shows its use, and no docstring speaks of what its reader cannot see.
    """
    docs = documented(kind)

    assert set() == set(docs) - set(examples(kind)) - CLOSING
    assert [] == [(name, word) for name, doc in docs.items() for word in _WORDS if word in doc]


@pytest.mark.parametrize("name", BLOCKING)
def test_examples_run(name: str) -> None:
    """
    The example of each method of `BillingClient` runs as it stands.
    """
    mock = Mock()
    code = re.sub(r"^from monetize_software import BillingClient\n", "", BLOCKING[name], flags=re.MULTILINE)

    exec(compile(code, name, "exec"), surroundings(mock, BillingClient, mock.transport()))


@pytest.mark.parametrize("name", AWAITING)
def test_examples_run_in_a_loop(name: str, runner: asyncio.Runner) -> None:
    """
    The example of each method of `AsyncBillingClient` runs as it stands.
    """
    mock = Mock()
    code = re.sub(r"^from monetize_software import AsyncBillingClient\n", "", AWAITING[name], flags=re.MULTILINE)
    names = surroundings(mock, AsyncBillingClient, mock.async_transport())
    done: Any = eval(compile(code, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
    if done is not None:
        runner.run(done)
