"""
How differences are joined, shown, noted and declared, and which SDK methods they touch.
"""

from __future__ import annotations

import copy
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import monetize_software
from monetize_software import webhooks
from monetize_software_api.catalogue import EVENTS, OPERATIONS
from monetize_software_codegen.document import ROOT, Refused, load
from monetize_software_codegen.spec_diff import changelog, report
from monetize_software_codegen.spec_diff.documents import diff
from monetize_software_codegen.spec_diff.effect import Difference, Effect
from monetize_software_codegen.spec_diff.touched import public_names
from tests.support.document import in_the_sdk

from .spec_pairs import answered, content, document, lines, post, ref

OURS = load(ROOT / "openapi.yaml")
NAMES = public_names()
GONE = Difference("Balance.count", "is gone", Effect.CALLERS, ("getBalances", "getUser"))
NEW = Difference("getThing", "is a new operation: GET /thing", Effect.ADDITIVE, ("getThing",))
REWORDED = Difference("Balance", "has another description", Effect.COSMETIC, ("getBalances",))


def changed(edit: str, value: Any) -> dict[str, Any]:
    """
    Our document with the value at a place replaced; with None, taken away.
    """
    whole = copy.deepcopy(OURS)
    *parents, last = edit.split(" ")
    node: Any = whole
    for part in parents:
        node = node[part]
    if value is None:
        del node[last]
    else:
        node[last] = value
    return whole


def only(difference: list[Difference]) -> Difference:
    """
    The one difference there is.
    """
    assert 1 == len(difference)
    return difference[0]


def test_document_does_not_differ_from_itself() -> None:
    """
    openapi.yaml compared with a copy of itself has no difference.
    """
    assert [] == diff(OURS, copy.deepcopy(OURS))


BALANCE = "components schemas Balance properties count"


def test_shared_component_is_one_difference_at_every_operation() -> None:
    """
    A change of a component stands once, with each operation it touches.
    """
    found = only(diff(OURS, changed(BALANCE, {"type": "number", "description": "Whole tokens."})))

    assert Difference(
        "Balance.count", "is number and was integer", Effect.CALLERS, ("getUser", "getBalances", "adjustBalance")
    ) == Difference(found.place, found.what, found.effect, found.operations)


def test_component_used_both_ways_breaks_both_sides() -> None:
    """
    What narrows a component that is sent and answered breaks callers here and servers there, in one line.
    """
    found = only(diff(OURS, changed("components schemas Metadata minProperties", 1)))

    assert (Effect.BOTH, "Metadata") == (found.effect, found.place)
    assert {"startCheckout", "getUser", "payment.completed"} <= set(found.operations)


ONE_CHANGE: list[tuple[str, Any, str, str]] = [
    ("components parameters PaywallIdHeader required", True, "parameter PaywallIdHeader is required now", "callers"),
    ("components schemas BalanceOp enum", ["credit"], 'BalanceOp has no value "debit" any more', "callers"),
    ("components schemas Acquiring enum", ["stripe", "paddle", "chargebee", "freemius", "overpay", "polar"],
     'Acquiring has the new value "polar"', "additive"),
    ("components schemas UserState required", ["has_active_subscription"], "UserState.purchases is optional now",
     "callers"),
    ("components schemas ErrorBody properties msg", None, "ErrorBody.msg is gone", "callers"),
    ("components examples NotOwner x-code", "not_owner",
     "example NotOwner is reported as not_owner now, not as http_403", "callers"),
    ("components responses KeyRefused description", "Refused.", "response KeyRefused has another description",
     "cosmetic"),
    ("components schemas BalanceChange properties amount maximum", 100,
     "BalanceChange.amount has another maximum: 100, not 9007199254740991", "callers"),
    ("components schemas Price properties interval", {"$ref": "#/components/schemas/Interval"},
     "Price.interval is never null now", "servers"),
    ("components securitySchemes ownerKey name", "X-Key", "security scheme ownerKey has another name", "both"),
    ("webhooks refund.created", None, "refund.created is never sent any more", "callers"),
    ("x-error-catalogue forbidden fields", None, "error forbidden is_test is gone", "callers"),
    ("info version", "2027.01", "the document has another info", "cosmetic"),
]  # fmt: skip

