"""
Processes that are killed and started again by the hundred: forked from one that has imported what they need.

    with Nursery("tests.support.year_processes") as nursery:
        child = nursery.start("spend", url="sqlite:///billing.db")
        print(child.ask(key="k"))           # what it answers, or None where it was killed before it could

A child has a channel to its parent, and ends when that is closed, however the parent ends.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from types import TracebackType
from typing import Any

from tests.support.document import ROOT

__all__ = ["Channel", "Child", "Nursery", "Role"]


class Channel:
    """
    The child's end: one line of JSON asks, one answers.
    """

    def __init__(self, end: socket.socket) -> None:
        self._lines, self._end = end.makefile("rb"), end

    def asked(self) -> Iterator[dict[str, Any]]:
        """
        What is asked, until the parent is gone.
        """
        for line in self._lines:
            yield json.loads(line)

    def answer(self, **what: Any) -> None:
        """
        Answer the last question.
        """
        self._end.sendall(json.dumps(what).encode() + b"\n")


Role = Callable[[Channel, list[socket.socket], dict[str, Any]], None]


class Child:
    """
    The parent's end.
    """

    def __init__(self, pid: int, end: socket.socket) -> None:
        self.pid, self._end, self._lines = pid, end, end.makefile("rb")

    def ask(self, **what: Any) -> dict[str, Any] | None:
        """
        Ask, and wait for the answer; None where it ended before that.
        """
        try:
            self._end.sendall(json.dumps(what).encode() + b"\n")
        except OSError:
            return None
        line = self._lines.readline()
        return json.loads(line) if line.endswith(b"\n") else None

    def kill(self) -> None:
        """
        End it with SIGKILL, and wait for that.
        """
        os.kill(self.pid, signal.SIGKILL)
        self.gone()

    def gone(self) -> None:
        """
        Wait for its end.
        """
        while self._lines.readline():
            pass

    def close(self) -> None:
        """
        Let go of it, which ends it.
        """
        self._lines.close()
        self._end.close()


class Nursery:
    """
    Starts children.

    Args:
        module: Whose functions they run.
    """

    def __init__(self, module: str) -> None:
        self._end, theirs = socket.socketpair()
        command = [sys.executable, "-m", "tests.support.nursery", module, str(theirs.fileno())]
        self._process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])
        theirs.close()

    def start(self, role: str, *sockets: socket.socket, **options: Any) -> Child:
        """
        Start a child: a function of the module, the sockets it gets, and its options.
        """
        ours, theirs = socket.socketpair()
        given = [theirs.fileno(), *(each.fileno() for each in sockets)]
        socket.send_fds(self._end, [json.dumps([role, options]).encode()], given)
        theirs.close()
        return Child(int(self._end.recv(100)), ours)

    def __enter__(self) -> Nursery:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._end.close()
        self._process.wait()


def main() -> None:
    """
    Fork a child for each request; what it runs has been imported.
    """
    module, end = import_module(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    while True:
        request, files, _, _ = socket.recv_fds(end, 65_536, 8)
        _let_go_of_the_dead()  # not before, so that no other process has the id of one that the parent kills
        if not request:
            return
        sockets = [socket.socket(fileno=each) for each in files]
        pid = os.fork()
        if not pid:
            end.close()
            _live(module, json.loads(request), sockets)
        for each in sockets:
            each.close()
        end.sendall(b"%d\n" % pid)


def _let_go_of_the_dead() -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _live(module: Any, request: tuple[str, dict[str, Any]], sockets: list[socket.socket]) -> None:
    try:
        getattr(module, request[0])(Channel(sockets[0]), sockets[1:], request[1])
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
