"""
An address whose query is sent and never printed. The HTTP library logs addresses, and a query may hold an e-mail.

What is printed in its place tells one query from another: `?redacted=<digest>`, a pair like any other, so that
recorders and caches which compare addresses never take one user's for another's. The digest is salted, by chance for
each process; a recording that is to be replayed by a later one fixes the salt in MONETIZE_URL_SALT.
"""

from __future__ import annotations

import os
from functools import cache
from typing import Any

__all__ = ["private_url_class"]

_salt = os.urandom(16)
_VARIABLE = "MONETIZE_URL_SALT"


def _digest(query: bytes) -> str:
    from hashlib import blake2b

    fixed = os.environ.get(_VARIABLE, "").encode("utf-8", "surrogateescape")
    salt = blake2b(fixed, digest_size=16).digest() if fixed else _salt
    return blake2b(query, digest_size=8, key=salt).hexdigest()


@cache
def private_url_class(base: Any, parameters: Any) -> Any:
    """
    Make the class for one HTTP library.

    Args:
        base: The library's `URL`.
        parameters: The library's `QueryParams`.
    """

    class PrivateURL(base):  # type: ignore[misc]
        """
        A URL that prints a digest in place of its query.

        Made from a parsed address without parsing again.
        """

        def __init__(self, address: Any, query: str) -> None:
            base.__init__(self, address)
            self._private_query = query.encode("ascii")

        @property
        def query(self) -> bytes:
            """The query itself."""
            return self._private_query

        @property
        def params(self) -> Any:
            """The query's parameters."""
            return parameters(self._private_query)

        @property
        def raw_path(self) -> bytes:
            """What is sent: path and query."""
            return bytes(base.raw_path.fget(self)) + b"?" + self._private_query

        def copy_with(self, **changes: Any) -> Any:
            """A plain URL with some parts changed, and this query unless another is given."""
            if not {"query", "params", "raw_path"} & set(changes):
                changes["query"] = self._private_query
            return base(str(base.__str__(self)), **changes)

        def __str__(self) -> str:
            return f"{base.__str__(self)}?redacted={_digest(self._private_query)}"

        def __repr__(self) -> str:
            return f"URL({str(self)!r})"

        def __eq__(self, other: object) -> bool:
            return str(self) == str(other)

        def __hash__(self) -> int:
            return hash(str(self))

    return PrivateURL
