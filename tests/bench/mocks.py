"""
Measures the mock server: its start, its reset, and how many requests it answers. Uses its public surface only.
"""

from __future__ import annotations

import time
from statistics import median

from monetize_software import BillingClient
from monetize_software_mock import Mock

from .effort import Effort
from .measuring import Batch, Result, Results, blocking, interleave, over, say
from .payloads import EMAIL, LOADS
from .processes import await_answer, free_port, mock_server, plain_server, prism_server, run, started
from .sides import options

_FIRST = """\
from time import perf_counter
from monetize_software_mock import Mock
started = perf_counter()
Mock().close()
print(1000 * (perf_counter() - started))
"""


def mocks(effort: Effort) -> Results:
    """
    Measure everything about the mock server.
    """
    return _starts(effort) | _in_process(effort) | _loads(effort) | _direct(effort)


def _starts(effort: Effort) -> Results:
    say("mock: starts")
    rounds = max(1, effort.processes // 2)
    bare = blocking(lambda: run("-c", "pass"), time.perf_counter)
    times = interleave({"bare": bare, "command": _command}, rounds, 1)
    first = [float(run("-I", "-c", _FIRST)) for _ in range(rounds)]
    interpreter = f"of these {1000 * median(times['bare']):.0f} ms are the interpreter's own"
    command = [1000 * seconds for seconds in times["command"]]
    return {"mock command": Result(command, note=interpreter), "mock first": Result(first)}


def _command(_: int) -> float:
    port = free_port()
    began = time.perf_counter()
    with started("-m", "monetize_software_mock", "--port", str(port)):
        await_answer(port)
        return time.perf_counter() - began


def _in_process(effort: Effort) -> Results:
    say("mock: in process")
    with Mock() as mock:
        batches: dict[str, Batch] = {
            "nothing": blocking(lambda: None, time.perf_counter),
            "mock start": blocking(lambda: Mock().close(), time.perf_counter),
            "mock reset": blocking(mock.reset, time.perf_counter),
        }
        times = interleave(batches, effort.rounds, 5)
    return {name: Result(over(times, name, "nothing").values) for name in ("mock start", "mock reset")}


def _loads(effort: Effort) -> Results:
    say("mock: requests over loopback")
    with mock_server() as mock, plain_server() as plain, prism_server() as prism:
        rates: dict[str, list[float]] = {name: [] for name in LOADS}
        anchors, others = list[float](), list[float]()
        for _ in range(effort.loads):
            anchors.append(_press(plain, effort, "user"))
            for name in LOADS:
                rates[name].append(_press(mock, effort, name))
            if prism is not None:
                others.append(_press(prism, effort, "user"))
    anchor = median(anchors)
    loads = {
        f"load {name}": Result(found, note=f"{median(found) / anchor:.2f} of the prepared answers' {anchor:,.0f}/s")
        for name, found in rates.items()
    }
    return {**loads, **_prism(rates["user"], others)}


def _prism(ours: list[float], theirs: list[float]) -> Results:
    if not theirs:
        say("no Prism to compare with; npm install -g @stoplight/prism-cli")
        return {}
    ratios = [other / mine for mine, other in zip(ours, theirs, strict=True)]
    return {"load prism": Result(ratios, note=f"Prism {median(theirs):,.0f}/s, of GET user with the same file")}


def _press(port: int, effort: Effort, name: str) -> float:
    return float(run("-m", "tests.bench.load", str(port), str(effort.load_s), name))


def _direct(effort: Effort) -> Results:
    say("mock: requests in process")
    with Mock() as mock:
        user = BillingClient(**options("https://pay.example.com", transport=mock.transport())).for_user(email=EMAIL)
        batches: dict[str, Batch] = {
            "direct user": blocking(user.get_user, time.perf_counter),
            "direct balances": blocking(lambda: user.credit_tokens("gpt-4", 1), time.perf_counter),
        }
        times = interleave(batches, effort.rounds, effort.calls)
    return {name: Result([1 / seconds for seconds in found]) for name, found in times.items()}