WORDS = {
    "callers": Effect.CALLERS,
    "servers": Effect.SERVERS,
    "both": Effect.BOTH,
    "additive": Effect.ADDITIVE,
    "cosmetic": Effect.COSMETIC,
}


@pytest.mark.parametrize(("edit", "value", "sentence", "expected"), ONE_CHANGE, ids=[row[0] for row in ONE_CHANGE])
def test_one_change_of_our_document_is_one_difference(edit: str, value: Any, sentence: str, expected: str) -> None:
    """
    Whatever is changed in openapi.yaml is found, named and classed, and nothing else is.
    """
    found = only(diff(OURS, changed(edit, value)))

    assert (sentence, WORDS[expected]) == (f"{found.place} {found.what}", found.effect)


def leaves(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """
    The path of every value that holds no other.
    """
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else None
    if items is None:
        yield path
    else:
        for key, value in items:
            yield from leaves(value, (*path, key))


def another(value: Any) -> Any:
    """
    Another value of the same kind.
    """
    if value is None:
        return "other"
    return value + "x" if isinstance(value, str) else not value if isinstance(value, bool) else value + 1


SAMPLE = [path for path in leaves(OURS) if "$ref" not in path][::40]


@pytest.mark.parametrize("path", SAMPLE, ids=["/".join(map(str, path)) for path in SAMPLE])
def test_no_change_goes_unnoticed(path: tuple[Any, ...]) -> None:
    """
    Whichever value of openapi.yaml changes, the change is at least cosmetic.
    """
    new = copy.deepcopy(OURS)
    node: Any = new
    for part in path[:-1]:
        node = node[part]
    node[path[-1]] = another(node[path[-1]])

    assert diff(OURS, new)


def test_gravest_class_comes_first() -> None:
    """
    Breaks stand before additions, and additions before words.
    """
    old, new = copy.deepcopy(OURS), copy.deepcopy(OURS)
    new["components"]["schemas"]["Balance"]["description"] = "Other words."
    new["components"]["schemas"]["Balance"]["properties"]["unit"] = {"type": "string"}
    del new["components"]["schemas"]["Balance"]["properties"]["count"]
    new["components"]["schemas"]["Balance"]["required"] = ["type"]

    assert ["breaking for callers", "additive", "cosmetic"] == [each.effect.words for each in diff(old, new)]


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (answered(ref("Missing")), "the old document: #/components/schemas/Missing leads nowhere."),
        (
            answered({"$ref": "https://example.com/x.yaml"}),
            "the old document: https://example.com/x.yaml leads nowhere.",
        ),
        (answered(ref("A"), A=ref("B"), B=ref("A")), "leads back to itself"),
        (answered(ref("A"), A={"allOf": [ref("A")]}), "contains itself"),
        (answered(ref("A"), A={"anyOf": [ref("A"), {"type": "null"}]}), "contains itself"),
        (post(requestBody=content({"$ref": "#/openapi/x"})), "leads nowhere"),
    ],
    ids=["missing", "elsewhere", "circle", "allOf", "anyOf", "into a text"],
)
def test_reference_that_cannot_be_followed_is_told(broken: dict[str, Any], words: str) -> None:
    """
    A reference that leads nowhere or back to itself is refused with its name.
    """
    with pytest.raises(Refused, match=re.escape(words)):
        lines(broken, answered({"type": "string"}))


def test_methods_are_those_the_documentation_names() -> None:
    """
    What is read from the SDK's source has every method that the catalogue names for an operation, and only methods.
    """
    missing = {
        (operation, method)
        for operation in (node["operationId"] for _, _, node in in_the_sdk())
        for method in OPERATIONS[operation].methods
        if f"{method}()" not in NAMES[operation]
    }
    clients = {node["x-sdk"].get("client", "BillingClient") for _, _, node in in_the_sdk()}
    methods = {
        f"{name}()"
        for client in clients
        for name, _ in inspect.getmembers(getattr(monetize_software, client), inspect.isfunction)
    }

    assert set() == missing
    assert {name for operation in OPERATIONS for name in NAMES.get(operation, ())} <= methods


