"""
Runs the generator's own command line and finishes its output. Calls no private function of it.
"""

from __future__ import annotations

import filecmp
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from . import catalogue, private_fields
from .document import ROOT, Refused, generated_part, load
from .spec_rules import broken_rules

TEMPLATES = Path(__file__).parent / "templates"
PACKAGE = "monetize_software_api"
HEADER = "# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.\n"
UNSUPPORTED = "#! cannot be generated: "
PINS = {"openapi-python-client": "0.29.1", "ruff": "0.17.6"}
README = (
    "Everything in this folder is generated from openapi.yaml. Do not edit it.\n"
    "Run `make generate` after a change; `make check-generated` tells when that was forgotten.\n"
)


def generate_into(folder: Path, spec: Path, config: Path) -> int:
    """
    Generate the whole package into an empty folder.

    Returns:
        The number of files.

    Raises:
        Refused: The document or the tools are not fit for it.
    """
    document = load(spec)
    problems = broken_rules(document)
    if problems:
        raise Refused("\n".join([f"{spec.name} has what the generator gets wrong:", *problems]))
    _check_pins()
    with tempfile.TemporaryDirectory() as scratch:
        reduced, templates = Path(scratch) / "openapi.json", Path(scratch) / "templates"
        reduced.write_text(json.dumps(generated_part(document)), encoding="utf-8")
        shutil.copytree(TEMPLATES, templates)
        (templates / "private.jinja").write_text(private_fields.emit(document), encoding="utf-8")
        _run_generator(folder, reduced, config, templates)
    _check_supported(folder)
    _finish(folder, document)
    _format(folder)
    return sum(1 for path in folder.rglob("*") if path.is_file())


def _check_pins() -> None:
    for name, pinned in PINS.items():
        installed = _installed(name)
        if installed != pinned:
            raise Refused(f"{name} {installed} is installed and {pinned} is pinned; run `make install`.")


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        raise Refused(f"{name} is not installed; run `make install`.") from None


def _run_generator(folder: Path, spec: Path, config: Path, templates: Path) -> None:
    options = {
        "--path": spec,
        "--meta": "none",
        "--config": config,
        "--custom-template-path": templates,
        "--output-path": folder,
    }
    command = [_tool("openapi-python-client"), "generate", *(str(part) for pair in options.items() for part in pair)]
    done = _run([*command, "--fail-on-warning", "--overwrite"])
    if done.returncode:
        raise Refused(f"The generator refused:\n{(done.stdout + done.stderr).strip()}")


def _check_supported(folder: Path) -> None:
    """
    Read what the templates could not write; they leave a line about it.
    """
    lines = [line for path in sorted(folder.rglob("*.py")) for line in path.read_text(encoding="utf-8").splitlines()]
    found = [line.partition(UNSUPPORTED)[2] for line in lines if UNSUPPORTED in line]
    if found:
        raise Refused("\n".join(["The templates cannot write:", *dict.fromkeys(found)]))


def _finish(folder: Path, document: dict[str, Any]) -> None:
    for template in sorted(TEMPLATES.glob("*.py.txt")):
        shutil.copyfile(template, folder / template.name.removesuffix(".txt"))
    (folder / "catalogue.py").write_text(catalogue.emit(document), encoding="utf-8")
    (folder / "py.typed").touch()


def _format(folder: Path) -> None:
    shared = ["--isolated", "--no-cache", "--quiet", "--target-version", "py311", "--line-length", "100"]
    unused_first = (["check", "--fix-only", "--select", "F,UP"], ["check", "--fix-only", "--select", "I"], ["format"])
    for arguments in unused_first:
        done = _run([_tool("ruff"), arguments[0], str(folder), *arguments[1:], *shared])
        if done.returncode:
            raise Refused(f"Formatting failed:\n{(done.stdout + done.stderr).strip()}")
    for path in folder.rglob("*.py"):
        path.write_text(HEADER + path.read_text(encoding="utf-8"), encoding="utf-8")


def format_source(text: str, line_length: int = 120) -> str:
    """
    Format one module with the pinned formatter, whatever its caller's settings.
    """
    _check_pins()
    options = ["--isolated", "--no-cache", "--quiet", "--target-version", "py311", "--line-length", str(line_length)]
    for arguments in (["check", "--fix-only", "--select", "I"], ["format"]):
        command = [_tool("ruff"), *arguments, *options, "--stdin-filename", "module.py", "-"]
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
        if done.returncode:
            raise Refused(f"Formatting failed:\n{(done.stdout + done.stderr).strip()}")
        text = done.stdout
    return text


def _tool(name: str) -> str:
    path = Path(sys.executable).with_name(name)
    if not path.exists():
        raise Refused(f"{name} is not installed; run `make install`.")
    return str(path)


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


def generate(root: Path = ROOT) -> int:
    """
    Replace the generated package by a fresh one.

    Returns:
        The number of files.
    """
    target = root / "generated"
    target.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target) as scratch:
        fresh = Path(scratch) / PACKAGE
        count = generate_into(fresh, root / "openapi.yaml", root / "generator-config.yml")
        shutil.rmtree(target / PACKAGE, ignore_errors=True)
        fresh.rename(target / PACKAGE)
    (target / "README.md").write_text(README, encoding="utf-8")
    return count


def differences(root: Path = ROOT) -> list[str]:
    """
    Generate elsewhere and name the files that differ from the generated package.
    """
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch) / PACKAGE
        generate_into(fresh, root / "openapi.yaml", root / "generator-config.yml")
        return sorted(compare(root / "generated" / PACKAGE, fresh))


def compare(have: Path, want: Path) -> Iterator[str]:
    """
    Name the files that are missing, superfluous or different.
    """
    names = {path.relative_to(side) for side in (have, want) for path in side.rglob("*") if path.is_file()}
    for name in names:
        if "__pycache__" in name.parts:
            continue
        if not (have / name).exists():
            yield f"{name} is missing"
        elif not (want / name).exists():
            yield f"{name} is not generated any more"
        elif not filecmp.cmp(have / name, want / name, shallow=False):
            yield f"{name} differs"
