# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""Contains some shared types for properties"""

from collections.abc import Mapping, MutableMapping
from typing import IO, BinaryIO, Generic, TypeVar

from attrs import define

# The types that `httpx.Client(files=)` can accept, copied from that library.
FileContent = IO[bytes] | bytes | str
FileTypes = (
    # (filename, file (or bytes), content_type)
    tuple[str | None, FileContent, str | None]
    # (filename, file (or bytes), content_type, headers)
    | tuple[str | None, FileContent, str | None, Mapping[str, str]]
)
RequestFiles = list[tuple[str, FileTypes]]


@define
class File:
    """Contains information for file uploads"""

    payload: BinaryIO
    file_name: str | None = None
    mime_type: str | None = None

    def to_tuple(self) -> FileTypes:
        """Return a tuple representation that httpx will accept for multipart/form-data"""
        return self.file_name or "file", self.payload, self.mime_type


T = TypeVar("T")


@define
class Response(Generic[T]):
    """
    A response from an endpoint

    Attributes:
        status_code: HTTP status, also one that no standard names.
        content: The raw body.
        headers: The headers.
        parsed: The decoded body, or None when the status is undocumented or the body is not JSON.
    """

    status_code: int
    content: bytes
    headers: MutableMapping[str, str]
    parsed: T | None


__all__ = ["File", "FileTypes", "RequestFiles", "Response"]
