"""
The machinery that seeds bugs tells the truth, and its tables fit the code. `make mutants` tries the bugs themselves.
"""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from .command import main
from .kinds import KINDS
from .report import all_caught, table, write_html, write_json
from .table import ROOT, SIDES, Mutant, Stale, mutants
from .trial import Result, Verdict, complaint, doubt, judged, tried
from .workers import Workers
from .workshop import HOMES, Run, Workshop

FEWEST = 40

CODE = "def double(number: int) -> int:\n    return number * 2\n"
TESTS = """
from monetize_software_tiny import double


def test_double():
    assert 4 == double(2)


def test_nothing():
    assert callable(double)
"""
SUBTLE = Mutant(
    name="squared",
    side="server",
    kind="wrong status",
    breaks="Numbers are squared instead of doubled.",
    file="overlays/monetize_software_tiny.py",
    old="number * 2",
    new="number * 3",
    tests="tests/unit/test_tiny.py::test_double",
)


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """
    A workshop of a project with a function, two tests, and a module that nobody imports.
    """
    project = tmp_path_factory.mktemp("project")
    for home in HOMES:
        (project / home).mkdir()
    (project / "tests" / "unit").mkdir(parents=True)
    (project / "overlays" / "monetize_software_tiny.py").write_text(CODE, encoding="utf-8")
    (project / "overlays" / "monetize_software_idle.py").write_text("IDLE = True\n", encoding="utf-8")
    (project / "tests" / "unit" / "test_tiny.py").write_text(TESTS, encoding="utf-8")
    return Workshop(project, tmp_path_factory.mktemp("workshop"))


def changed(**fields: Any) -> Mutant:
    """
    The mutant of the small project with other fields.
    """
    return dataclasses.replace(SUBTLE, **fields)


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.name)
def test_mutant_still_fits_the_code(mutant: Mutant) -> None:
    """
    The text it replaces occurs exactly once, the bug changes something, and its tests are there.
    """
    text = (ROOT / mutant.file).read_text(encoding="utf-8")
    file, _, test = mutant.tests.partition("::")

    assert text != mutant.applied(text)
    assert f"def {test.partition('[')[0]}(" in (ROOT / file).read_text(encoding="utf-8")


def test_tables_cover_every_kind() -> None:
    """
    There are enough mutants, each name stands once, and every kind of bug on every side has one at least.
    """
    names = [mutant.name for mutant in mutants()]

    assert len(names) == len(set(names)) >= FEWEST
    for side in SIDES:
        assert set(KINDS[side]) == {mutant.kind for mutant in mutants() if mutant.side == side}


def test_sides_are_where_their_code_is() -> None:
    """
    A mutant of one side changes no file of another.
    """
    homes: dict[str, str | tuple[str, ...]] = {
        "server": "overlays/monetize_software_mock/",
        # docs/migrating.md speaks of nothing else.
        "client": ("overlays/monetize_software/", "generated/", "docs/migrating.md"),
        "cli": ("overlays/monetize_software_cli/", "overlays/monetize_software_contract/"),
        "spec": "openapi.yaml",
    }

    assert [] == [mutant.name for mutant in mutants() if not mutant.file.startswith(homes[mutant.side])]


@pytest.mark.parametrize(
    ("mutant", "verdict", "words"),
    [
        pytest.param(SUBTLE, "caught", "tests/unit/test_tiny.py::test_double", id="caught"),
        pytest.param(changed(tests="tests/unit/test_tiny.py::test_nothing"), "survived", "passed", id="survived"),
        pytest.param(changed(old="number + 2"), "stale", "holds the old text 0 times", id="text that is gone"),
        pytest.param(changed(old="number"), "stale", "holds the old text 2 times", id="text that is there twice"),
        pytest.param(changed(new="unknown"), "broken", "No test failed", id="code that cannot run"),
        pytest.param(
            changed(file="overlays/monetize_software_idle.py", old="True", new="False"),
            "broken",
            "The tests never imported",
            id="code that nobody imports",
        ),
    ],
)
def test_verdict_is_true(mutant: Mutant, verdict: Verdict, words: str, workshop: Workshop) -> None:
    """
    Only a test that fails by itself catches a bug; whatever else ends a run does not, and the code is whole again.
    """
    result = tried(workshop, mutant)

    assert verdict == result.verdict, result.catcher
    assert words in result.catcher
    assert CODE == (workshop.folder / SUBTLE.file).read_text(encoding="utf-8")


