"""
What generation refuses, and what its commands say.
"""

from __future__ import annotations

import copy
import shutil
from pathlib import Path
from typing import Any

import pytest

from monetize_software_codegen import __main__ as commands
from monetize_software_codegen import assumption_page, error_page, generation, pages
from monetize_software_codegen.document import ROOT, Refused, generated_part, load, parse
from monetize_software_codegen.spec_rules import broken_rules

GOOD = load(ROOT / "openapi.yaml")


def edited(**changes: Any) -> dict[str, Any]:
    """
    The document with some top-level entries changed.
    """
    return {**copy.deepcopy(GOOD), **changes}


def operation(document: dict[str, Any]) -> dict[str, Any]:
    """
    One operation of a document.
    """
    found: dict[str, Any] = document["paths"]["/api/v1/paywall/{paywallId}/user"]["get"]
    return found


def test_the_document_breaks_no_rule() -> None:
    """
    openapi.yaml itself is fit for generation.
    """
    assert [] == broken_rules(GOOD)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"openapi": "3.2.0"}, "only 3.1.x"),
        ({"security": [{}]}, "security at the top"),
        ({"components": {**GOOD["components"], "pathItems": {}}}, "pathItems vanish"),
        ({"x": {"$ref": "#/a", "default": 1}}, "a default beside"),
        ({"x": {"style": "deepObject"}}, "serialised wrongly"),
        ({"x": {"in": "query", "explode": False}}, "serialised wrongly"),
        ({"x": {"in": "header", "schema": {"format": "uuid"}}}, "uuid header"),
        ({"x": {"contentMediaType": "image/png"}}, "format: binary"),
        ({"x": {"$defs": {}}}, "under components"),
        ({"x": {"enum": ["a", None]}}, "enum with null"),
        ({"x": {"properties": {"a": {"const": 1}, "b": {"const": 2}}}}, "of a, b only one may be const"),
        ({"x": {"x-private": "very"}}, "one of personal, secret"),
        ({"x": {"properties": {"new_password": {"type": "string"}}}}, "say with x-private whether it is"),
        ({"x": {"properties": {"reply_email": {"type": "string"}}}}, "x/properties/reply_email: say with x-private"),
        ({"webhooks": {"a.b": {"post": {}}}}, "webhooks/a.b: only a post"),
        ({"paths": {"/a": {"$ref": "#/x"}}}, "vanishes without a word"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_silent_mistakes_are_told(change: dict[str, Any], words: str) -> None:
    """
    What the generator would get wrong without a word is refused with one.
    """
    found = broken_rules(edited(**change))

    assert 1 == len(found)
    assert words in found[0]


@pytest.mark.parametrize("name", ["operationId", "summary", "description", "security", "x-errors", "x-retry"])
def test_incomplete_operation_is_told(name: str) -> None:
    """
    An operation without what the emitter needs is named.
    """
    document = edited()
    del operation(document)[name]

    assert any(f"{name} is missing" in line for line in broken_rules(document))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("x-retry", "sometimes", "x-retry must be one of safe, keyed, natural, never"),
        ("x-errors", ["no_such_code"], "x-errors names no_such_code"),
        (
            "requestBody",
            {
                "content": {
                    "application/json": {"schema": {"$ref": "#/a"}},
                    "multipart/form-data": {"schema": {"$ref": "#/a"}},
                }
            },
            "give each its own",
        ),
        ("x-beacon", False, "x-beacon is true, beside a body of JSON, or left out"),
        ("x-beacon", True, "x-beacon is true, beside a body of JSON, or left out"),
    ],
    ids=["retry", "errors", "body", "beacon off", "beacon without a body"],
)
def test_wrong_operation_is_told(name: str, value: Any, words: str) -> None:
    """
    What would make a wrong catalogue entry or a wrong request is named.
    """
    document = edited()
    operation(document)[name] = value

    found = broken_rules(document)
    assert 1 == len(found)
    assert words in found[0]


GATEWAY = "/api/v1/api-gateway/{provider}"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x-passthrough": False}, "postToGateway: x-passthrough is true or left out."),
        ({"x-passthrough": None}, "postToGateway: x-passthrough is true or left out."),
        (
            {"x-retry": "safe"},
            "postToGateway: nobody knows what is passed on, so with x-passthrough x-retry must be never.",
        ),
        (
            {"responses": {}, "requestBody": {}},
            "postToGateway: x-passthrough is for bodies of any type; none is */*.",
        ),
        ({"x-path-tail": {"name": "path"}}, "postToGateway: x-path-tail has a name and a maxLength of 1 or more."),
        (
            {"x-path-tail": {"name": "path", "maxLength": 0}},
            "postToGateway: x-path-tail has a name and a maxLength of 1 or more.",
        ),
        (
            {"x-path-tail": {"name": "path", "maxLength": 5}},
            "postToGateway: x-path-tail is the same for every method of a path.",
        ),
    ],
    ids=["false", "null", "repeated", "typed", "endless", "empty", "different"],
)
def test_wrong_passing_on_is_told(changes: dict[str, Any], words: str) -> None:
    """
    What is passed on says so, is never repeated, and has one bounded tail for all methods.
    """
    document = edited()
    document["paths"][GATEWAY]["post"].update(changes)

    assert words in broken_rules(document)


