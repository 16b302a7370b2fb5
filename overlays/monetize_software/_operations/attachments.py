"""
Reads the files of a support ticket into memory, once. Never sends, never leaves a file open that it opened.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Sequence
from inspect import iscoroutinefunction
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from monetize_software._profile.arguments import encodable, refuse

if TYPE_CHECKING:
    from monetize_software.typing import Attachment

__all__ = ["LARGEST_FILE", "MOST_FILES", "read_attachments"]

MOST_FILES = 5
LARGEST_FILE = 10 << 20
"""Bytes: the limit the vendor documents. Its server has been seen to refuse more than half of it."""
_LIKELY_REFUSED = 5 << 20

# The four kinds that the contract names, by the ends of their names and by their first bytes. Machines without a table
# of types do not know all of them.
_BY_ENDING = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".pdf": "application/pdf",
}
_BY_FIRST_BYTES = (
    (re.compile(rb"\xff\xd8\xff"), "file.jpg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "file.png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "file.webp"),
    (re.compile(rb"%PDF-"), "file.pdf"),
)


def read_attachments(files: object) -> list[tuple[str, bytes, str]]:
    """
    Read paths, (name, bytes) pairs, open binary files and uploads that came with a form.

    Returns:
        Name without folders, content and media type of each. What has no name is named by its first bytes.

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
    given_name, content = _name_and_content(label, given)
    if len(content) > LARGEST_FILE:
        raise refuse(label, f"has more than {LARGEST_FILE} bytes (10 MB).")
    if len(content) > _LIKELY_REFUSED:
        warnings.warn(f"{label} is larger than 5 MB; the server may refuse it (invalid_file).", stacklevel=6)
    name = _last_part(given_name) or _name_by_content(label, content)
    if not encodable(name) or not name.isprintable():
        raise refuse(label, "has a name with control characters or broken Unicode.")
    return name, content, _media_type(name)


def _last_part(name: str) -> str:
    """
    A file's own name. The folders it lies in, on a machine of any kind, are nobody else's business.
    """
    return name.replace("\\", "/").rstrip("/").rpartition("/")[2]


def _media_type(name: str) -> str:
    ending = f".{name.lower().rpartition('.')[2]}"
    return _BY_ENDING.get(ending) or guess_type(name)[0] or "application/octet-stream"


def _name_by_content(label: str, content: bytes) -> str:
    name = next((name for start, name in _BY_FIRST_BYTES if start.match(content)), None)
    if name is None:
        raise refuse(
            label, "has no name and is no JPEG, PNG, WebP or PDF by its first bytes. Pass a pair: (name, bytes)."
        )
    return name


def _name_and_content(label: str, given: Any) -> tuple[str, bytes]:
    match given:
        case (str() as name, content):
            return name, _checked(label, content)
        case str() | os.PathLike():
            return _read_path(label, given)
        case _ if hasattr(given, "read"):
            return _name_of(given), _read(label, given)
        case _:
            raise refuse(label, "must be a path, a (name, bytes) pair or an open binary file.")


def _name_of(opened: Any) -> str:
    """
    The name an upload came with, else that of the file that was opened. `name` of an upload is its field in the form.
    """
    for attribute in ("filename", "name"):
        if hasattr(opened, attribute):
            name = getattr(opened, attribute)
            return name if isinstance(name, str) else ""
    return ""


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
    if iscoroutinefunction(opened.read):
        raise refuse(label, "is read asynchronously. Pass (upload.filename, await upload.read()) instead.")
    try:
        return _checked(label, opened.read(LARGEST_FILE + 1))
    except (OSError, ValueError) as problem:
        raise refuse(label, f"cannot be read ({type(problem).__name__}).") from None


def _checked(label: str, content: Any) -> bytes:
    if isinstance(content, bytes | bytearray | memoryview):
        return bytes(cast("bytes", content))
    raise refuse(label, "must hold bytes; open it with mode 'rb'.")
