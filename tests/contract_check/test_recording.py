"""
Recordings: what was seen can be judged again, offline, and comes to the same.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from monetize_software_contract.plan import READS
from monetize_software_mock import Mock
from monetize_software_mock.world.default import default_world
from tests.support.terminal import Terminal

from .checking import answering, check
from .test_drift import renamed

At = Callable[[Mock], Terminal]


@pytest.mark.parametrize(
    ("mock", "code"),
    [
        pytest.param(Mock, 0, id="that matches"),
        pytest.param(lambda: answering("getUser", renamed), 1, id="that differs"),
        pytest.param(lambda: Mock(default_world().with_switches(user_state_needs_key=True)), 1, id="that refutes"),
    ],
)
def test_replay_reports_the_same(at: At, tmp_path: Path, mock: Callable[[], Mock], code: int) -> None:
    """
    The report of a recorded run is the live one, word for word, and sends nothing.
    """
    terminal = at(mock())
    live = check(terminal, "--record", str(tmp_path / "kept"))
    terminal.network.requests.clear()
    replayed = terminal("contract", "check", "--replay", str(tmp_path / "kept"), "--json")

    assert (code, code) == (live.code, replayed.code)
    assert live.json == replayed.json
    assert [] == terminal.network.requests


def test_replay_needs_no_settings(terminal: Terminal, tmp_path: Path) -> None:
    """
    Whoever judges a recording again needs neither key nor paywall nor origin.
    """
    check(terminal, "--record", str(tmp_path / "kept"))
    terminal.environ.clear()

    assert 0 == terminal("contract", "check", "--replay", str(tmp_path / "kept")).code


def test_interrupted_run_is_replayed_as_such(terminal: Terminal, tmp_path: Path) -> None:
    """
    What was not reached is not reached in the replay either, for the same reason.
    """
    live = check(terminal, "--limit", "5", "--record", str(tmp_path / "kept"))
    replayed = terminal("contract", "check", "--replay", str(tmp_path / "kept"), "--json")

    assert (4, live.json) == (replayed.code, replayed.json)


def test_run_that_was_broken_off_is_kept(terminal: Terminal, tmp_path: Path) -> None:
    """
    After Ctrl-C the recording holds what came until then, and its replay says that the rest is missing.
    """
    folder = tmp_path / "kept"
    answer = terminal.network.mock.handle_request

    def until_the_fourth(request: httpx.Request) -> httpx.Response:
        if len(terminal.network.requests) == 4:
            raise KeyboardInterrupt
        return answer(request)

    terminal.network.handlers["127.0.0.1"] = until_the_fourth
    ended = check(terminal, "--record", str(folder))
    replayed = terminal("contract", "check", "--replay", str(folder), "--json")
    whys = {ask.get("unreached") for each in replayed.json["operations"] for ask in each["asks"]}

    assert (130, 4) == (ended.code, replayed.code)
    assert {None, "not recorded"} == whys
    assert 4 == len(list(folder.iterdir()))


def test_recording_has_a_file_for_each_exchange(terminal: Terminal, tmp_path: Path) -> None:
    """
    Each exchange has a file of its own, in the order they were sent, and others may not look into the folder.
    """
    folder = tmp_path / "new" / "kept"
    check(terminal, "--record", str(folder))
    names = sorted(path.name for path in folder.iterdir())
    first = json.loads((folder / names[0]).read_text(encoding="utf-8"))

    assert len(READS) + 1 == len(names)
    assert ("001-getBootstrap-public.json", "run.json") == (names[0], names[-1])
    assert ("/api/v1/paywall/3/bootstrap", 200) == (first["request"]["target"], first["status"])
    assert 0o700 == folder.stat().st_mode & 0o777


def test_folder_in_use_is_left_alone(terminal: Terminal, tmp_path: Path) -> None:
    """
    A recording never goes where something is already, and then nothing is sent.
    """
    (tmp_path / "mine.txt").write_text("mine")
    ended = check(terminal, "--record", str(tmp_path))

    assert (3, "recording", []) == (ended.code, ended.error["code"], terminal.network.requests)
    assert ["mine.txt"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "{",
        "[]",
        "{}",
        '{"format": 2, "base_url": "x", "unreached": {}}',
        '{"format": 1, "base_url": "x", "unreached": {"a": {"b": 1}}}',
    ],
)
def test_damaged_recording_is_refused(terminal: Terminal, tmp_path: Path, content: str | None) -> None:
    """
    What is no recording is refused with one line.
    """
    if content is not None:
        (tmp_path / "run.json").write_text(content)
    ended = terminal("contract", "check", "--replay", str(tmp_path), "--json")

    assert (3, "recording") == (ended.code, ended.error["code"])


def test_folder_that_cannot_be_made_is_said(terminal: Terminal, tmp_path: Path) -> None:
    """
    When there is no place for the recording, nothing is sent.
    """
    (tmp_path / "file").touch()
    ended = check(terminal, "--record", str(tmp_path / "file" / "kept"))

    assert (3, "recording", []) == (ended.code, ended.error["code"], terminal.network.requests)


EXCHANGE = '{"ask": "a", "request": {}, "status": %s, "headers": %s, "is_json": true, "body": null}'


@pytest.mark.parametrize("content", ["", "[]", '{"ask": 1}', EXCHANGE % ('"x"', "{}"), EXCHANGE % (200, "[]")])
def test_damaged_exchange_is_refused(terminal: Terminal, tmp_path: Path, content: str) -> None:
    """
    A recording with one damaged file is refused as a whole.
    """
    folder = tmp_path / "kept"
    check(terminal, "--record", str(folder))
    (folder / "002-getBootstrap-still-current.json").write_text(content)
    ended = terminal("contract", "check", "--replay", str(folder), "--json")

    assert (3, "recording") == (ended.code, ended.error["code"])


def test_recording_that_is_lost_is_no_missing_setting(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    What cannot be kept any more was asked all the same, and that is said.
    """

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    ended = check(terminal, "--limit", "1", "--record", str(tmp_path / "kept"))

    assert (74, True) == (ended.code, "No space left on device" in ended.err)
    assert "The requests were sent all the same" in ended.err
