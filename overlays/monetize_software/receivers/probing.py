"""
What to post to a receiver's public address, and what its answers mean. Sends nothing itself.

    for probe in probes(secret, "a-name"):
        answer = post(url, probe.body, probe.headers)
        finding = explain(probe, answer.status)

What stands between the vendor and your program (a proxy, a login page, a redirect to https) answers too, and most of
what it answers is final for the vendor.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final, NamedTuple

from monetize_software.webhooks.signature import sign

__all__ = ["Finding", "Probe", "explain", "probes"]

_REDIRECTS: Final = (301, 302, 303, 307, 308)

_MEANINGS: Final = {
    400: "something before the receiver refuses the request: a list of allowed hosts, or a proxy",
    401: "the receiver has another secret, or a login page stands before it",
    403: "something before the receiver forbids it: CSRF protection, a firewall, a login proxy",
    404: "there is nothing at this path: check its spelling, also the slash at its end",
    405: "the path takes no POST",
    413: "something before the receiver takes less than the vendor sends: allow 1 MB",
    422: "a framework has read the body as a typed one: mount the receiver's own raw route",
    429: "something before the receiver limits the rate, and the vendor does not come again after 429",
    500: "the program fails, or a middleware reads the body before the receiver; its log says which",
    502: "the proxy does not reach the program",
    503: "the store fails or is slow, or the receiver has no secret; its log says which",
    504: "the program takes too long",
}


class Probe(NamedTuple):
    """
    One request: a POST with a body and headers, and the status it should have.
    """

    name: str
    body: bytes
    headers: Mapping[str, str]
    expected: int


class Finding(NamedTuple):
    """
    What an answer means; `remedy` is empty where all is well.
    """

    ok: bool
    remedy: str = ""


def probes(secret: str, name: str) -> list[Probe]:
    """
    A signed event of a type that no receiver knows, the same again, and one without a signature.

    Args:
        secret: The webhook's secret.
        name: Something new, for the event's id.
    """
    event: dict[str, object] = {
        "id": f"evt_probe_{name}",
        "type": "monetize.probe",
        "created_at": "2030-01-01T00:00:00Z",
        "data": {},
    }
    body = json.dumps(event).encode()
    signed = {"Content-Type": "application/json", "User-Agent": "Monetize-Webhooks/1.0", **sign(body, secret)}
    unsigned = {name: value for name, value in signed.items() if "ignature" not in name}
    return [
        Probe("a signed event", body, signed, 200),
        Probe("the same event again", body, signed, 200),
        Probe("an unsigned event", body, unsigned, 401),
    ]


def explain(probe: Probe, status: int) -> Finding:
    """
    Say what an answer means.
    """
    if status == probe.expected:
        return Finding(ok=True)
    if probe.expected == 401 and 200 <= status < 300:
        return Finding(ok=False, remedy="anybody can send events: verify signatures, or do not allow unsigned ones")
    if status in _REDIRECTS:
        return Finding(
            ok=False, remedy="a redirect is final for the vendor: a slash at the end, https, or a login page"
        )
    return Finding(ok=False, remedy=_MEANINGS.get(status, f"expected {probe.expected}"))
