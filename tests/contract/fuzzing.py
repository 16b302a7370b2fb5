"""
What schemathesis is taught about this server: hooks, and checks that it does not bring itself.

Loaded by schemathesis, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis

_session = requests.Session()
_CREDENTIALS = ("X-Api-Key", "Authorization")


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """
    Each request meets the default world, so that none fails because of those before it and each can be repeated alone.
    """
    address = urlsplit(case.operation.base_url or "")
    _session.post(f"{address.scheme}://{address.netloc}/_mock/reset", timeout=10)


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """
    Forms are sent well-shaped only: a number of the wrong type is the same bytes as a text.
    """
    malformed = case.meta is not None and case.meta.generation.mode.is_negative
    return not (case.media_type == "multipart/form-data" and malformed)


@schemathesis.check
def other_schemes_are_refused(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """
    What succeeded with a credential fails with one of a scheme that the operation does not declare.
    """
    if response.status_code < 300 and _schemes(case):
        again = _repeat(response, {"Authorization": "Basic bearer_subscriber"})
        assert again.status_code in (401, 403), f"Basic credentials are answered with {again.status_code}"


@schemathesis.check
def other_keys_are_refused(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """
    What the owner of a paywall may do, neither another owner may, nor the same with an inactive key.
    """
    for key in ("sk_test_other", "sk_test_inactive"):
        if response.status_code < 300 and "ownerKey" in _schemes(case):
            again = _repeat(response, {"X-Api-Key": key})
            assert again.status_code == 403, f"The key {key} is answered with {again.status_code}"


@schemathesis.check
def repeated_keys_are_answered_alike(
    ctx: schemathesis.CheckContext, response: schemathesis.Response, case: schemathesis.Case[Any]
) -> None:
    """
    A repeated idempotency key is answered with the same bytes.
    """
    sent = response.request.headers
    if response.status_code < 300 and "Idempotency-Key" in sent:
        again = _repeat(response, {name: sent[name] for name in _CREDENTIALS if name in sent})
        assert again.content == response.content, "The same key opened something new"


def _schemes(case: schemathesis.Case[Any]) -> set[str]:
    return {scheme for alternative in case.operation.definition.raw["security"] for scheme in alternative}


def _repeat(response: schemathesis.Response, credentials: Mapping[str, str | bytes]) -> requests.Response:
    """
    Send a request again with these credentials instead of its own.
    """
    request = response.request.copy()
    for name in _CREDENTIALS:
        request.headers.pop(name, None)
    request.headers.update(credentials)
    return _session.send(request, timeout=10)
