"""
The examples of the gateway clients run as they stand, against the mock.
"""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from typing import Any

import httpx
import pytest

from monetize_software import ApiGatewayClient, AsyncApiGatewayClient
from monetize_software_mock import Mock

EXAMPLE = re.compile(r"^ *```python\n(.*?)^ *```", re.DOTALL | re.MULTILINE)


def examples(kind: Any) -> dict[str, str]:
    """
    The example of each public method, and of the class itself.
    """
    docs = {name: inspect.getdoc(getattr(kind, name)) for name in dir(kind) if not name.startswith("_")}
    docs["class"] = inspect.getdoc(kind)
    found = {name: EXAMPLE.findall(doc or "") for name, doc in docs.items()}
    return {name: inspect.cleandoc("\n" + code[0]) for name, code in found.items() if code}


@pytest.mark.parametrize("kind", [ApiGatewayClient, AsyncApiGatewayClient])
def test_every_method_has_an_example(kind: Any) -> None:
    """
    Each public method shows its use.
    """
    methods = {name for name in dir(kind) if not name.startswith("_")}
    assert {"close", "aclose"} >= methods - set(examples(kind))


@pytest.mark.parametrize("name", examples(ApiGatewayClient))
@pytest.mark.parametrize("kind", [ApiGatewayClient, AsyncApiGatewayClient])
def test_examples_run(kind: Any, name: str, runner: asyncio.Runner) -> None:
    """
    The example of each method runs as it stands, awaited where it says so.
    """
    mock = Mock()
    transport: Any = mock.transport() if kind is ApiGatewayClient else mock.async_transport()

    def build(**options: Any) -> Any:
        fixed = {"user_id": "u_42", "transport": transport}
        settings: dict[str, Any] = {"paywall_id": "3", "api_origin": "https://pay.example.com", **options, **fixed}
        return kind(**settings)

    build.from_env = build  # type: ignore[attr-defined]
    code = re.sub(r"^from monetize_software import \w+\n", "", examples(kind)[name], flags=re.MULTILINE)
    names = {"gateway": build(), "token": "bearer_user", "httpx": httpx, kind.__name__: build, "print": lambda *_: None}
    done: Any = eval(compile(code, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), names)
    if done is not None:
        runner.run(done)
