"""
Puts a generated request into a `Call`, and what of the bound user goes into it. Never sends.
"""

from __future__ import annotations

from functools import cache
from json import JSONEncoder
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire


T = TypeVar("T")

_as_json = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


@cache
def _entry(operation: str) -> tuple[str, str, str]:
    from monetize_software_api.catalogue import OPERATIONS

    entry = OPERATIONS[operation]
    return entry.method.upper(), entry.path, entry.retry


def call_of(
    operation: str, request: dict[str, Any], credential: Credential, parse: Callable[[Any], T], **more: Any
) -> Call[T]:
    """
    Put a generated request into a `Call`.
    """
    method, template, retry = _entry(operation)
    headers = request.get("headers", {})
    return Call(
        operation=operation,
        method=method,
        path=request["url"],
        template=template,
        retry=retry,
        credential=credential,
        parse=parse,
        query="&".join([f"{_quoted(name)}={_quoted(str(value))}" for name, value in request.get("params", {}).items()]),
        headers=tuple((name.encode(), text.encode()) for name, text in headers.items() if name != "Content-Type"),
        body=_json(request["json"]) if "json" in request else None,
        form=_in_memory(request["files"]) if "files" in request else None,
        **more,
    )


def _quoted(text: str) -> str:
    return text if text.isascii() and text.isalnum() else quote(text, safe="")


def check_json(meta: Mapping[str, Any], name: str = "user_meta") -> None:
    """
    Refuse metadata that is no JSON, before it stands beside a secret in one body, and say under which name it came.
    """
    _json(meta, name)


def _in_memory(form: list[Any]) -> list[Any]:
    """
    Replace open files by their bytes, so that an attempt can be repeated.
    """
    return [(name, (file_name, _bytes(part), *rest)) for name, (file_name, part, *rest) in form]


def _bytes(part: Any) -> Any:
    return part.getvalue() if hasattr(part, "getvalue") else part


def _json(value: Any, name: str = "user_meta") -> bytes:
    try:
        return _as_json(value).encode()
    except (TypeError, ValueError, RecursionError) as problem:
        raise InvalidRequestError(
            f"{name} cannot be sent as JSON ({type(problem).__name__}). Use texts, numbers, True, False, None, "
            "lists and dicts of these; write dates and decimals as text."
        ) from None


def header_email(profile: Profile) -> str | None:
    email = profile.identity.email
    return email if email is not None and email.isascii() else None


def user_meta_of(profile: Profile, given: Mapping[str, Any] | None) -> wire.Metadata | None:
    """
    The caller's metadata, with the bound user id as `userId` unless the caller chose another.
    """
    from monetize_software_api.models.metadata import Metadata

    meta = check.metadata("user_meta", given)
    if profile.identity.user_id is not None:
        meta.setdefault("userId", profile.identity.user_id)
    return Metadata.from_dict(meta) if meta else None
