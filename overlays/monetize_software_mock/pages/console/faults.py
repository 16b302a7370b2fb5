"""
Collects the scripted faults, each as a sentence, and what a new one can be.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.faults import as_json
from monetize_software_mock.faults.actions import ACTIONS, PLACES
from monetize_software_mock.faults.faults import Faults
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
    rules = [{**each, "text": _sentence(each)} for each in found["rules"]]
    fired = [{**each, "text": _said(str(each.get("action", "")))} for each in found["fired"][::-1][:20]]
    choices: dict[str, Any] = {
        "operations": list(spec.operations),
        "actions": list(ACTIONS),
        "actions_told": dict(ACTIONS_TOLD),
        "places": list(PLACES),
        "places_told": {each: PLACES_TOLD.get(each, each) for each in PLACES},
    }
    return Page("faults.html", {"rules": rules, "fired": fired, **choices})


def _sentence(rule: Mapping[str, Any]) -> str:
    """
    Say which calls a rule is about and what happens to each.
    """
    which = _which(rule)
    place = "" if rule["when"] == "before" else f", {PLACES_TOLD.get(rule['when'], rule['when'])}"
    place += f", after {rule['after']}" if rule.get("after") else ""
    return f"{which} {_said(rule['do'])}{place}."


def _which(rule: Mapping[str, Any]) -> str:
    if "nth" in rule:
        return f"Call number {rule['nth']}"
    if "rate" in rule:
        return f"{rule['rate']:.0%} of the calls: each"
    for name in ("first", "count"):
        if name in rule:
            return "The next call" if rule[name] == 1 else f"Each of the next {rule[name]} calls"
    return "Every call"


def _said(action: str) -> str:
    if action.startswith("status("):
        return f"is answered with {action[7:-1]}"
    if action.startswith("delay("):
        return f"comes {action[6:-1]} s late"
    return _SAID.get(action, action)
