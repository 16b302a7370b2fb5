"""
Measures cold starts, each in an interpreter of its own, over one that does nothing. Starts no server.
"""

from __future__ import annotations

import time

import httpx

from monetize_software._wire import connections

from .effort import Effort
from .measuring import Batch, Result, Results, blocking, interleave, over, ratio, say
from .payloads import EMAIL, KEY, PAYWALL
from .processes import AS_INSTALLED, run

_OURS = """\
from monetize_software import BillingClient
{more}
with BillingClient(paywall_id={paywall!r}, api_origin={origin!r}, api_key={key!r}) as billing:
    for purchase in billing.for_user(email={email!r}).list_purchases():
        purchase.id
"""
_RAW = """\
import httpx
with httpx.Client(headers={{"X-Api-Key": {key!r}}}) as client:
    url = "{origin}/api/v1/paywall/{paywall}/user"
    for purchase in client.get(url, params={{"email": {email!r}}}).json()["purchases"]:
        purchase["id"]
"""
_WARM = """\
import time, monetize_software
monetize_software.warm_up()
with monetize_software.BillingClient(paywall_id={paywall!r}, api_origin={origin!r}, api_key={key!r}) as billing:
    user = billing.for_user(email={email!r})
    for _ in range(2):
        started = time.perf_counter()
        user.list_purchases()
        print(time.perf_counter() - started)
"""
_TLS = "import httpx; httpx.create_ssl_context()  # what the first call over https adds; plain http needs none"


def starts(effort: Effort, origin: str) -> Results:
    """
    Measure imports and the first call against a server.
    """
    say("cold starts")
    facts = {"origin": origin, "paywall": PAYWALL, "key": KEY, "email": EMAIL}
    scripts = {
        "bare": "pass",
        "import package": "import monetize_software",
        "import client": "from monetize_software import BillingClient",
        "import httpx": "import httpx",
        "first call": _OURS.format(more="", **facts),
        "first call tls": _OURS.format(more=_TLS, **facts),
        "first call raw": _RAW.format(**facts),
        "warm up": "import monetize_software; monetize_software.warm_up()",
    }
    times = interleave({name: _cold(script) for name, script in scripts.items()}, effort.processes, 1)
    return (
        {name: over(times, name, "bare") for name in scripts if name != "bare"}
        | _warm(effort, facts)
        | _tls_contexts(effort)
    )


def _cold(script: str) -> Batch:
    return blocking(lambda: run("-I", "-c", AS_INSTALLED + script), time.perf_counter)


def _warm(effort: Effort, facts: dict[str, str]) -> Results:
    """
    Measure a process's first call after `warm_up()`, and its second: what is left of the difference opens a connection.
    """
    script = AS_INSTALLED + _WARM.format(**facts)
    pairs = [[1000 * float(text) for text in run("-I", "-c", script).split()] for _ in range(effort.processes)]
    return {"warm first": Result([first for first, _ in pairs]), "warm second": Result([second for _, second in pairs])}


def _tls_contexts(effort: Effort) -> Results:
    """
    httpx makes a context for every transport, even for plain http; the SDK one per process, at the first call over
    https.
    """

    kept: list[object] = []  # so that throwing one away is not measured

    def ours() -> None:
        connections._tls.clear()
        kept.append(connections.tls_context(httpx, secure=True))

    def raw() -> None:
        kept.append(httpx.HTTPTransport())

    batches = {"ours": blocking(ours, time.perf_counter), "raw": blocking(raw, time.perf_counter)}
    return {"tls": ratio(interleave(batches, effort.processes, 1), "ours", "raw")}
