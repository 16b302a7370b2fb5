"""
Files of a ticket are read once, no further than needed, and refused without repeating their path.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from monetize_software import InvalidRequestError
from monetize_software._attachments import LARGEST_FILE, read_attachments


class Endless(BytesIO):
    """
    A stream without end. Says how much was asked of it.
    """

    asked: int | None = None

    def read(self, size: int | None = -1, /) -> bytes:
        self.asked = size
        assert size is not None
        assert size > 0
        return bytes(size)


def test_stream_without_end_is_refused() -> None:
    """
    No more is read than shows that a file is too large.
    """
    endless = Endless()

    with pytest.raises(InvalidRequestError, match=r"files\[0\] has more than 10485760 bytes"):
        read_attachments([endless])
    assert LARGEST_FILE + 1 == endless.asked


@pytest.mark.parametrize("kind", [str, Path])
def test_file_that_cannot_be_read_is_refused_without_its_path(tmp_path: Path, kind: Any) -> None:
    """
    A path may hold a customer's address, so neither the error nor its traceback shows it.
    """
    for given in (tmp_path / "ada@example.com.png", tmp_path):
        with pytest.raises(InvalidRequestError, match=r"files\[0\] cannot be read \(\w+Error\)") as caught:
            read_attachments([kind(given)])
        assert caught.value.__suppress_context__


def test_closed_file_is_refused() -> None:
    """
    A file that its owner has closed is our error.
    """
    closed = BytesIO(b"x")
    closed.close()

    with pytest.raises(InvalidRequestError, match="cannot be read"):
        read_attachments([closed])


@pytest.mark.parametrize(
    "files", [None, 5, "a.txt", b"x", Path("a"), {("a", b"x")}, iter([])], ids=lambda given: type(given).__name__
)
def test_anything_but_a_list_is_refused(files: Any) -> None:
    """
    One file alone, or something that can be read only once, is not a list of files.
    """
    with pytest.raises(InvalidRequestError, match="must be a list"):
        read_attachments(files)