def test_what_needs_passing_on_is_told() -> None:
    """
    Bodies of any type and tails are refused without it, and so is a path that a tail would hide.
    """
    document = edited()
    for method in ("get", "post"):
        del document["paths"][GATEWAY][method]["x-passthrough"]
    document["paths"][f"{GATEWAY}/status"] = {}
    found = "\n".join(broken_rules(document))

    assert "getFromGateway: bodies of any type (*/*) need x-passthrough: true." in found
    assert "generated code would lose it, so it needs x-passthrough: true." in found
    assert f"x-path-tail hides {GATEWAY}/status." in found


def test_nothing_is_generated_for_what_is_passed_on() -> None:
    """
    Such an operation is hidden from the generator, with its path when no other is left there; nothing else is.
    """
    document = edited()
    document["paths"][GATEWAY]["put"] = {"operationId": "kept"}
    reduced = generated_part(document)

    assert ["put"] == list(reduced["paths"][GATEWAY])
    assert GATEWAY not in generated_part(GOOD)["paths"]
    assert {**GOOD["paths"], **generated_part(GOOD)["paths"]} == GOOD["paths"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on", "on"),
        ("Yes", "Yes"),
        ("True for all", "True for all"),
        ("2031-01-01", "2031-01-01"),
        ("true", True),
        ("False", False),
        ("null", None),
    ],
)
def test_words_are_read_as_the_generator_reads_them(text: str, value: Any) -> None:
    """
    By YAML 1.2, in which a country or a switch is no truth value, and a date is text.
    """
    assert {"a": value} == parse(f"a: {text}".encode(), "x.yaml")


def test_incomplete_catalogue_entry_is_told() -> None:
    """
    An error code without what the emitter needs is named.
    """
    document = edited()
    del document["x-error-catalogue"]["forbidden"]["meaning"]

    assert ["x-error-catalogue/forbidden: meaning is missing."] == broken_rules(document)


def test_second_tag_is_told() -> None:
    """
    A second tag would generate the endpoint twice or in the wrong place.
    """
    document = edited()
    operation(document)["tags"].append("users")

    assert ["getUser: exactly one tag decides the module; it has 2."] == broken_rules(document)


@pytest.mark.parametrize(
    ("text", "words"),
    [("a: [", "line 2"), ("a: b: c", "line 1"), ("- list", "not an OpenAPI document"), (None, "is missing")],
)
def test_unreadable_document_is_told(tmp_path: Path, text: str | None, words: str) -> None:
    """
    A missing or broken file is one line, with the line number.
    """
    path = tmp_path / "openapi.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")

    with pytest.raises(Refused, match=words):
        load(path)


def test_document_in_another_encoding_is_told(tmp_path: Path) -> None:
    """
    A file that is not UTF-8 is one line too.
    """
    (tmp_path / "openapi.yaml").write_bytes(b"title: caf\xe9")

    with pytest.raises(Refused, match="not UTF-8"):
        load(tmp_path / "openapi.yaml")


def test_refused_document_generates_nothing(tmp_path: Path) -> None:
    """
    A document that breaks a rule is refused before the generator runs.
    """
    spec = tmp_path / "openapi.yaml"
    spec.write_text("openapi: 3.0.0\n", encoding="utf-8")

    with pytest.raises(Refused, match=r"only 3\.1\.x"):
        generation.generate_into(tmp_path / "out", spec, ROOT / "generator-config.yml")
    assert not (tmp_path / "out").exists()


def test_generator_warning_is_an_error(tmp_path: Path) -> None:
    """
    What the generator would skip with a warning stops generation.
    """
    spec = tmp_path / "openapi.yaml"
    spec.write_text(
        "openapi: 3.1.0\ninfo: {title: t, version: '1'}\n"
        "paths:\n  /a:\n    get:\n      operationId: a\n      tags: [t]\n"
        "      summary: s\n      description: d\n      security: [{}]\n      x-errors: []\n      x-retry: safe\n"
        "      responses: {'200': {description: d, content: {application/xml: {schema: {type: object}}}}}\n",
        encoding="utf-8",
    )

    with pytest.raises(Refused, match="The generator refused"):
        generation.generate_into(tmp_path / "out", spec, ROOT / "generator-config.yml")


