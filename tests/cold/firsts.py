"""
Everything a process can meet for the first time, each as a function. Imports nothing before it is asked to.

The program of a fresh interpreter: `firsts.py SCENE ORIGIN SEED`. It prints what went wrong, one line each.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

THREADS = 24
STATUSES = (302, 400, 401, 402, 403, 404, 409, 418, 422, 429, 500, 503)
EVENT = (
    b'{"id":"evt_1","type":"%s","created_at":"2030-01-01T00:00:00Z",'
    b'"data":{"subscription":{"id":"sub_1","status":"active"}}}'
)
KINDS = (b"subscription.created", b"subscription.updated", b"subscription.cancelled", b"ping.unknown")

First = Callable[[], Any]
Use = Callable[[Any], Any]

CALLS: dict[str, Use] = {
    "bootstrap": lambda client: client.bootstrap(),
    "get_prices": lambda client: client.get_prices(locale="de-AT"),
    "create_checkout": lambda client: client.create_checkout("price_123", user_meta={"a": 1}),
    "get_user": lambda client: client.get_user(),
    "list_purchases": lambda client: client.list_purchases(),
    "get_user_detail": lambda client: client.get_user_detail(client_ip="203.0.113.9"),
    "verify_token": lambda client: client.verify_token("bearer_user"),
    "get_balances": lambda client: client.get_balances(),
    "get_balances by bearer": lambda client: client.with_bearer("bearer_user").get_balances(),
    "bearer from a function": lambda client: client.with_bearer(lambda: "bearer_user").get_user(),
    "credit_tokens": lambda client: client.credit_tokens("gpt-4", 1),
    "debit_tokens": lambda client: client.debit_tokens("gpt-4", 1),
    "cancel_subscription": lambda client: client.cancel_subscription("sub_1", "other"),
    "get_customer_portal_url": lambda client: client.get_customer_portal_url(return_url="https://app.example.com/"),
    "create_support_ticket": lambda client: client.create_support_ticket("Help", "It broke."),
    "ticket with a file": lambda client: client.create_support_ticket("Help", "It broke.", files=[("a.txt", b"x")]),
    "withdraw_tokens": lambda client: client.withdraw_tokens("u_1", 1),
    "get_legacy_prices": lambda client: client.get_legacy_prices(),
    "create_legacy_ticket": lambda client: client.create_legacy_ticket("Help", "It broke."),
    "set_test_balances": lambda client: client.set_test_balances(user_id="u_1"),
    "track": lambda client: client.track([{"type": "report_opened", "ts": 1893456000000}]),
}


class Firsts:
    """
    The first meetings of one process with one server.
    """

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.closed_port = 9  # discard: nobody listens

    def options(self, **changes: Any) -> dict[str, Any]:
        """
        What a client is built from.
        """
        good: dict[str, Any] = {
            "paywall_id": "3",
            "api_origin": self.origin,
            "api_key": "sk_test_mock",
            "max_retries": 0,
        }
        good["verify_origin"] = False  # the document's example has a domain of its own
        return {**good, "timeout": 60, **changes}

    def client(self, kind: str = "BillingClient", **changes: Any) -> Any:
        """
        A client for one user.
        """
        import monetize_software as sdk

        client: Any = getattr(sdk, kind)(**self.options(**changes))
        return client.for_user(email="user@example.com", user_id="u_42")

    def calls(self, client: Any) -> dict[str, First]:
        """
        Every operation, on one client.
        """
        return {name: partial(use, client) for name, use in CALLS.items()}

    def awaited(self, client: Any) -> dict[str, First]:
        """
        Every operation, each in an event loop of its own.
        """
        return {f"async {name}": partial(_run, use, client) for name, use in CALLS.items()}

    def refusals(self) -> dict[str, First]:
        """
        Every status as an error, through a client of its own.
        """
        return {f"refused {status}": partial(self.refused, status) for status in STATUSES}

    def refused(self, status: int) -> None:
        """
        One call that is answered so.
        """
        self.client(sdk_name=f"answer-{status}").get_user_detail()

    def places(self) -> dict[str, First]:
        """
        What no server is needed for: no connection, TLS, a proxy, names, webhooks, masking.
        """
        import os

        os.environ["HTTPS_PROXY"] = f"http://127.0.0.1:{self.closed_port}"
        here = f"127.0.0.1:{self.closed_port}"
        return {
            "nobody listens": lambda: self.client(api_origin=f"http://{here}").debit_tokens("gpt-4", 1),
            "tls": lambda: self.client(api_origin=f"https://{here}").debit_tokens("gpt-4", 1),
            "proxy": lambda: self.client(api_origin="https://pay.example.com").debit_tokens("gpt-4", 1),
            "async tls": lambda: _run(
                lambda client: client.debit_tokens("gpt-4", 1),
                self.client("AsyncBillingClient", api_origin=f"https://{here}"),
            ),
            **{f"event {kind.decode()}": partial(_event, kind) for kind in KINDS},
            "forged event": _forged,
            "public names": _public_names,
            "models": _models,
            "masking": _masking,
        }


def _run(use: Use, client: Any) -> None:
    import asyncio

    async def work() -> None:
        await use(client)

    asyncio.run(work())


def _event(kind: bytes) -> None:
    from monetize_software import webhooks

    body = EVENT % kind
    webhooks.construct_event(body, webhooks.sign(body, "whsec_mock"), "whsec_mock")


def _forged() -> None:
    import monetize_software as sdk

    sdk.webhooks.construct_event(b"{}", {"x-signature": "t=1,v1=00"}, "whsec_mock")


def _public_names() -> None:
    import monetize_software as sdk

    for name in sdk.__all__:
        getattr(sdk, name)


def _models() -> None:
    from monetize_software import models

    for name in models.__all__:
        getattr(models, name)


def _masking() -> None:
    import logging

    from monetize_software.redaction import RedactingFilter

    record = logging.LogRecord("x", 10, "x.py", 1, "key %s of %s", ("sk_live_abcdefgh", "ada@example.com"), None)
    RedactingFilter().filter(record)


def attempt(name: str, first: First) -> str | None:
    """
    What went wrong: None after a success, and after an error of the SDK's own.
    """
    try:
        first()
    except Exception as error:
        from monetize_software import PaywallError

        if not isinstance(error, PaywallError) or "partially" in repr(error):
            return f"{name}: {error!r}"
    return None


def at_once(firsts: list[tuple[str, First]]) -> list[str]:
    """
    Let every thread begin at the same moment, as often interrupted as can be.
    """
    problems: list[str] = []
    together = threading.Barrier(len(firsts))

    def work(name: str, first: First) -> None:
        together.wait(60)
        problem = attempt(name, first)
        if problem is not None:
            problems.append(problem)

    threads = [threading.Thread(target=work, args=both, daemon=True) for both in firsts]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    sys.setswitchinterval(before)
    return problems + [f"{both[0]}: hangs" for both, thread in zip(firsts, threads, strict=True) if thread.is_alive()]


def at_forks(firsts: list[tuple[str, First]], forks: int, seed: int) -> list[str]:
    """
    Fork while every thread makes its first call, and let each child make all of these calls.
    """
    import os
    import random
    import time
    import warnings

    warnings.simplefilter("ignore", DeprecationWarning)  # a fork beside threads is what this is about
    threads = [threading.Thread(target=attempt, args=both, daemon=True) for both in firsts]
    pauses = random.Random(seed)
    children: dict[int, int] = {}
    sys.setswitchinterval(1e-5)
    for thread in threads:
        thread.start()
        if len(children) < forks:
            time.sleep(pauses.random() * 0.002)
            pid = os.fork()
            if pid == 0:
                _live(firsts)
            children[pid] = len(children)
    for thread in threads:
        thread.join(60)
    ends = [(number, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])) for pid, number in children.items()]
    return [f"child {number} ended with {code}" for number, code in ends if code != 0]


def _live(firsts: list[tuple[str, First]]) -> None:
    """
    What a child does: every call, within the time that it has.
    """
    import faulthandler
    import os

    faulthandler.dump_traceback_later(30, exit=True)
    problems = [problem for both in firsts if (problem := attempt(*both)) is not None]
    print("".join(f"in a child: {problem}\n" for problem in problems), end="", flush=True)
    os._exit(len(problems) > 0)


def modules() -> dict[str, First]:
    """
    Every module of the client as the door by which a thread enters, as unpickling does. Each thread takes several. Not
    those that only a framework's own program can import.
    """
    from importlib import import_module
    from pathlib import Path

    import monetize_software

    folder = Path(monetize_software.__file__).parent
    for name in [name for name in sys.modules if name.startswith("monetize_software")]:
        del sys.modules[name]
    files = [file.relative_to(folder.parent) for file in folder.rglob("*.py") if file.name != "__init__.py"]
    files = [file for file in files if not {"django", "flask.py"}.intersection(file.parts)]
    names = [".".join(file.with_suffix("").parts) for file in files]
    names += ["monetize_software", "monetize_software.webhooks", "monetize_software.redaction"]
    shares = [names[start::THREADS] for start in range(THREADS)]
    return {", ".join(share): partial(list, map(import_module, share)) for share in shares}


def one_by_one(origin: str) -> list[str]:
    """
    Meet everything, one thing after another.
    """
    firsts = Firsts(origin)
    things = {
        **firsts.calls(firsts.client()),
        **firsts.awaited(firsts.client("AsyncBillingClient")),
        **firsts.refusals(),
        **firsts.places(),
    }
    return [problem for both in things.items() if (problem := attempt(*both)) is not None]


def scene(name: str, origin: str, seed: int) -> list[str]:
    """
    Play one scene of this process.
    """
    import random

    firsts = Firsts(origin)
    things: dict[str, First] = {}
    if name in ("calls", "everything", "forks", "cold forks"):
        things |= firsts.calls(firsts.client())
    if name in ("awaited", "everything", "forks"):
        things |= firsts.awaited(firsts.client("AsyncBillingClient"))
    if name in ("refusals", "everything"):
        things |= firsts.refusals()
    if name in ("places", "everything"):
        things |= firsts.places()
    if name == "modules":
        things |= modules()
    chosen = list(things.items())
    random.Random(seed).shuffle(chosen)
    if name.endswith("forks"):
        return at_forks(chosen[:8], 8, seed)
    return at_once([chosen[number % len(chosen)] for number in range(THREADS)])


def main(name: str, origin: str, seed: str) -> None:
    """
    Play a scene and leave, whatever still runs.
    """
    import os

    if name == "forks":
        import faulthandler  # which a child needs itself

        import monetize_software

        faulthandler.disable()
        monetize_software.warm_up()
    found = scene(name, origin, int(seed))
    print("".join(f"{problem}\n" for problem in found), end="", flush=True)
    os._exit(len(found) > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