def test_every_operation_and_event_leads_to_a_public_name() -> None:
    """
    No operation that the SDK has a method for, and no event of the API, is without its method or class.
    """
    assert {*EVENTS, *(node["operationId"] for _, _, node in in_the_sdk())} <= set(NAMES) <= {*OPERATIONS, *EVENTS}
    assert {name.removeprefix("webhooks.") for event in EVENTS for name in NAMES[event]} <= set(webhooks.__all__)


def test_entry_is_ready_to_paste() -> None:
    """
    Breaks stand under Changed, additions under Added, words nowhere.
    """
    assert [
        "### Changed",
        "",
        "- **Breaking for callers:** `Balance.count` is gone. Touches `get_balances()`, `get_user()`, "
        "`list_purchases()`, `get_user_detail()`, `verify_token()`.",
        "",
        "### Added",
        "",
        "- `getThing` is a new operation: GET /thing. The SDK does not use it.",
    ] == changelog.entry([GONE, NEW, REWORDED], NAMES).splitlines()
    assert "" == changelog.entry([REWORDED], NAMES)


DECLARATIONS: list[tuple[str, str, bool]] = [
    ("pasted", "## Unreleased\n\n### Changed\n\n- **Breaking for callers:** `Balance.count` is gone.\n", True),
    ("in other words", "## Unreleased\n- Not needed any more,\n  and breaking: `Balance.count`.\n", True),
    ("another place", "## Unreleased\n- Breaking: `Balance`.\n", False),
    ("not called a break", "## Unreleased\n- `Balance.count` is gone.\n", False),
    ("in a release", "## Unreleased\n\n## 1.0.0\n- Breaking: `Balance.count`.\n", False),
    ("in another item", "## Unreleased\n- Breaking: `Price`.\n- `Balance.count`\n", False),
    ("nothing unreleased", "## 1.0.0\n- Breaking: `Balance.count`.\n", False),
]


@pytest.mark.parametrize(("text", "declared"), [pytest.param(*row[1:], id=row[0]) for row in DECLARATIONS])
def test_break_is_declared_by_naming_it(tmp_path: Path, text: str, declared: bool) -> None:
    """
    An unreleased item that says "breaking" and names the place declares the break; nothing else does.
    """
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")

    assert declared == changelog.is_declared(GONE, changelog.declarations(tmp_path))


def test_entry_declares_what_it_notes(tmp_path: Path) -> None:
    """
    Pasting the printed entry declares every break in it.
    """
    both = Difference("getUser", "has moved to GET /me", Effect.BOTH, ("getUser",))
    (tmp_path / "CHANGELOG.md").write_text(
        f"## Unreleased\n\n{changelog.entry([both, GONE], NAMES)}\n", encoding="utf-8"
    )
    declared = changelog.declarations(tmp_path)

    assert [True, True, False] == [changelog.is_declared(each, declared) for each in (both, GONE, NEW)]


def test_table_groups_by_class_and_shortens_long_lists() -> None:
    """
    Each class has a title with its number, and a row names three operations and methods at most.
    """
    assert [
        "Breaking for callers (1)",
        "  Balance.count  is gone  getBalances, getUser  get_balances(), get_user(), list_purchases() and 2 more",
        "",
        "Additive (1)",
        "  getThing  is a new operation: GET /thing  getThing  –",
    ] == report.table([GONE, NEW], NAMES).splitlines()


def test_json_says_everything() -> None:
    """
    Programs get each difference whole, with what it touches and whether it is declared.
    """
    shown = json.loads(report.as_json([GONE, NEW], NAMES, ["Breaking: `Balance.count`."]))

    assert {
        "class": "breaking for callers",
        "place": "Balance.count",
        "what": "is gone",
        "operations": ["getBalances", "getUser"],
        "sdk": ["get_balances()", "get_user()", "list_purchases()", "get_user_detail()", "verify_token()"],
        "declared": True,
    } == shown["differences"][0]
    assert (False, []) == (shown["differences"][1]["declared"], shown["differences"][1]["sdk"])


def test_unused_error_code_touches_nothing() -> None:
    """
    A code that no operation answers is a difference without operations.
    """
    old = document(**{"x-error-catalogue": {"local": {"status": None}}})

    assert () == only(diff(old, document())).operations
