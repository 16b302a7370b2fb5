"""
Talks to a running mock's control routes. Carries no credential.
"""

from __future__ import annotations

from typing import Any, cast

from .exits import Exit, Failure
from .failures import START_THE_MOCK
from .session import Session


def control(session: Session, method: str, route: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """
    Ask a control route such as `clock`.

    Raises:
        Failure: Nobody answers, it is no mock, or it refuses.
    """
    import httpx

    address = session.mock_address
    try:
        with session.http(address) as client:
            answer = client.request(method, f"{address}/_mock/{route}", json=body if method == "POST" else None)
    except (httpx.TransportError, httpx.InvalidURL, httpx.DecodingError):
        raise Failure(Exit.NETWORK, "network_error", f"Nothing answers at {address}.", START_THE_MOCK) from None
    found = _object(answer)
    if answer.status_code == 200 and found is not None:
        return found
    raise _refusal(answer.status_code, found, address)


def _object(answer: Any) -> dict[str, Any] | None:
    try:
        body = answer.json()
    except ValueError:
        return None
    return cast("dict[str, Any]", body) if isinstance(body, dict) else None


def _refusal(status: int, body: dict[str, Any] | None, address: str) -> Failure:
    if body is None or "error" not in body:
        return Failure(
            Exit.NETWORK,
            "not_a_mock",
            f"What answers at {address} is no mock server.",
            "Check --mock or MONETIZE_MOCK.",
        )
    exit_code = Exit.NOT_FOUND if status == 404 else Exit.REFUSED
    return Failure(exit_code, f"http_{status}", str(body["error"]))
