"""
How a hosted checkout sent its user back. A hint for the page to show: the service or a webhook says what was paid.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from attrs import field, frozen

from monetize_software._printing import Value

__all__ = ["ReturnMarkers", "read_return_markers"]


@frozen(eq=False, repr=False)
class ReturnMarkers(Value):
    """
    What the return address says.

    Attributes:
        status: "paid", "failed", "cancelled", or a word that this release does not know.
        price_id: The price, or None.
        session_id: The checkout's session, or None.
    """

    status: str
    price_id: str | None
    session_id: str | None = field(repr=False)


def read_return_markers(url: str) -> ReturnMarkers | None:
    """
    Read `paywall_status`, `paywall_price_id` and `paywall_session_id` from a return address, or None without a status.

    Anybody can write such an address: never open anything for it; ask `get_user(refresh=True)`.

    Args:
        url: The whole address. Browsers do not send what follows `#`, where the service puts the markers: let the page
            hand it over.

    Example:

        ```python
        from monetize_software.paywalls import read_return_markers

        markers = read_return_markers("https://app.example.com/ok#paywall_status=paid&paywall_price_id=9101")
        assert markers is not None
        print(markers.status, markers.price_id)
        ```
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    for place in (parts.fragment, parts.query):
        found = _read(place.rpartition("?")[2] if place.startswith("/") else place)
        if found is not None:
            return found
    return None


def _read(text: str) -> ReturnMarkers | None:
    try:
        given = parse_qs(text, max_num_fields=100)
    except ValueError:
        return None
    status, price, session = (given.get(f"paywall_{name}", [None])[0] for name in ("status", "price_id", "session_id"))
    return None if status is None else ReturnMarkers(status, price, session)
