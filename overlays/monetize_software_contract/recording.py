"""
Keeps the masked exchanges of a run in a folder, one JSON file each, and reads them back. Never sees anything unmasked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from .exchange import Exchange
from .running import Run, Unreached

_FORMAT = 1
_INDEX = "run.json"


class RecordingError(Exception):
    """
    A folder cannot be recorded to or replayed; the message is one line.
    """


class RecordingLost(RecordingError):
    """
    What came of a run cannot be kept; the requests were sent.
    """


@contextmanager
def kept(folder: Path | None, run: Run) -> Generator[None]:
    """
    Keep what came of a run in a folder that only this user may read, also when the run ends early.

    Args:
        folder: None to keep nothing.

    Raises:
        RecordingError: The folder cannot be made, or something is in it already. Nothing was sent.
        RecordingLost: It cannot be written any more.
    """
    if folder is not None:
        _prepare(folder)
    try:
        yield
    finally:
        if folder is not None:
            _save(folder, run)


def _prepare(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise RecordingError("The folder for the recording is not empty")
    except OSError as error:
        raise RecordingError(f"The folder for the recording cannot be made: {error.strerror}") from error


def _save(folder: Path, run: Run) -> None:
    index = {
        "format": _FORMAT,
        "base_url": run.base_url,
        "unreached": {name: asdict(each) for name, each in run.unreached.items()},
    }
    try:
        _write(folder / _INDEX, index)
        for number, exchange in enumerate(run.exchanges.values(), 1):
            _write(folder / f"{number:03}-{_file_name(exchange.ask)}.json", asdict(exchange))
    except OSError as error:
        raise RecordingLost(f"The recording cannot be written: {error.strerror}") from error


def load(folder: Path) -> Run:
    """
    Read a run back.

    Raises:
        RecordingError: There is none, or it is damaged.
    """
    try:
        index = _read(folder / _INDEX)
        if index["format"] != _FORMAT:
            raise RecordingError("The recording has another format")
        exchanges = [_exchange(_read(path)) for path in sorted(folder.glob("[0-9]*.json"))]
        unreached = {name: Unreached(**each) for name, each in index["unreached"].items()}
        return Run(str(index["base_url"]), {each.ask: each for each in exchanges}, unreached)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordingError(f"There is no recording that can be read ({type(error).__name__})") from error


def _exchange(found: Mapping[str, Any]) -> Exchange:
    headers = {str(name): str(value) for name, value in found["headers"].items()}
    return Exchange(
        str(found["ask"]), found["request"], int(found["status"]), headers, found["is_json"] is True, found["body"]
    )


def _write(path: Path, content: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _file_name(ask: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", ask).strip("-")
