"""
Checks arguments before anything is sent, and says what to do. Never sends, never guesses.

The limits are those of openapi.yaml, so that what passes here fits the contract.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any, cast

from monetize_software._secret import Secret
from monetize_software.errors import InvalidRequestError

LARGEST_COUNT = 2**53 - 1
"""The largest whole number JSON carries everywhere."""
_SURROGATE = "holds a lone surrogate, which cannot be sent. Decode it with errors='strict' first."


def refuse(name: str, problem: str) -> InvalidRequestError:
    """
    Build the error for a bad argument. It names the argument and shows no value but a number's.
    """
    return InvalidRequestError(f"{name} {problem}")


def text(name: str, value: object, *, shortest: int = 1, longest: int) -> str:
    """
    Return a text within its limits that can be encoded.
    """
    if not isinstance(value, str):
        raise refuse(name, f"must be text, not {type(value).__name__}.")
    if not shortest <= len(value) <= longest:
        raise refuse(name, f"must have {shortest} to {longest} characters; it has {len(value)}.")
    if not encodable(value):
        raise refuse(name, _SURROGATE)
    return plain(value)


def plain(value: str) -> str:
    """
    Return the text itself where a subclass, such as a member of an enum, would print something else.
    """
    return str.__str__(value)


def digits(value: int) -> str:
    """
    Write a number that serves as an id. One with more digits than Python likes to write is too long for any id.
    """
    return str(value) if value.bit_length() < 4096 else "9" * 1024


def is_uuid(value: object) -> bool:
    """
    Tell whether an id is one of Python's UUIDs. There is none where their module was never loaded, and it is not here.
    """
    loaded = sys.modules.get("uuid")
    return loaded is not None and isinstance(value, loaded.UUID)


def optional_text(name: str, value: object, *, longest: int) -> str | None:
    """
    Return a text as `text` does, or None when left out.
    """
    return None if value is None else text(name, value, longest=longest)


def encodable(value: str) -> bool:
    """
    Tell whether a text is valid Unicode.
    """
    if value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def secret(name: str, given: Secret, *, longest: int) -> Secret:
    """
    Return a secret text within its limits. No variable here holds it: error reporters show them.
    """
    problem = _problem(given.reveal(), longest)
    if problem:
        raise refuse(name, problem)
    return given


def _problem(value: object, longest: int) -> str:
    if not isinstance(value, str):
        return f"must be text, not {type(value).__name__}."
    if not 1 <= len(value) <= longest:
        return f"must have 1 to {longest} characters; it has {len(value)}."
    return "" if encodable(value) else _SURROGATE


def email_address(name: str, value: object) -> str:
    """
    Return a trimmed e-mail address. Checks the shape only: one "@", no blanks or control characters.
    """
    if isinstance(value, Secret):
        value = value.reveal()
    problem = email_problem(value)
    if problem or not isinstance(value, str):
        del value  # what is no address is often a name beside one, and error reporters show the variables of frames
        raise refuse(name, problem)
    return plain(value.strip())


def email_problem(value: object) -> str:
    """
    What speaks against an e-mail address, "" for nothing.
    """
    address = value.strip() if isinstance(value, str) else value
    if problem := _problem(address, 320):
        return problem
    local, at, domain = str(address).partition("@")
    fits = at and local and domain and "@" not in domain and all(c.isprintable() and c != " " for c in str(address))
    return "" if fits else "is not an e-mail address. Pass a name, one @ and a host without blanks, or leave it out."


def whole(name: str, value: object, *, smallest: int = 1, largest: int = LARGEST_COUNT) -> int:
    """
    Return a real integer. `True` and `1.0` are refused, because silently rounded money is worse than an error.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise refuse(name, f"must be an int, not {type(value).__name__}.")
    if not smallest <= value <= largest:
        bound = f"{smallest} or more" if value < smallest else f"at most {largest}"
        raise refuse(name, f"must be {bound}, not {_number(value)}.")
    return int(value)


def _number(value: int) -> str:
    """
    Write a number for people. Python refuses to write the longest ones.
    """
    return str(int(value)) if value.bit_length() <= 128 else f"one of {value.bit_length()} bits"


def flag(name: str, value: object) -> bool:
    """
    Return a bool, and nothing that merely looks like one.
    """
    if not isinstance(value, bool):
        raise refuse(name, f"must be True or False, not {type(value).__name__}.")
    return value


def price_id(value: object) -> str | int:
    """
    Return a price id as it will be sent: text or integer, verbatim.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return whole("price_id", value, smallest=-LARGEST_COUNT)
    return text("price_id", value, longest=200)


def web_address(name: str, value: object) -> str | None:
    """
    Return a return address unchanged, placeholder included, or None when left out.
    """
    if value is None:
        return None
    address = text(name, value, longest=2048)
    if not address.startswith(("http://", "https://")):
        raise refuse(name, "must start with http:// or https://.")
    return address


def currency(value: object) -> str | None:
    """
    Return an ISO 4217 code, or None when left out.
    """
    if value is None:
        return None
    code = text("local_currency", value, shortest=3, longest=3)
    if not (code.isascii() and code.isalpha()):
        raise refuse("local_currency", "must be an ISO 4217 code such as EUR.")
    return code


def metadata(name: str, value: object) -> dict[str, Any]:
    """
    Return a copy of user metadata with text keys, empty when left out.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise refuse(name, f"must be a mapping, not {type(value).__name__}.")
    copied = dict(cast("Mapping[Any, Any]", value))
    if not all(isinstance(key, str) for key in copied):
        raise refuse(name, "must have text keys only.")
    return copied


def header_text(name: str, value: object, *, longest: int) -> str:
    """
    Return a text that may stand in a header: printable ASCII.
    """
    checked = text(name, value, longest=longest)
    if not (checked.isascii() and checked.isprintable()) or checked != checked.strip():
        raise refuse(name, "must be printable ASCII without blanks around it, because it is sent as a header.")
    return checked
