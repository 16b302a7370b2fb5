"""
Puts variables of the environment where a request carried credentials, and writes the rest so that a shell or Python
reads exactly that. Never holds a credential.

What is written is a list of pieces, each a text or a variable. Bytes that are no UTF-8 are lone surrogates in a text.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from monetize_software_mock.http.masking import is_secret, replaced

_OURS = {"x-api-key": "MONETIZE_API_KEY", "authorization": "MONETIZE_TOKEN"}
_BEARER = "bearer "
_WITHIN_DOUBLE_QUOTES = re.compile(r"[\w .,:;/=?&@%+~-]*", re.ASCII)
_MARK = "\ue000"


@dataclass(frozen=True, slots=True)
class Variable:
    """
    A value that comes from the environment.
    """

    name: str

    def __repr__(self) -> str:
        """
        Return the expression that reads it, so that it can stand in the `repr` of lists and dicts.
        """
        return f'os.environ["{self.name}"]'


Pieces = Sequence[str | Variable]


def secret(name: str) -> Variable:
    """
    Return the variable for a secret field: `SECRET_PASSWORD` for `password`.
    """
    return Variable("SECRET_" + re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_"))


def of_header(name: str, value: str) -> Pieces:
    """
    Return a header's value, as it came in Latin-1, without the credential in it.
    """
    if not is_secret(name):
        return [value.encode("latin-1", "replace").decode("utf-8", "surrogateescape")]
    if name == "authorization" and not value.lower().startswith(_BEARER):
        return [secret(name)]
    variable = Variable(_OURS[name]) if name in _OURS else secret(name)
    return [value[: len(_BEARER)], variable] if name == "authorization" else [variable]


def of_query(query: str) -> Pieces:
    """
    Return a query as it came, without the credentials in it.
    """
    pieces: list[str | Variable] = []
    for pair in query.split("&"):
        name, sign, value = pair.partition("=")
        hidden = bool(sign) and is_secret(name)
        pieces += [("&" if pieces else "") + name + sign, secret(name) if hidden else value]
    return _joined(pieces)


def of_json(body: bytes, names: Set[str]) -> Any:
    """
    Return a JSON body in which variables stand for the fields of these names; None when it has none, or is no JSON.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    filled = replaced(value, names, secret)
    return None if filled == value else filled


def as_json(value: Any) -> Pieces:
    """
    Return the JSON text of a value with variables in it, each within its quotes.
    """
    mark = _MARK
    while mark in json.dumps(value, ensure_ascii=False, default=lambda _: ""):
        mark += _MARK
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=lambda each: f"{mark}{each.name}{mark}")
    parts = re.split(f"{mark}(\\w+){mark}", text)
    return [Variable(each) if number % 2 else each for number, each in enumerate(parts)]


def in_python(pieces: Pieces) -> str:
    """
    Return the Python expression of a text; of bytes where it is none.
    """
    if not any(isinstance(each, str) and _is_odd(each) for each in pieces):
        return " + ".join(repr(each) for each in pieces if each != "") or "''"
    return repr("".join(map(str, pieces)).encode("utf-8", "surrogateescape"))


def in_shell(pieces: Pieces) -> str:
    """
    Return the word of a shell; variables are read as they are, so one within JSON must need no escapes.
    """
    pieces = _joined(pieces)
    texts = [each for each in pieces if isinstance(each, str)]
    if len(texts) == len(pieces) or not all(map(_WITHIN_DOUBLE_QUOTES.fullmatch, texts)):
        return (
            "".join(_word(each) if isinstance(each, str) else f'"${each.name}"' for each in pieces if each != "")
            or "''"
        )
    *first, last = (each if isinstance(each, str) else f"${{{each.name}}}" for each in pieces)
    end = f"${pieces[-1].name}" if isinstance(pieces[-1], Variable) else last  # nothing follows that could belong to it
    return f'"{"".join(first)}{end}"'


def _word(text: str) -> str:
    if not _is_odd(text):
        return shlex.quote(text)
    raw = text.encode("utf-8", "surrogateescape")
    plain = (chr(each) if 32 <= each < 127 and each not in b"'\\" else f"\\x{each:02x}" for each in raw)
    return f"$'{''.join(plain)}'"


def _is_odd(text: str) -> bool:
    return any("\ud800" <= letter <= "\udfff" for letter in text)


def _joined(pieces: Pieces) -> Pieces:
    joined: list[str | Variable] = []
    for each in pieces:
        last = joined[-1] if joined else None
        if isinstance(each, str) and isinstance(last, str):
            joined[-1] = last + each
        elif each != "":
            joined.append(each)
    return joined
