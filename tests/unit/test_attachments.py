"""
Files of a ticket are read once, no further than needed, and refused without repeating their path.
"""

from __future__ import annotations

import asyncio
import mimetypes
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import UploadFile
from werkzeug.datastructures import FileStorage

from monetize_software import InvalidRequestError
from monetize_software._operations.attachments import LARGEST_FILE, read_attachments


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


PNG = b"\x89PNG\r\n\x1a\n"
WEBP = b"RIFF\x10\x0a\x00\x00WEBPVP8 "


class Named(BytesIO):
    """
    An open file that says where it lies.
    """

    def __init__(self, name: Any, content: bytes = PNG) -> None:
        super().__init__(content)
        self.name = name


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("jpg", "image/jpeg"),
        ("jpeg", "image/jpeg"),
        ("PNG", "image/png"),
        ("webp", "image/webp"),
        ("pdf", "application/pdf"),
        ("xyz", "application/octet-stream"),
    ],
)
def test_types_of_the_contract_are_known_without_a_table(
    ending: str, media_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    A machine that has no table of media types sends an image as what it is.
    """
    for table in ("types_map", "common_types", "encodings_map", "suffix_map"):
        monkeypatch.setattr(mimetypes, table, {})
    monkeypatch.setattr(mimetypes, "_db", mimetypes.MimeTypes())
    monkeypatch.setattr(mimetypes.MimeTypes, "guess_type", lambda *_, **__: (None, None))

    assert [(f"a.{ending}", b"x", media_type)] == read_attachments([(f"a.{ending}", b"x")])


def test_other_types_are_those_of_the_machine() -> None:
    """
    What the contract does not name is looked up.
    """
    assert "text/plain" == read_attachments([("a.txt", b"x")])[0][2]


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (PNG, "file.png", "image/png"),
        (b"\xff\xd8\xff\xe0", "file.jpg", "image/jpeg"),
        (WEBP, "file.webp", "image/webp"),
        (b"%PDF-1.7", "file.pdf", "application/pdf"),
    ],
)
@pytest.mark.parametrize(
    "wrap", [BytesIO, lambda b: ("", b), lambda b: Named(5, b), lambda b: Named("", b)], ids=range(4)
)
def test_what_has_no_name_is_named_by_its_first_bytes(wrap: Any, content: bytes, name: str, media_type: str) -> None:
    """
    Bytes in memory get a name that the server understands.
    """
    assert [(name, content, media_type)] == read_attachments([wrap(content)])


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"RIFF1234WAVE", b"text"])
def test_what_has_no_name_and_is_of_no_known_kind_is_refused(content: bytes) -> None:
    """
    The server would refuse it; the error says what to pass.
    """
    with pytest.raises(InvalidRequestError, match=r"files\[0\] has no name .* Pass a pair: \(name, bytes\)"):
        read_attachments([BytesIO(content)])


@pytest.mark.parametrize(
    "where", ["/home/ada/x.png", "C:\\Users\\ada\\x.png", "C:\\fakepath/x.png", "../ada/x.png", "x.png", "ada/x.png/"]
)
@pytest.mark.parametrize("wrap", [Named, lambda where: (where, PNG)], ids=["open file", "pair"])
def test_only_the_last_part_of_a_path_leaves_the_machine(wrap: Any, where: str) -> None:
    """
    The folders a file lies in are nobody's business, whatever kind of machine they are of.
    """
    assert "x.png" == read_attachments([wrap(where)])[0][0]


@pytest.mark.parametrize("kind", [str, Path])
def test_path_is_sent_without_its_folders(kind: Any, tmp_path: Path) -> None:
    """
    A path is opened, and its last part is the name.
    """
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada" / "x.webp").write_bytes(WEBP)

    assert [("x.webp", WEBP, "image/webp")] == read_attachments([kind(tmp_path / "ada" / "x.webp")])


def test_upload_of_flask_keeps_the_name_it_came_with() -> None:
    """
    `name` of a `FileStorage` is its field in the form; the file's name is `filename`.
    """
    upload = FileStorage(BytesIO(PNG), filename="C:\\shots\\x.png", name="attachment", content_type="text/plain")

    assert [("x.png", PNG, "image/png")] == read_attachments([upload])
    assert "file.png" == read_attachments([FileStorage(BytesIO(PNG), name="attachment")])[0][0]


@pytest.mark.filterwarnings("error")
def test_upload_of_starlette_is_told_what_to_write() -> None:
    """
    What can only be awaited is refused, without a coroutine left behind; what it holds can be passed as it is.
    """
    upload = UploadFile(BytesIO(PNG), filename="x.png")

    with pytest.raises(InvalidRequestError, match=r"Pass \(upload\.filename, await upload\.read\(\)\) instead"):
        read_attachments([upload])
    assert [("x.png", PNG, "image/png")] == read_attachments([(upload.filename, asyncio.run(upload.read()))])
    upload.file.seek(0)
    assert [("file.png", PNG, "image/png")] == read_attachments([upload.file])


@pytest.mark.parametrize(
    "files", [None, 5, "a.txt", b"x", Path("a"), {("a", b"x")}, iter([])], ids=lambda given: type(given).__name__
)
def test_anything_but_a_list_is_refused(files: Any) -> None:
    """
    One file alone, or something that can be read only once, is not a list of files.
    """
    with pytest.raises(InvalidRequestError, match="must be a list"):
        read_attachments(files)
