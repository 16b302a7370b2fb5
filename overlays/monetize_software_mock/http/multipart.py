"""
Reads multipart forms from strangers. Never writes to disk and never guesses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

_MOST_PARTS = 1_000


class NotForm(ValueError):
    """
    The bytes are not a multipart form.
    """


@dataclass(frozen=True, slots=True)
class File:
    """
    A file of a form; `media_type` is lower-case and without parameters, empty when it was not sent.
    """

    name: str
    media_type: str
    content: bytes


@dataclass(slots=True)
class Form:
    """
    A form as it came.

    Attributes:
        texts: Text parts by name, in order.
        files: File parts by name, in order.
    """

    texts: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    files: dict[str, list[File]] = field(default_factory=dict[str, list[File]])


def boundary_of(content_type: str) -> str:
    """
    Return what parts a form's parts, as its `Content-Type` says; empty when it says nothing.
    """
    return _text(_options(content_type.encode("latin-1", "replace"))[1].get(b"boundary", b""))


def parse(body: bytes, boundary: str) -> Form:
    """
    Read a whole form.

    Raises:
        NotForm: It is cut, has no such boundary, too many parts, or text that is not UTF-8.
    """
    collector = _Collector()
    _feed(body, boundary, collector)
    if not collector.complete:
        raise NotForm("the form is cut")
    return collector.form


def _feed(body: bytes, boundary: str, collector: _Collector) -> None:
    # Imported here: few requests are forms, and the command line starts faster without it.
    from python_multipart.exceptions import FormParserError
    from python_multipart.multipart import MultipartParser

    try:
        parser = MultipartParser(boundary.encode(), collector.callbacks())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        parser.write(body)
        parser.finalize()
    except (FormParserError, UnicodeError) as error:
        raise NotForm(str(error)) from error


class _Collector:
    """
    Puts the parser's events together.
    """

    def __init__(self) -> None:
        self.form = Form()
        self.complete = False
        self._parts = 0
        self._headers: dict[bytes, bytes] = {}
        self._name, self._value, self._content = bytearray(), bytearray(), bytearray()

    def callbacks(self) -> dict[str, Callable[..., None]]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_name,
            "on_header_value": self._header_value,
            "on_header_end": self._header,
            "on_part_data": self._data,
            "on_part_end": self._part,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > _MOST_PARTS:
            raise NotForm("there are too many parts")
        self._headers, self._content = {}, bytearray()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def _header(self) -> None:
        self._headers[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def _part(self) -> None:
        _, options = _options(self._headers.get(b"content-disposition", b""))
        name = _text(options.get(b"name", b""))
        if options.get(b"filename"):
            media_type, _ = _options(self._headers.get(b"content-type", b""))
            file = File(_text(options[b"filename"]), _text(media_type).lower(), bytes(self._content))
            self.form.files.setdefault(name, []).append(file)
        else:
            self.form.texts.setdefault(name, []).append(_text(self._content))

    def _end(self) -> None:
        self.complete = True


def _options(header: bytes) -> tuple[bytes, dict[bytes, bytes]]:
    from python_multipart.multipart import parse_options_header

    return parse_options_header(header)


def _text(data: bytes | bytearray) -> str:
    return data.decode()
