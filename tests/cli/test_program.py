"""
The program itself: help, version, completion, and what it costs to start.
"""

from __future__ import annotations

import io
import subprocess
import sys

import click
import pytest

from monetize_software import __version__
from monetize_software.installing import how_to_install
from monetize_software_cli.addresses import host_of, is_loopback
from monetize_software_cli.program import program

from ..support.terminal import Terminal

COMMANDS = {
    "access", "balance", "cancel", "checkout", "completion", "contract", "doctor", "meter", "mock", "portal", "prices",
    "purchases", "receiver", "ticket", "user", "webhook",
}  # fmt: skip


def commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """
    Every command, groups included, as words.
    """
    found = [path] if path else []
    for name, command in group.commands.items():
        below = commands(command, (*path, name)) if isinstance(command, click.Group) else [(*path, name)]
        found += below
    return found


def test_commands_are_these() -> None:
    """
    No command came or went unnoticed.
    """
    assert set(program.commands) == COMMANDS


@pytest.mark.parametrize("path", commands(program), ids=" ".join)
def test_every_command_explains_itself(terminal: Terminal, path: tuple[str, ...]) -> None:
    """
    Each command has help, and a summary that is not cut off.
    """
    ended = terminal(*path, "--help")
    parent = terminal(*path[:-1], "-h").out

    assert (0, "") == (ended.code, ended.err)
    assert ended.out.startswith(f"Usage: monetize {' '.join(path)}")
    assert "..." not in next(line for line in parent.splitlines() if line.split()[:1] == [path[-1]])


@pytest.mark.parametrize(
    "path", [path for path in commands(program) if path[-1] not in ("up", "completion")], ids=" ".join
)
def test_every_command_has_json(terminal: Terminal, path: tuple[str, ...]) -> None:
    """
    Each command that prints a result can print it for machines.
    """
    command: click.Command = program
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]

    assert isinstance(command, click.Group) or any("--json" in parameter.opts for parameter in command.params)


def test_help_teaches_settings_and_exit_codes(terminal: Terminal) -> None:
    """
    The help of the program names every setting and every exit code.
    """
    shown = terminal("--help").out

    for words in (
        "PAYWALL_ID",
        "PAYWALL_ORIGIN",
        "MONETIZE_API_KEY",
        "WEBHOOK_SECRET",
        "MONETIZE_BEARER",
        "MONETIZE_MOCK",
    ):
        assert words in shown
    for code in (0, 1, 2, 3, 4, 5, 70, 130):
        assert [str(code)] in [line.split()[:1] for line in shown.splitlines()]


@pytest.mark.parametrize("arguments", [(), ("mock",), ("balance",)], ids=["nothing", "mock", "balance"])
def test_no_command_is_a_wrong_argument(terminal: Terminal, arguments: tuple[str, ...]) -> None:
    """
    Without a command the help is printed on standard error.
    """
    ended = terminal(*arguments)

    assert (2, "") == (ended.code, ended.out)
    assert "Commands:" in ended.err


def test_no_option_takes_the_key() -> None:
    """
    Keys and secrets come from the environment or a prompt, so every option about them is a flag.
    """
    options = [
        parameter
        for path in commands(program)
        for parameter in _command(path).params
        if isinstance(parameter, click.Option)
        and parameter.name in ("key", "api_key", "secret", "ask_key", "ask_secret")
    ]

    assert options
    assert all(option.is_flag for option in options)


def _command(path: tuple[str, ...]) -> click.Command:
    command: click.Command = program
    for name in path:
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


def test_version(terminal: Terminal) -> None:
    """
    `--version` is the distribution's.
    """
    assert f"monetize {__version__}\n" == terminal("--version").out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts(terminal: Terminal, shell: str) -> None:
    """
    Each shell gets a script that asks this program.
    """
    ended = terminal("completion", shell)

    assert 0 == ended.code
    assert f"_MONETIZE_COMPLETE={shell}_complete" in ended.out
    assert 2 == terminal("completion", "cmd.exe").code


def test_completion_answers(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """
    The shell is told the commands that fit.
    """
    from monetize_software_cli.__main__ import main

    monkeypatch.setenv("_MONETIZE_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", "monetize p")
    monkeypatch.setenv("COMP_CWORD", "1")
    main([])

    assert {"plain,portal", "plain,prices", "plain,purchases"} == set(capsys.readouterr().out.split())


def test_start_is_cheap() -> None:
    """
    Help loads neither an HTTP library, nor the client, nor the mock.
    """
    heavy = ("httpx", "monetize_software.billing", "monetize_software_api", "monetize_software_mock", "yaml")
    code = (
        "import sys\n"
        "from monetize_software_cli.__main__ import main\n"
        "assert main(['--help']) == 0\n"
        f"print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (0, "[]") == (done.returncode, done.stderr.strip())


def test_missing_extra_is_named() -> None:
    """
    Installed without the extra, the program says which one it needs.
    """
    code = (
        "import sys; sys.modules['click'] = None; from monetize_software_cli.__main__ import main; sys.exit(main([]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (3, True) == (done.returncode, how_to_install("cli") in done.stderr)


def test_poor_terminals_get_everything(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Output that cannot be encoded is escaped, not an error.
    """
    poor = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", poor)
    terminal("doctor")
    poor.seek(0)

    assert "\\u2713 key accepted" in poor.read()


@pytest.mark.parametrize(
    ("address", "host", "here"),
    [
        ("https://pay.example.com/x", "pay.example.com", False),
        ("Pay.Example.com", "pay.example.com", False),
        ("http://localhost:1", "localhost", True),
        ("http://[::1]:1", "::1", True),
        ("http://[broken", "", False),
        ("", "", False),
    ],
)
def test_addresses(address: str, host: str, here: bool) -> None:
    """
    Hosts are read from addresses and bare domains.
    """
    assert (host, here) == (host_of(address), is_loopback(address))
