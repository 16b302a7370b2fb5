"""
The examples of the documentation, as modules.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from tests.support.document import ROOT

__all__ = ["EXAMPLES", "example"]

EXAMPLES = ROOT / "docs" / "examples"


def example(name: str) -> Any:
    """
    One of them, loaded anew.
    """
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
