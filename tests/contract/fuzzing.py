"""
What schemathesis is taught about this server. Loaded by schemathesis itself, in a process of its own.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis

_session = requests.Session()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """
    Each request meets the default world, so that none fails because of those before it and each can be repeated alone.
    """
    address = urlsplit(case.operation.base_url or "")
    _session.post(f"{address.scheme}://{address.netloc}/_mock/reset", timeout=10)


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case) -> bool:
    """
    Forms are sent well-shaped only: a number of the wrong type is the same bytes as a text.
    """
    malformed = case.meta is not None and case.meta.generation.mode.is_negative
    return not (case.media_type == "multipart/form-data" and malformed)