def test_wrong_tool_version_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Another formatter or generator than the pinned one would write other bytes, so it is refused.
    """
    monkeypatch.setitem(generation.PINS, "ruff", "0.0.1")

    with pytest.raises(Refused, match="make install"):
        generation.generate_into(Path("unused"), ROOT / "openapi.yaml", ROOT / "generator-config.yml")


def test_package_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Without the generator's package the line says what to run.
    """
    monkeypatch.setitem(generation.PINS, "no-such-package-here", "1")

    with pytest.raises(Refused, match="no-such-package-here is not installed; run `make install`"):
        generation.generate_into(Path("unused"), ROOT / "openapi.yaml", ROOT / "generator-config.yml")


def test_missing_tool_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """
    A tool that is not beside the interpreter is named; no other one on the path is taken.
    """
    monkeypatch.setattr("sys.executable", str(tmp_path / "python"))

    with pytest.raises(Refused, match="openapi-python-client is not installed"):
        generation.generate_into(tmp_path / "out", ROOT / "openapi.yaml", ROOT / "generator-config.yml")


def test_generate_replaces_the_whole_package(tmp_path: Path) -> None:
    """
    A stale file of an earlier run is gone afterwards, and generating again changes nothing.
    """
    shutil.copyfile(ROOT / "openapi.yaml", tmp_path / "openapi.yaml")
    shutil.copyfile(ROOT / "generator-config.yml", tmp_path / "generator-config.yml")
    stale = tmp_path / "generated" / generation.PACKAGE / "stale.py"
    stale.parent.mkdir(parents=True)
    stale.touch()

    assert generation.generate(tmp_path) > 100
    assert not stale.exists()
    assert [] == generation.differences(tmp_path)
    (stale.parent / "client.py").write_text("edited", encoding="utf-8")
    (stale.parent / "errors.py").unlink()
    stale.touch()
    assert [
        "client.py differs",
        "errors.py is missing",
        "stale.py is not generated any more",
    ] == generation.differences(tmp_path)


def test_check_says_which_command_to_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """
    When generated code is stale, the last line is the command.
    """
    monkeypatch.setattr(generation, "differences", lambda: ["client.py differs"])
    monkeypatch.setattr(pages, "stale", lambda document: ["docs/errors.md"])

    assert 1 == commands.main(["check"])
    assert ["client.py differs", "docs/errors.md differs; run `make docs`"] == capsys.readouterr().out.splitlines()[:2]


def test_refusal_is_one_line_on_stderr(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """
    A command that cannot work says why and exits with 1.
    """

    def refuse() -> int:
        raise Refused("openapi.yaml is missing.")

    monkeypatch.setitem(commands.COMMANDS, "generate", refuse)

    assert 1 == commands.main(["generate"])
    assert "openapi.yaml is missing.\n" == capsys.readouterr().err


def test_commands_report_what_they_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """
    Generation says how many files, and the page where it stands.
    """
    monkeypatch.setattr(generation, "generate", lambda: 7)
    monkeypatch.setattr(pages, "write", lambda document: ["docs/errors.md"])

    assert 0 == commands.main(["generate"])
    assert 0 == commands.main(["docs"])
    printed = capsys.readouterr().out
    assert "Wrote 7 files" in printed
    assert "Wrote docs/errors.md" in printed


def test_error_page_is_printed_from_the_catalogue() -> None:
    """
    Every code stands on the page, with the tree of exceptions.
    """
    page = error_page.render(GOOD)

    assert all(f"`{code}`" in page for code in GOOD["x-error-catalogue"])
    assert "PaywallError\n├── ConfigurationError" in page


def test_assumption_page_names_question_place_and_reading() -> None:
    """
    Every `x-source` stands on the page, beside the operation, event or field it is about.
    """
    page = assumption_page.render(GOOD)

    assert "| A-05 | `getCustomerPortal` |" in page
    assert "| A-04 | `EventUser.email` |" in page
    assert "| A-15 | `payment.completed` |" in page
    assert "| A-13 | everywhere |" in page
    assert "| assumed | " in page


def test_stale_pages_are_named(tmp_path: Path) -> None:
    """
    A page that is missing or differs is named until it is written anew.
    """
    assert ["docs/assumptions.md", "docs/errors.md"] == pages.stale(GOOD, tmp_path)
    pages.write(GOOD, tmp_path)
    (tmp_path / "docs" / "errors.md").write_text("edited", encoding="utf-8")
    assert ["docs/errors.md"] == pages.stale(GOOD, tmp_path)
