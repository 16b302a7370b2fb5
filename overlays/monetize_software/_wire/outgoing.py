"""
A request ready to be sent. Shows nothing of itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from monetize_software._exchange import Header
    from monetize_software._profile.timeout import Timeout

__all__ = ["Outgoing"]


class Outgoing:
    """
    Method, address, headers, body, and the time for all of it. Its repr shows nothing of it.
    """

    __slots__ = ("body", "headers", "method", "path", "query", "timeout")

    def __init__(
        self, method: str, path: str, query: str, headers: list[Header], body: bytes, timeout: Timeout
    ) -> None:
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.timeout = timeout
