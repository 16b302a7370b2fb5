"""
The rows of the table, and the limits the project is held to. Measures nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """
    One line of the table.

    Attributes:
        title: What it says.
        unit: "x" for a ratio, else the unit of the value.
        limit: The value must not be higher; None where the line is there to compare with.
        least: The value must not be lower.
    """

    title: str
    unit: str
    limit: float | None = None
    least: float | None = None


SECTIONS: dict[str, dict[str, Row]] = {
    "Client CPU per call ÷ raw httpx (same request, same answer, stub transport)": {
        "cpu sync get default": Row("GET 20 purchases, sync", "x", 0.6),
        "cpu sync post default": Row("POST checkout, sync", "x", 0.5),
        "cpu async get default": Row("GET 20 purchases, async", "x", 0.6),
        "cpu async post default": Row("POST checkout, async", "x", 0.5),
        "cpu sync get http_client": Row("GET 20 purchases, sync, http_client=", "x", 1.1),
        "cpu sync post http_client": Row("POST checkout, sync, http_client=", "x", 1.1),
        "cpu async get http_client": Row("GET 20 purchases, async, http_client=", "x", 1.1),
        "cpu async post http_client": Row("POST checkout, async, http_client=", "x", 1.1),
    },
    "Deliveries to a receiver, 50 at once, facts included (in process; bare reads the body)": {
        "receive memory": Row("memory", "/s"),
        "receive memory p99": Row("memory, 99th percentile", "ms"),
        "receive memory ratio": Row("memory, time ÷ bare", "x"),
        "receive sqlite": Row("SQLite, synchronous=FULL", "/s"),
        "receive sqlite p99": Row("SQLite, synchronous=FULL, 99th percentile", "ms", 60),
        "receive sqlite ratio": Row("SQLite, synchronous=FULL, time ÷ bare", "x"),
        "receive sqlite tx": Row("SQLite, a handler that writes", "/s"),
        "receive sqlite tx p99": Row("SQLite, a handler that writes, 99th percentile", "ms"),
        "receive sqlite tx ratio": Row("SQLite, a handler that writes, time ÷ bare", "x"),
        "receive postgresql": Row("PostgreSQL, fsync on", "/s"),
        "receive postgresql p99": Row("PostgreSQL, fsync on, 99th percentile", "ms", 60),
        "receive postgresql ratio": Row("PostgreSQL, fsync on, time ÷ bare", "x"),
        "receive postgresql tx": Row("PostgreSQL, a handler that writes", "/s"),
        "receive postgresql tx p99": Row("PostgreSQL, a handler that writes, 99th percentile", "ms"),
        "receive postgresql tx ratio": Row("PostgreSQL, a handler that writes, time ÷ bare", "x"),
    },
    "Deliveries to a receiver behind uvicorn, 50 connections (load in another process; bare reads the body)": {
        "served memory": Row("memory", "/s"),
        "served memory p99": Row("memory, 99th percentile", "ms"),
        "served memory ratio": Row("memory, time ÷ bare", "x"),
        "served memory cpu": Row("memory, processor time beyond bare", "µs"),
        "served memory paced": Row("memory, p99 at 1,000/s", "ms"),
        "served sqlite": Row("SQLite, synchronous=FULL", "/s", least=2500),
        "served sqlite p99": Row("SQLite, synchronous=FULL, 99th percentile", "ms", 60),
        "served sqlite ratio": Row("SQLite, synchronous=FULL, time ÷ bare", "x"),
        "served sqlite cpu": Row("SQLite, synchronous=FULL, processor time beyond bare", "µs"),
        "served sqlite paced": Row("SQLite, synchronous=FULL, p99 at 1,000/s", "ms", 15),
        "served postgresql": Row("PostgreSQL, fsync on", "/s", least=1500),
        "served postgresql p99": Row("PostgreSQL, fsync on, 99th percentile", "ms", 60),
        "served postgresql ratio": Row("PostgreSQL, fsync on, time ÷ bare", "x"),
        "served postgresql cpu": Row("PostgreSQL, fsync on, processor time beyond bare", "µs"),
        "served postgresql paced": Row("PostgreSQL, fsync on, p99 at 1,000/s", "ms", 15),
    },
    "Loopback round trip ÷ raw httpx (wall time, server in another process)": {
        "trip sync get": Row("GET 20 purchases, sync", "x", 0.75),
        "trip sync post": Row("POST checkout, sync", "x", 0.75),
        "trip async get": Row("GET 20 purchases, async", "x", 0.78),
        "trip async post": Row("POST checkout, async", "x", 0.78),
    },
    "Cold start, over a bare interpreter, without what only a developer has installed": {
        "import package": Row("import monetize_software", "ms", 45),
        "import client": Row("from monetize_software import BillingClient", "ms", 45),
        "import httpx": Row("import httpx", "ms"),
        "first call": Row("first call finished", "ms", 130),
        "first call tls": Row("first call finished, with the TLS context of https", "ms", 130),
        "first call raw": Row("first call finished, raw httpx", "ms"),
        "warm up": Row("warm_up(), the TLS context of https included", "ms", 250),
        "warm first": Row("first call after warm_up(), its connection opened", "ms", 10),
        "warm second": Row("second call", "ms"),
        "tls": Row("TLS context of https ÷ an httpx.HTTPTransport", "x"),
    },
    "Memory and sockets": {
        "rss": Row("RSS after the first call", "MiB", 33),
        "rss raw": Row("RSS after the first call, raw httpx", "MiB"),
        "growth": Row("growth over the next 1,000 calls", "MiB", 0.3),
        "sockets": Row("sockets open after close(), sync", "", 0),
        "sockets async": Row("sockets open after aclose(), async", "", 0),
    },
    "Webhooks (1.9 KB event)": {
        "verify": Row("verify ÷ bare HMAC", "x", 1.6),
        "construct": Row("construct_event ÷ bare HMAC + json.loads", "x", 1.5),
    },
    "Access and metering (a thousand subscribers; SQLite with synchronous=FULL)": {
        "check memory": Row("access.check() from memory, CPU", "µs", 5),
        "check sqlite": Row("access.check() from SQLite, CPU", "µs", 40),
        "check over bare": Row("access.check() from SQLite ÷ a bare SELECT of the rows", "x"),
        "meter over bare": Row("what a charge adds ÷ two bare durable commits", "x"),
        "meter median": Row("what a charge adds to its debit, median", "ms", 1),
        "meter p99": Row("what a charge adds to its debit, 99th percentile", "ms", 5),
    },
    "Kept answers, processor time": {
        "kept prices": Row("get_prices(), five prices, cached", "µs", 4),
        "kept token": Row("verify_token(), cached", "µs", 8),
        "session token": Row("token() of a session in memory, fresh, sync", "µs", 5),
        "session token async": Row("token() of a session in memory, fresh, async", "µs", 7),
    },
    "Gateway streams ÷ raw httpx, processor time of a piece": {
        "stream sync small": Row("pieces of 200 bytes, sync", "x", 1.05),
        "stream sync large": Row("pieces of 64 KiB, sync", "x", 1.05),
        "stream async small": Row("pieces of 200 bytes, async", "x", 1.05),
        "stream async large": Row("pieces of 64 KiB, async", "x", 1.05),
        "stream memory": Row("memory that 1 GiB adds", "MiB", 2),
    },
    "Mock server": {
        "mock command": Row("command line to first answer", "ms", 350),
        "mock first": Row("first Mock() of a process, imports done", "ms"),
        "mock start": Row("Mock() and close()", "ms", 10),
        "mock reset": Row("reset()", "ms", 5),
        "load bootstrap": Row("GET bootstrap, 8 connections", "/s"),
        "load user": Row("GET user, 8 connections", "/s"),
        "load prism": Row("Prism's requests/s, over the mock's", "×", 0.33),
        "load balances": Row("POST balances, 8 connections", "/s"),
        "direct user": Row("get_user() in process, through the SDK", "/s"),
        "direct balances": Row("credit_tokens() in process, through the SDK", "/s"),
    },
    "One large world of the mock server": {
        "large fork": Row("fork() of 20,000 rows", "ms", 10),
        "large preview": Row("preview(hours=1) there", "ms", 50),
        "large year": Row("10,000 subscriptions x 12 months with a receiver", "s", 25),
        "large memory": Row("memory that such a year adds at its peak", "MiB", 360),
        "large diff": Row("diff() with a fork after it", "ms", 1000),
        "large expect": Row("deliveries.expect() after it", "ms", 5),
        "large settle": Row("settle() per delivery: 800 waiting ÷ 100 waiting", "x", 1.5),
    },
    "Pages of the mock server over 100,000 customers and as many deliveries, processor time": {
        "page timeline": Row("timeline", "ms", 50),
        "page timeline last": Row("timeline, last page", "ms", 50),
        "page timeline payments": Row("timeline, payments, in the middle", "ms", 50),
        "page customers last": Row("customers, last page", "ms", 50),
        "page customers all found": Row("customers, a search that all fit, in the middle", "ms", 50),
        "page customers one found": Row("customers, a search that the last one fits", "ms", 50),
        "page customers none found": Row("customers, a search that nobody fits", "ms", 50),
        "page customers with": Row("customers with access, searched, in the middle", "ms", 50),
        "page customers without": Row("customers without access", "ms", 50),
        "page deliveries last": Row("deliveries, last page", "ms", 50),
        "page deliveries all found": Row("deliveries, a search that all fit, in the middle", "ms", 50),
        "page deliveries none found": Row("deliveries, a search that none fits", "ms", 50),
        "page deliveries failed": Row("deliveries that failed, searched", "ms", 50),
        "page endpoints": Row("endpoints", "ms", 50),
        "page events": Row("/_mock/events, last page", "ms", 50),
        "page log": Row("/_mock/deliveries, last page", "ms", 50),
    },
}
