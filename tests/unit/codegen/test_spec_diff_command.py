"""
The command `diff`, on files and on git revisions.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from monetize_software_codegen.__main__ import main
from monetize_software_codegen.document import ROOT

Capture = pytest.CaptureFixture[str]

DECLARATION = "# Changelog\n\n## Unreleased\n\n- Breaking for callers: `BalanceChange.reason` is needed now.\n"
BEFORE = "required: [type, amount, op]\n"
AFTER = "required: [type, amount, op, reason]\n"


def git(folder: Path, *arguments: str) -> None:
    """
    Run git as nobody in particular.
    """
    who = ["-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false", "-c", "core.hooksPath="]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """
    A copy of openapi.yaml with one break, in a repository that has the document as it is at `v1`.
    """
    path = tmp_path / "openapi.yaml"
    shutil.copyfile(ROOT / "openapi.yaml", path)
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "openapi.yaml")
    git(tmp_path, "commit", "--quiet", "--message", "The API")
    git(tmp_path, "tag", "v1")
    path.write_text(path.read_text(encoding="utf-8").replace(BEFORE, AFTER), encoding="utf-8")
    return path


def diff(base: str | Path, spec: Path, *more: str) -> int:
    """
    Run the command.
    """
    return main(["diff", str(base), "--new", str(spec), *more])


def test_undeclared_break_since_a_revision_fails(spec: Path, capsys: Capture) -> None:
    """
    A break that no changelog declares ends with 1, and the last line names it.
    """
    assert 1 == diff("v1", spec)
    printed = capsys.readouterr().out.splitlines()
    assert "Breaking for callers (1)" == printed[0]
    assert "  BalanceChange.reason  is new and required  adjustBalance  credit_tokens(), debit_tokens()" == printed[1]
    assert "For CHANGELOG.md:" == printed[3]
    assert "Breaks that CHANGELOG.md does not declare under Unreleased: `BalanceChange.reason`." == printed[-1]


def test_declared_break_passes(spec: Path, capsys: Capture) -> None:
    """
    The changelog beside the document declares its breaks.
    """
    spec.with_name("CHANGELOG.md").write_text(DECLARATION, encoding="utf-8")

    assert 0 == diff("v1", spec)
    assert "does not declare" not in capsys.readouterr().out


def test_same_document_passes(spec: Path, capsys: Capture) -> None:
    """
    Without a difference there is one line.
    """
    git(spec.parent, "commit", "--quiet", "--all", "--message", "Changed")

    assert 0 == diff("HEAD", spec)
    assert "No difference.\n" == capsys.readouterr().out


def test_file_is_a_base_too(spec: Path, capsys: Capture) -> None:
    """
    The base may be a file; a change of words needs no note.
    """
    old = spec.with_name("old.yaml")
    old.write_text(spec.read_text(encoding="utf-8").replace("Tokens of one type.", "Tokens."), encoding="utf-8")

    assert 0 == diff(old, spec)
    assert "Nothing for CHANGELOG.md." == capsys.readouterr().out.splitlines()[-1]


def test_json_is_printed_alone(spec: Path, capsys: Capture) -> None:
    """
    With --json the whole output is JSON, and the exit code is the same.
    """
    assert 1 == diff("v1", spec, "--json")
    assert "BalanceChange.reason" == json.loads(capsys.readouterr().out)["differences"][0]["place"]


UNUSABLE: list[tuple[str, str, str]] = [
    ("no YAML", "a: [", "old.yaml, line 2"),
    ("no mapping", "- a", "old.yaml is not an OpenAPI document."),
    ("another version", "openapi: 3.0.3", "old.yaml is not OpenAPI 3.1."),
    ("no OpenAPI", "openapi: 3.1.0", "old.yaml is not valid OpenAPI: "),
    ("wrong shape", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: []", "paths: [] is not of type"),
    ("dangling reference", "openapi: 3.1.0\npaths: {/a: {get: {$ref: '#/x'}}}", "#/x leads nowhere."),
    ("strange codes", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {/a: {get: {x-errors: a}}}",
     'paths//a/get/x-errors: "a" is not of type "array"'),
    ("strange catalogue", "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths: {}\n"
     "x-error-catalogue: {a: {fields: [{wire: a}]}}",
     'x-error-catalogue/a/fields/0: "attribute" is a required property'),
    ("endless", "openapi: 3.1.0\nx-a: &a [*a]", "old.yaml is nested without end."),
    ("unquoted date and status", "openapi: 3.1.0\ninfo: {title: t, version: 2030-01-01}\n"
     "paths: {/a: {get: {responses: {200: {}}}}}", "paths//a/get/responses/200"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [pytest.param(*row[1:], id=row[0]) for row in UNUSABLE])
def test_unusable_document_is_one_line(tmp_path: Path, capsys: Capture, text: str, words: str) -> None:
    """
    What cannot be compared ends with 2 and one line that says why.
    """
    old = tmp_path / "old.yaml"
    old.write_text(text, encoding="utf-8")

    assert 2 == diff(old, ROOT / "openapi.yaml")
    line = capsys.readouterr().err
    assert words in line
    assert 1 == line.count("\n")


@pytest.mark.parametrize("base", ["v9", "v1:elsewhere", "--output=x"])
def test_unknown_base_is_one_line(spec: Path, capsys: Capture, base: str) -> None:
    """
    A base that is neither a file nor a revision is named; it is never taken for an option of git.
    """
    assert 2 == main(["diff", "--new", str(spec), "--", base])
    assert f"{base} is neither a file nor a git revision that has openapi.yaml.\n" == capsys.readouterr().err
    assert ["openapi.yaml"] == [path.name for path in spec.parent.iterdir() if path.is_file()]


def test_missing_new_document_is_one_line(spec: Path, capsys: Capture) -> None:
    """
    A new document that is not there is named.
    """
    assert 2 == diff("v1", spec.with_name("elsewhere.yaml"))
    assert "git revision that has elsewhere.yaml.\n" in capsys.readouterr().err
    assert 2 == diff(spec, spec.with_name("elsewhere.yaml"))
    assert "elsewhere.yaml is missing.\n" == capsys.readouterr().err


def test_without_git_a_revision_is_refused(spec: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Where git is not installed, the line says so.
    """
    monkeypatch.setenv("PATH", str(spec.parent))

    assert 2 == diff("v1", spec)
    assert "v1 is no file, and git is not installed to look for a revision.\n" == capsys.readouterr().err


def test_help_says_how_a_break_is_declared(capsys: Capture) -> None:
    """
    Whoever is stopped by exit code 1 finds the rule in the command's help.
    """
    with pytest.raises(SystemExit) as stopped:
        main(["diff", "--help"])

    assert 0 == stopped.value.code
    assert "A break is declared by an item under `## Unreleased`" in capsys.readouterr().out


def test_make_says_what_is_missing() -> None:
    """
    `make spec-diff` without BASE does nothing but say how to call it.
    """
    done = subprocess.run(
        ["make", "--silent", "--old-file=install", "spec-diff", "BASE="],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Name what to compare with: make spec-diff BASE=<git revision or file>" == done.stderr.splitlines()[0]
    assert 2 == done.returncode
