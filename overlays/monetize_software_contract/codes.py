"""
Reads the error code out of an answer, whatever its shape. Never looks at a status but to name it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from .contract import Refusal
from .values import fields

_SLUG = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_TELLING = ("code", "error", "message")


def code_of(status: int, body: Any, refusals: Iterable[Refusal]) -> str:
    """
    Return the code that a client must read from an error answer.

    A documented body decides first: the same text in `error`, or the same bare flag. Then the general rule: a text in
    `code` or, where that is a number, in `error_code`, else a slug in `error`, else `http_` and the status.
    """
    found = fields(body)
    documented = (each.code for each in refusals if each.status == status and _is_told_by(each, found))
    return next(documented, None) or _by_rule(status, found)


def _is_told_by(refusal: Refusal, found: Mapping[str, Any]) -> bool:
    if not any(name in refusal.body for name in _TELLING):
        return refusal.body.keys() <= found.keys()
    told = found.get("error")
    return "code" not in found and isinstance(told, str) and refusal.body.get("error") == told


def _by_rule(status: int, found: Mapping[str, Any]) -> str:
    error = found.get("error")
    for code in (found.get("code"), found.get("error_code")):
        if isinstance(code, str) and code:
            return code
    return error if isinstance(error, str) and _SLUG.fullmatch(error) else f"http_{status}"
