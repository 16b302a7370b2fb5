"""
Standard streams that are closed, full or without a reader: one line, the documented exit code, never a bug.
"""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from monetize_software_cli.streams import OutputLost, guarded

from ..support.terminal import USER, Terminal

COMMAND = f"{sys.executable} -m monetize_software_cli"
POSIX = pytest.mark.skipif(not Path("/dev/full").exists(), reason="the redirections are those of a POSIX shell")


class Broken(io.StringIO):
    """
    A stream that takes nothing.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def write(self, text: str) -> int:
        raise self.error


def shell(line: str) -> subprocess.CompletedProcess[str]:
    """
    Run a line of shell, without any setting of ours.
    """
    settings = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    return subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False, env=settings)


@POSIX
@pytest.mark.parametrize("command", ["--help", "completion bash", "doctor", "doctor --json"])
@pytest.mark.parametrize("redirection", [">&-", ">/dev/full", "> >(exec <&-)"], ids=["closed", "full", "no reader"])
def test_output_that_is_lost_is_told_in_a_line(command: str, redirection: str) -> None:
    """
    Whatever a command prints, output that nobody takes ends it with 74 and says why, also when Python itself ends.
    """
    done = shell(f"{COMMAND} {command} {redirection}")

    assert 74 == done.returncode, done.stderr
    assert "Standard output cannot be written: " in done.stderr
    assert not {"Traceback", "bug", "Exception ignored"} & set(done.stderr.replace(":", " ").split())
    assert "Exception" not in done.stderr


@POSIX
@pytest.mark.parametrize("command", ["--help", "--version", "doctor", "mock up --help"])
def test_unbuffered_output_that_is_lost_is_told_too(command: str) -> None:
    """
    The library that reads the options swallows the error of its first write; what follows says it again.
    """
    done = shell(f"PYTHONUNBUFFERED=1 {COMMAND} {command} >/dev/full")

    assert (74, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("monetize: output: Standard output cannot be written: No space left on device.")


def test_loss_that_was_swallowed_is_told_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Whatever is printed after a loss is lost too, and says so, although nothing is tried any more.
    """
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Broken(OSError(errno.ENOSPC, "No space left on device")))
        with guarded():
            with suppress(OutputLost):
                sys.stdout.write("")
            with pytest.raises(OutputLost, match="No space left on device"):
                sys.stdout.flush()


@POSIX
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize("arguments", ["--help", "--port 0 --frozen"])
def test_mock_server_whose_output_is_lost_says_so(arguments: str, unbuffered: str) -> None:
    """
    Neither its help nor its banner goes missing with exit code 0 or a traceback.
    """
    done = shell(f"PYTHONUNBUFFERED={unbuffered} {sys.executable} -m monetize_software_mock {arguments} >/dev/full")

    assert (1, "Standard output cannot be written: No space left on device.\n") == (done.returncode, done.stderr)


@POSIX
def test_mock_whose_reader_has_enough_ends_without_a_traceback() -> None:
    """
    `mock up | head -1` ends with the code of lost output, and in words.
    """
    done = shell(f'{COMMAND} mock up --port 0 | head -1; echo "${{PIPESTATUS[*]}}"')

    assert "74 0" == done.stdout.splitlines()[-1]
    assert "Standard output cannot be written: Broken pipe." in done.stderr
    assert "Traceback" not in done.stderr


@POSIX
@pytest.mark.parametrize("redirection", ["2>&-", "2>/dev/full", "2>&- >&-", "<&-", "<&- >&- 2>&-"])
def test_other_streams_change_no_exit_code(redirection: str) -> None:
    """
    An error that cannot be printed, or an input that is closed, leaves the exit code as it is.
    """
    assert 3 == shell(f"{COMMAND} prices {redirection}").returncode


@POSIX
def test_closed_input_is_an_empty_one() -> None:
    """
    A body that should come from a closed standard input is empty, so it is no event.
    """
    done = shell(f"WEBHOOK_SECRET=whsec_0123456789abcdef {COMMAND} webhook verify <&-")

    assert (1, True) == (done.returncode, done.stderr.startswith("monetize: invalid_"))


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), "Broken pipe"),
        (OSError(errno.ENOSPC, "No space left on device"), "No space left on device"),
        (ValueError("I/O operation on closed file"), "it is closed"),
    ],
    ids=["no reader", "full", "closed"],
)
def test_change_whose_answer_cannot_be_printed_may_be_done(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    """
    When the output is lost after a change, it says to look before it is repeated.
    """
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Broken(error))
        ended = terminal("balance", "credit", "gpt-4", "5", *USER, "--yes")

    assert (74, f"monetize: output: Standard output cannot be written: {why}.") == (
        ended.code,
        ended.err.split("\n")[0],
    )
    assert "look before you repeat it" in ended.err
    assert 15 == terminal("balance", "show", *USER, "--json").json[0]["count"]


def test_file_that_cannot_be_read_is_no_bug(terminal: Terminal) -> None:
    """
    An input that opens and then fails is told as such.
    """

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(errno.EIO, "Input/output error")

    ended = terminal("webhook", "sign", "-", stdin=Failing())

    assert (74, "monetize: output: Reading or writing here failed: Input/output error.") == (
        ended.code, ended.err.splitlines()[0]
    )  # fmt: skip


def test_streams_are_given_back(terminal: Terminal) -> None:
    """
    A program that runs a command finds its own streams afterwards.
    """
    before = sys.stdout, sys.stderr
    terminal("prices")

    assert before == (sys.stdout, sys.stderr)
