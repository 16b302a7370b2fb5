"""
Reads the text of a PDF that Chromium printed. Knows no more of the format than Chromium writes.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
_SHOWN = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj|(ET)")


def pages(document: bytes) -> list[str]:
    """
    Return the text of each page, line by line.
    """
    objects = {int(number): body for number, body in _OBJECT.findall(document)}
    found = [body for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    return [_text(body, objects) for body in found]


def _text(page: bytes, objects: dict[int, bytes]) -> str:
    named = re.findall(rb"/(F\d+) (\d+) 0 R", page)
    fonts = {name: _letters(objects[int(number)], objects) for name, number in named}
    content = _stream(objects[_reference(page, b"Contents")])
    text, font = "", dict[bytes, str]()
    for name, shown, end in _SHOWN.findall(content):
        font = fonts.get(name, font) if name else font
        text += "".join(font.get(shown[at : at + 4], "?") for at in range(0, len(shown), 4)) + "\n" * bool(end)
    return text


def _letters(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    """
    Which letters a font's numbers stand for.
    """
    table = _stream(objects[_reference(font, b"ToUnicode")]).decode()
    found: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar\n(.*?)endbfchar", table, re.DOTALL):
        for number, letter in re.findall(r"<(\w+)> <(\w+)>", block):
            found[number.encode()] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange\n(.*?)endbfrange", table, re.DOTALL):
        for first, last, letter in re.findall(r"<(\w+)> <(\w+)> <(\w+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[b"%04X" % (int(first, 16) + step)] = chr(int(letter, 16) + step)
    return found


def _reference(body: bytes, name: bytes) -> int:
    match = re.search(rb"/%s (\d+) 0 R" % name, body)
    assert match is not None, f"There is no {name.decode()} in {body[:200]!r}"
    return int(match[1])


def _stream(body: bytes) -> bytes:
    match = _STREAM.search(body)
    assert match is not None, f"This is no stream: {body[:200]!r}"
    return zlib.decompress(match[1])
