"""
Makes the requests that deliver events, for the test clients of web frameworks. Never sends one.
"""

from __future__ import annotations

from dataclasses import dataclass

from monetize_software_mock import Emitted, Mock


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """
    A webhook, as it arrives.

    Attributes:
        method: `POST`.
        url: Where your application takes webhooks.
        headers: With the signature and the content type.
        body: The exact bytes that are signed.
    """

    method: str
    url: str
    headers: dict[str, str]
    body: bytes


class Signer:
    """
    Makes signed requests out of the events of one mock server.

    Args:
        mock: The mock server.
    """

    def __init__(self, mock: Mock) -> None:
        self._mock = mock

    def __call__(
        self, event: Emitted | str, *, url: str = "/webhooks", secret: str | None = "whsec_mock"
    ) -> SignedRequest:
        """
        Return the request that delivers an event.

        Args:
            event: The event, or a type for the latest one of it.
            url: Where your application takes webhooks.
            secret: What it is signed with; None leaves it unsigned.

        Raises:
            AssertionError: There is no event of that type.
        """
        found = self._mock.events.expect(event) if isinstance(event, str) else event
        headers = found.headers(secret, self._mock.world.switches.signature_headers)
        return SignedRequest("POST", url, headers, found.body)
