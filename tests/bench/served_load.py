"""
A program that delivers to a receiver over many connections: as fast as it is answered, or so many a second whatever
comes back. Checks every status.

    python -m tests.bench.served_load PORT PATH SECONDS [RATE]

Prints JSON: deliveries per second, and the median and the 99th percentile in milliseconds; with a rate these are
counted from the moment at which a delivery was due.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import deque
from statistics import quantiles
from uuid import uuid4

from monetize_software import webhooks

from .payloads import EVENT, SECRET

_AT_ONCE = 50
_MOST = 6_000  # deliveries a second that are made beforehand


class Delivering(asyncio.Protocol):
    """
    One connection with one delivery on it at a time.
    """

    _transport: asyncio.WriteTransport

    def __init__(self, load: Load) -> None:
        self._load = load
        self._buffer = b""
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def deliver(self, due: float, request: bytes) -> None:
        """
        Send one that was due at a moment.
        """
        self._due = due
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        _, _, length = self._buffer[:head].lower().partition(b"content-length:")
        if len(self._buffer) < head + 4 + int(length.split(b"\r\n")[0]):
            return
        ok, self._buffer = self._buffer.startswith(b"HTTP/1.1 200"), b""
        self._load.answered(self, time.perf_counter() - self._due, ok=ok)

    def connection_lost(self, exc: Exception | None) -> None:
        self._load.lost()


class Load:
    """
    What is delivered, and how long each took.

    Args:
        requests: What to send, in this order.
        rate: A second; 0 for as fast as it is answered.
        seconds: For how long.
    """

    def __init__(self, requests: deque[bytes], rate: float, seconds: float) -> None:
        self.requests, self.rate, self.seconds = requests, rate, seconds
        self.times: list[float] = []
        self.broken = ""
        self._idle: deque[Delivering] = deque()
        self._due: deque[float] = deque()
        self._ends = 0.0
        self._done = asyncio.Event()

    async def run(self, port: int) -> float:
        """
        Deliver; the seconds that it took.
        """
        loop = asyncio.get_running_loop()
        pairs = [await loop.create_connection(lambda: Delivering(self), "127.0.0.1", port) for _ in range(_AT_ONCE)]
        began = time.perf_counter()
        self._ends = began + self.seconds
        self._idle.extend(protocol for _, protocol in pairs)
        if self.rate:
            await self._paced(began)
        else:
            for _ in range(_AT_ONCE):
                self._due.append(began)
            self._send()
        await self._done.wait()
        took = time.perf_counter() - began
        self.lost = lambda: None  # type: ignore[method-assign]
        for transport, _ in pairs:
            transport.close()
        return took

    def answered(self, connection: Delivering, seconds: float, *, ok: bool) -> None:
        """
        Note an answer, and send what comes next.
        """
        self.times.append(seconds)
        self.broken = self.broken or ("" if ok else "an answer was not 200")
        self._idle.append(connection)
        if not self.rate and time.perf_counter() < self._ends and self.requests:
            self._due.append(time.perf_counter())
        self._send()
        if len(self._idle) == _AT_ONCE and not self._due and (not self.rate or time.perf_counter() >= self._ends):
            self._done.set()

    def lost(self) -> None:
        """
        Note that the server closed a connection.
        """
        self.broken = self.broken or "the server closed a connection"
        self._done.set()

    def _send(self) -> None:
        while self._due and self._idle and self.requests:
            self._idle.popleft().deliver(self._due.popleft(), self.requests.popleft())

    async def _paced(self, began: float) -> None:
        number = 0
        while (now := time.perf_counter()) < self._ends:
            while began + number / self.rate <= now and number < self.seconds * self.rate:
                self._due.append(began + number / self.rate)
                number += 1
            self._send()
            await asyncio.sleep(0.0005)
        if len(self._idle) == _AT_ONCE and not self._due:
            self._done.set()


def requests(path: str, count: int) -> deque[bytes]:
    """
    Deliveries about five hundred buyers, each with an id of its own.
    """
    event, run = json.loads(EVENT), uuid4().hex[:12]
    made: deque[bytes] = deque()
    for number in range(count):
        event["id"] = f"evt_{run}_{number}"
        event["data"]["subscription"]["id"] = f"sub_bench_{number % 500}"
        event["data"]["user"] |= {"id": f"buyer_{number % 500}", "email": f"buyer_{number % 500}@acme.test"}
        body = json.dumps(event).encode()
        headers = {"Host": "127.0.0.1", "Content-Type": "application/json", "Content-Length": str(len(body))}
        headers |= webhooks.sign(body, SECRET)
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        made.append(f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body)
    return made


def main(port: str, path: str, seconds: str, rate: str = "0") -> None:
    """
    Deliver, and print what came of it.
    """
    number = int(float(seconds) * (float(rate) or _MOST)) + _AT_ONCE
    waiting = requests(path, number)

    async def deliver() -> tuple[float, Load]:
        load = Load(waiting, float(rate), float(seconds))
        return await load.run(int(port)), load

    took, load = asyncio.run(deliver())
    if load.broken:
        raise SystemExit(f"{path}: {load.broken}")
    cuts = quantiles([1000 * each for each in load.times], n=100, method="inclusive")
    print(json.dumps({"rate": len(load.times) / took, "p50": cuts[49], "p99": cuts[98], "number": len(load.times)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