def test_tests_that_fail_without_a_bug_are_told(workshop: Workshop) -> None:
    """
    What passes gives no reason to complain; what fails or is not there is told with its output.
    """
    assert complaint(workshop, [SUBTLE.tests]) is None
    assert "not found" in (complaint(workshop, [SUBTLE.tests, "tests/unit/test_tiny.py::test_gone"]) or "")


def test_module_from_elsewhere_proves_nothing(workshop: Workshop) -> None:
    """
    A run that imported another copy of the project is not taken for one of the changed copy.
    """
    elsewhere = Run(1, "", modules={"monetize_software_tiny": str(ROOT / "overlays" / "monetize_software_tiny.py")})

    assert "Not the copy was imported but another monetize_software_tiny" == doubt(elsewhere, SUBTLE, workshop.folder)


@pytest.mark.parametrize(
    ("run", "verdict"),
    [
        (Run(0, "", passed=1), "survived"),
        (Run(0, ""), "broken"),
        (Run(None, "late"), "broken"),
        (Run(1, "", failures=[{"test": "t", "stage": "call", "error": "AssertionError"}]), "caught"),
        (Run(1, "", failures=[{"test": "t", "stage": "setup", "error": "AssertionError"}]), "broken"),
        (Run(1, "", failures=[{"test": "t", "stage": "call", "error": "ImportError"}]), "broken"),
        (Run(2, "", failures=[{"test": "t", "stage": "collect", "error": "CollectError"}]), "broken"),
    ],
)
def test_run_is_judged(run: Run, verdict: Verdict) -> None:
    """
    Tests that all passed let a bug through; only a failure inside a test, by what the code does, catches it.
    """
    assert verdict == judged(run)[0]


def test_stale_text_is_an_error() -> None:
    """
    A mutant never changes a text it does not fit.
    """
    with pytest.raises(Stale, match="mend this mutant"):
        SUBTLE.applied("")


def test_workers_do_everything_once(workshop: Workshop) -> None:
    """
    Each item is done by one workshop, and comes back with what became of it.
    """

    def double(_: Workshop, number: int) -> int:
        return number * 2

    assert {1: 2, 2: 4, 3: 6} == dict(Workers([workshop]).each(double, [1, 2, 3]))


@pytest.mark.parametrize("verdict", ["survived", "stale", "broken"])
def test_one_that_is_not_caught_fails_the_run(verdict: Verdict) -> None:
    """
    Nor does a run succeed that tried nothing.
    """
    caught = Result(SUBTLE, "caught", "tests/unit/test_tiny.py::test_double", 1.0)

    assert all_caught([caught, caught])
    assert not all_caught([caught, Result(SUBTLE, verdict, "", 1.0)])
    assert not all_caught([])


def test_unknown_name_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """
    A mutant that is not declared is a wrong argument, and nothing is run.
    """
    assert 2 == main(["--only", "nothing"])
    assert "There is no mutant nothing\n" == capsys.readouterr().out


def test_reports_tell_the_same(tmp_path: Path) -> None:
    """
    The table, the page and the JSON name every mutant with its verdict, and the page escapes what it quotes.
    """
    survivor = changed(name="cubed", breaks="a < b")
    results = [Result(SUBTLE, "caught", "tests/unit/test_tiny.py::test_double", 1.0)]
    results.append(Result(survivor, "survived", "All tests passed", 2.0))
    write_html(results, tmp_path / "report.html")
    write_json(results, tmp_path / "report.json")
    page, rows = (
        (tmp_path / "report.html").read_text(encoding="utf-8"),
        json.loads((tmp_path / "report.json").read_text()),
    )

    assert "1 of 2 mutants caught, by unit" in table(results)
    assert "SURVIVED: All tests passed" in table(results)
    assert {"cubed": "survived", "squared": "caught"} == {row["name"]: row["verdict"] for row in rows}
    assert "1 of 2 mutants caught" in page
    assert "a &lt; b" in page
