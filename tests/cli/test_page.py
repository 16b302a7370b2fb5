"""
docs/cli.md and the program's own help say the same.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import click
import pytest

from monetize_software_cli.program import program
from monetize_software_cli.session import Session, Surroundings
from tests.support.document import ROOT

PAGE = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(?:sh|console)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CALL = re.compile(r"(?:^|\$ |\()(monetize [^|)\n]*)", re.MULTILINE)


def leaves(group: click.Group, path: str = "monetize") -> Iterator[tuple[str, click.Command]]:
    """
    Every command that does something, with its words.
    """
    for name, command in group.commands.items():
        words = f"{path} {name}"
        yield from leaves(command, words) if isinstance(command, click.Group) else [(words, command)]


def row(words: str, command: click.Command) -> str:
    """
    A command as the page lists it: how it is called, and what it does.
    """
    context = click.Context(command, info_name=words)
    usage = " ".join([words, *command.collect_usage_pieces(context)[1:]]).replace("|", "\\|")
    return f"| `{usage}` | {command.get_short_help_str(200)} |"


def test_page_lists_every_command() -> None:
    """
    Each command stands in the table with its arguments and its summary, and nothing else does.
    """
    listed = re.search(r"<!-- commands -->\n(.*?)<!-- end of commands -->", PAGE, re.DOTALL)
    assert listed is not None

    assert ["| Command | What it does |", "|---|---|", *(row(*each) for each in leaves(program))] == listed[
        1
    ].splitlines()


@pytest.mark.parametrize("words", [words for words, _ in leaves(program)])
def test_page_shows_every_command(words: str) -> None:
    """
    Each command has an example on the page.
    """
    assert any(f"{call} ".startswith(f"{words} ") for call in calls()), words


def calls() -> list[str]:
    """
    Every call in the page's examples.
    """
    text = "\n".join(BLOCK.findall(PAGE))
    return [re.sub(r"\s+#.*", "", re.sub(r'"\$\(.*', "x:y", call)).strip() for call in CALL.findall(text)]


@pytest.mark.parametrize("call", sorted(set(calls())))
def test_examples_are_understood(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, call: str) -> None:
    """
    Every example, also of those that are not run, has a command, arguments and options that there are.
    """
    for name in ("event.json", "world.yaml"):
        (tmp_path / name).touch()
    (tmp_path / "dist").mkdir()
    monkeypatch.chdir(tmp_path)
    arguments = shlex.split(re.sub(r"\s(\|\||>).*", "", call))[1:]
    with ExitStack() as opened:
        context = opened.enter_context(
            program.make_context("monetize", arguments, obj=Session(Surroundings(environ={})))
        )
        while isinstance(context.command, click.Group):
            rest = [*context._protected_args, *context.args]
            _, command, rest = context.command.resolve_command(context, rest)
            assert command is not None
            context = opened.enter_context(command.make_context(command.name, rest, parent=context))
