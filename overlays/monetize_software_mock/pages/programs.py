"""
Writes a program of one client of the SDK. Never says what it calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_PROGRAM = """\
from monetize_software import {client}

with {client}({options}) as {name}:
{lines}
"""


def whole(client: str, name: str, options: Mapping[str, Any], lines: Iterable[str]) -> str:
    """
    Return a program of one client and the lines that use it, under a name of its own.
    """
    indented = "\n".join(f"    {each}" for each in lines)
    made = _PROGRAM.format(client=client, name=name, options=written(options), lines=indented)
    return f"import os\n\n{made}" if "os.environ" in made else made


def written(arguments: Mapping[str, Any]) -> str:
    """
    Return named arguments as Python reads them.
    """
    return ", ".join(f"{name}={value!r}" for name, value in arguments.items())
