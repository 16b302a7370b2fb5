"""
Reads the files of a support ticket into memory, once. Never sends, never leaves a file open that it opened.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Sequence
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from ._arguments import encodable, refuse

if TYPE_CHECKING:
    Attachment = str | os.PathLike[str] | tuple[str, bytes] | BinaryIO

__all__ = ["LARGEST_FILE", "MOST_FILES", "read_attachments"]

MOST_FILES = 5
LARGEST_FILE = 10 << 20
"""Bytes: the limit the vendor documents. Its server has been seen to refuse more than half of it."""
_LIKELY_REFUSED = 5 << 20


def read_attachments(files: object) -> list[tuple[str, bytes, str]]:
    """
    Read paths, (name, bytes) pairs and open binary files.

    Returns:
        Name, content and media type of each.

    Raises:
        InvalidRequestError: There are too many, one is too large, or one cannot be read.
    """
    if isinstance(files, str | bytes | os.PathLike) or not isinstance(files, Sequence):
        raise refuse("files", "must be a list, even for one file.")
    listed = cast("Sequence[Attachment]", files)
    if len(listed) > MOST_FILES:
        raise refuse("files", f"may hold {MOST_FILES} files; you gave {len(listed)}.")
    return [_file(number, given) for number, given in enumerate(listed)]


def _file(number: int, given: Any) -> tuple[str, bytes, str]:
    label = f"files[{number}]"
    name, content = _name_and_content(label, given)
    if len(content) > LARGEST_FILE:
        raise refuse(label, f"has more than {LARGEST_FILE} bytes (10 MB).")
    if len(content) > _LIKELY_REFUSED:
        warnings.warn(f"{label} is larger than 5 MB; the server may refuse it (invalid_file).", stacklevel=6)
    if not encodable(name) or not name.isprintable():
        raise refuse(label, "has a name with control characters or broken Unicode.")
    return name, content, guess_type(name)[0] or "application/octet-stream"


def _name_and_content(label: str, given: Any) -> tuple[str, bytes]:
    match given:
        case (str() as name, content):
            return name or "file", _checked(label, content)
        case str() | os.PathLike():
            return _read_path(label, given)
        case _ if hasattr(given, "read"):
            path = getattr(given, "name", None)
            return Path(path).name if isinstance(path, str) and path else "file", _read(label, given)
        case _:
            raise refuse(label, "must be a path, a (name, bytes) pair or an open binary file.")


def _read_path(label: str, given: Any) -> tuple[str, bytes]:
    try:
        path = Path(given)
        with path.open("rb") as opened:
            return path.name, _read(label, opened)
    except (OSError, ValueError, TypeError) as problem:
        raise refuse(label, f"cannot be read ({type(problem).__name__}).") from None  # its text holds the path


def _read(label: str, opened: Any) -> bytes:
    """
    Read no more than shows that a file is too large: it may be endless.
    """
    try:
        return _checked(label, opened.read(LARGEST_FILE + 1))
    except (OSError, ValueError) as problem:
        raise refuse(label, f"cannot be read ({type(problem).__name__}).") from None


def _checked(label: str, content: Any) -> bytes:
    if isinstance(content, bytes | bytearray | memoryview):
        return bytes(cast("bytes", content))
    raise refuse(label, "must hold bytes; open it with mode 'rb'.")
