"""
How schemathesis meets the server: which world a request finds, what is never sent, and who pays for a checkout.

Loaded by schemathesis, in a process of its own.
"""

from __future__ import annotations

import zlib
from typing import Any

import schemathesis
from hypothesis.control import current_build_context
from schemathesis.core.failures import ServerError
from schemathesis.generation.meta import TestPhase

from . import checks as checks  # registers them
from . import effects as effects  # likewise
from . import reach
from .sending import bytes_of, send

_CUSTOMER = {"startCheckout": "email", "createSupportTicket": "customer_email"}
_scenario: list[object] = []


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """
    Each request meets the default world, so that none fails because of those before it and each can be repeated alone.

    Of a scenario only the first does: its steps build on each other.
    """
    _as_anonymous(case, kwargs)
    if _in_scenario(case) and _continues():
        return
    _control(case, "reset")
    aimed = reach.of(case)
    if aimed and aimed.switches:
        _control(case, "snapshot", name="as_it_was")
        _control(case, "seed", world=aimed.switches)
    for ask in aimed.before if aimed else ():
        send(case.operation.base_url, ask.method, ask.path, headers=dict(ask.headers), json=ask.json)


@schemathesis.hook
def after_call(
    context: schemathesis.HookContext, case: schemathesis.Case[Any], response: schemathesis.Response
) -> None:
    """
    In a scenario, the buyer pays at once; one in four, by the request's own bytes, leaves the session open.

    Paying is no operation of the API: people do it on the processor's page, of which the control route is the stand-in.
    Without it no scenario could come to a purchase, and so to a cancellation.
    """
    aimed = reach.of(case)
    if aimed and aimed.switches:
        _control(case, "restore", snapshot="as_it_was")
    opened = _in_scenario(case) and case.operation.path.endswith("/start-checkout") and response.status_code == 200
    if opened and zlib.crc32(bytes_of(response.request)) % 4:
        _control(case, f"checkouts/{response.json()['checkoutUrl'].rpartition('/')[2]}/pay")


@schemathesis.hook
def before_add_examples(context: schemathesis.HookContext, examples: list[schemathesis.Case[Any]]) -> None:
    """
    To the examples of the document come requests for the answers that chance alone may miss.
    """
    assert context.operation is not None
    examples.extend(reach.cases(context.operation))


@schemathesis.hook
def filter_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> bool:
    """
    Forms are sent well-shaped only: a number of the wrong type is the same bytes as a text.

    In scenarios none is sent: one with files counts as malformed as soon as a link fills in a field.
    """
    malformed = case.meta is not None and case.meta.generation.mode.is_negative
    return not (case.media_type == "multipart/form-data" and (malformed or _in_scenario(case)))


@schemathesis.hook
def map_case(context: schemathesis.HookContext, case: schemathesis.Case[Any]) -> schemathesis.Case[Any]:
    """
    In a scenario, the customer is named: the schema cannot say that a key needs it, and without it nothing follows.
    """
    field = _CUSTOMER.get(case.operation.definition.raw["operationId"])
    if field is not None and _in_scenario(case) and isinstance(case.body, dict):
        case.body.setdefault(field, "new@example.com")
    return case


@schemathesis.hook
def filter_failure(
    context: schemathesis.HookContext, failure: Any, case: schemathesis.Case[Any], response: schemathesis.Response
) -> bool:
    """
    A documented server error is no failure where it was asked for.
    """
    aimed = reach.of(case)
    asked_for = aimed is not None and aimed.answer.status == response.status_code
    return not (asked_for and isinstance(failure, ServerError))


def _as_anonymous(case: schemathesis.Case[Any], kwargs: dict[str, Any]) -> None:
    """
    Let an anonymous user ask for what only they may; the configuration knows one bearer for all operations.
    """
    if case.operation.definition.raw["operationId"] == "upgradeAnonymous":
        for headers in (case.headers, kwargs.get("headers") or {}):
            if headers.get("Authorization") == "Bearer bearer_subscriber":
                headers["Authorization"] = "Bearer bearer_anonymous"


def _in_scenario(case: schemathesis.Case[Any]) -> bool:
    return case.meta is not None and case.meta.phase.name is TestPhase.STATEFUL


def _continues() -> bool:
    """
    Say whether this request belongs to the scenario of the one before: Hypothesis builds each in a context of its own.
    """
    now = current_build_context()
    known = any(now is each for each in _scenario)
    _scenario[:] = [now]
    return known


def _control(case: schemathesis.Case[Any], route: str, **body: str) -> None:
    send(case.operation.base_url, "POST", f"/_mock/{route}", json=body).raise_for_status()
