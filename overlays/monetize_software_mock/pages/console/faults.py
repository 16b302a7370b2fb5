"""
Collects the scripted faults, each as a sentence, and what a new one can be.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from monetize_software_mock.faults import as_json
from monetize_software_mock.faults.actions import ACTIONS, PLACES, Action, Status, named
from monetize_software_mock.faults.faults import Faults
from monetize_software_mock.faults.rules import Rule, Selection
from monetize_software_mock.spec.specification import Spec

from ..page import Page

ACTIONS_TOLD: Mapping[str, str] = {
    '{"status": 500}': "are answered with 500",
    '{"status": 503, "retry_after": 1}': "are answered with 503, retry after 1 s",
    '{"status": 429, "retry_after": 1}': "are answered with 429, retry after 1 s",
    '"html_502"': "get a proxy’s 502 page",
    '{"delay": 2}': "come 2 seconds late",
    '{"delay": 60}': "come 60 seconds late",
    '"reset"': "are cut off by a reset",
    '"close"': "are closed without an answer",
    '"short_body"': "get half of their answer",
    '"garbage"': "get bytes that are no HTTP",
    '"silence"': "are never answered",
}
PLACES_TOLD: Mapping[str, str] = {
    "before": "before anything is done",
    "after_commit": "after everything is done",
    "during_body": "in the middle of the answer",
}
_SAID: Mapping[str, str] = {
    "reset": "is cut off by a reset",
    "close": "is closed without an answer",
    "short_body": "gets half of its answer",
    "garbage": "gets bytes that are no HTTP",
    "silence": "is never answered",
    "html_502": "gets a proxy’s 502 page",
}


def page(spec: Spec, faults: Faults) -> Page:
    """
    Return what is scripted, and what happened of it.
    """
    found = as_json.listed(faults)
    rules = [{**each, "text": sentence(rule)} for each, rule in zip(found["rules"], faults.rules, strict=False)]
    fired = [{**each, "text": _named(str(each.get("action", "")))} for each in found["fired"][::-1][:20]]
    choices: dict[str, Any] = {
        "operations": list(spec.operations),
        "actions": list(ACTIONS),
        "actions_told": [
            {"value": value, "text": text, "said": _happens(as_json.action(json.loads(value)))}
            for value, text in ACTIONS_TOLD.items()
        ],
        "places": list(PLACES),
        "places_told": {each: PLACES_TOLD.get(each, each) for each in PLACES},
    }
    return Page("faults.html", {"rules": rules, "fired": fired, **choices})


def sentence(rule: Rule) -> str:
    """
    Say which calls a rule is about, what happens to each, and where.
    """
    which = f"{_which(rule.selection)} of {_operations(rule)} {_happens(rule.action)}"
    return f"{which}, {PLACES_TOLD[rule.place]}{f', after {rule.after}' if rule.after else ''}."


def _operations(rule: Rule) -> str:
    return "any operation" if rule.operations is None else " or ".join(rule.operations)


def _which(chosen: Selection) -> str:
    if chosen.nth is not None:
        return f"Call number {chosen.nth}"
    most = chosen.first if chosen.first is not None else chosen.count
    if chosen.rate is not None:
        among = "" if most is None else f"; of the first {most}" if chosen.first is not None else f"; {most} at most"
        return f"At a chance of {chosen.rate:.0%}{among}, a call"
    if most is None:
        return "Every call"
    return "The next call" if most == 1 else f"Each of the next {most} calls"


def _happens(action: Action) -> str:
    """
    Say what happens to one call.
    """
    if not isinstance(action, Status):
        return _named(str(action))
    if action == named("html_502"):
        return _SAID["html_502"]
    wait = dict(action.response.headers).get("retry-after")
    return f"is answered with {action.response.status}" + (f", and asked to retry after {wait} s" if wait else "")


def _named(action: str) -> str:
    if action.startswith("status("):
        return f"is answered with {action[7:-1]}"
    if action.startswith("delay("):
        return f"comes {action[6:-1]} s late"
    return _SAID.get(action, action)
