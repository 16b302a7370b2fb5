"""
Which modules are derived from which, and writes them. The rules of deriving are in `twin.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .document import ROOT
from .generation import format_source
from .twin import Twin, derive

BILLING = Twin(
    source="monetize_software/billing.py",
    target="monetize_software/async_billing.py",
    awaited=frozenset(
        {"drive", "_perform", "_verify", "_read", "read", "read_as_session", "changed", "give_up", "close"}
    ),
    names={
        "BillingClient": "AsyncBillingClient",
        "SyncWire": "AsyncWire",
        "Transport": "AsyncTransport",
        "HTTPClient": "AsyncHTTPClient",
        "BearerSource": "AsyncBearerSource",
        "RequestHook": "AsyncRequestHook",
        "ResponseHook": "AsyncResponseHook",
        "ClientCache": "AsyncClientCache",
        "drive": "drive_async",
        "close": "aclose",
        "__enter__": "__aenter__",
        "__exit__": "__aexit__",
    },
    sentences={
        "billing API, blocking.": "billing API, awaiting.",
        "for a backend.": "for an asynchronous backend.",
        "It is thread-safe: it never changes,": "It is safe to share between tasks: it never changes,",
        "and `for_user()` returns cheap copies, so": "and `for_user()`\n    returns cheap copies, so",
        "`AsyncBillingClient` is the same for asyncio and trio.": (
            "Works under asyncio and trio, in any\n"
            "    number of event loops. Cancelling a task cancels its call and nothing else."
        ),
        "A user's access token, a function that returns one, or a session of `AuthClient`.": (
            "A user's access token, a function, blocking or async, that returns one, or a session of\n"
            "            `AsyncAuthClient`."
        ),
        "asked before each call and once more after a 401.": (
            "asked before each call and\n                once more after a 401; it may be async."
        ),
        "An httpx transport to send": "An httpx async transport to send",
        "An `httpx.Client` to send through instead. It is never closed here; its cookies, auth, redirects and": (
            "An `httpx.AsyncClient` to send through instead. It is never closed here; its cookies, auth,\n"
            "            redirects and"
        ),
        "after each attempt. A failing hook is logged and ignored.": (
            "after each attempt. A failing hook is logged and\n            ignored. Both may be async."
        ),
        "Idle connections are closed at once.": "Idle connections are closed at once, whatever loop opened them.",
    },
)
AUTH = Twin(
    source="monetize_software/auth.py",
    target="monetize_software/async_auth.py",
    awaited=frozenset(
        {
            "drive",
            "guarded",
            "_perform",
            "_perform_as_user",
            "_begin",
            "_keeper.run",
            "_keeper.fresh",
            "_fresh",
            "_look",
            "_keeper.together",
            "close",
        }
    ),
    names={
        "AuthClient": "AsyncAuthClient",
        "AuthSession": "AsyncAuthSession",
        "BillingClient": "AsyncBillingClient",
        "SyncKeeper": "AsyncKeeper",
        "SyncWire": "AsyncWire",
        "SyncWorld": "AsyncWorld",
        "Transport": "AsyncTransport",
        "HTTPClient": "AsyncHTTPClient",
        "RequestHook": "AsyncRequestHook",
        "ResponseHook": "AsyncResponseHook",
        "SessionHook": "AsyncSessionHook",
        "SessionStore": "AsyncSessionStore",
        "drive": "drive_async",
        "guarded": "guarded_async",
        "close": "aclose",
        "__enter__": "__aenter__",
        "__exit__": "__aexit__",
    },
    sentences={
        "keeps their sessions, blocking.": "keeps their sessions, awaiting.",
        "for a backend.": "for an asynchronous backend.",
        "and threads may share it.": "and tasks may share it.",
        "`AsyncAuthClient` is the same for asyncio and trio.": "Works under asyncio and trio.",
        "An httpx transport to send": "An httpx async transport to send",
        "An `httpx.Client` to send": "An `httpx.AsyncClient` to send",
        "However many threads, tasks and processes on one store ask at once, the service is asked once.": (
            "However many tasks and processes on one store ask at once, the service is asked once, and a cancelled\n"
            "        task does not take the answer with it."
        ),
        "methods of its `Sessions`. In memory": "methods of its `Sessions` or `AsyncSessions`. In memory",
        "as all hooks are.": "as all hooks are. All of them may be async.",
    },
    modules={"billing": "async_billing"},
)
ACCESS = Twin(
    source="monetize_software/access/checking.py",
    target="monetize_software/access/async_checking.py",
    awaited=frozenset({"run", "get_user_detail", "_asked", "_compared", "_lead", "_said", "waited"}),
    names={
        "Access": "AsyncAccess",
        "BillingClient": "AsyncBillingClient",
        "run": "run_async",
        "new_event": "new_event_async",
        "place": "place_async",
        "waited": "waited_async",
    },
    sentences={
        "Build one per process and keep it; it is thread-safe. `AsyncAccess` is the same for asyncio and trio.": (
            "Build one per process and keep it; it is safe to share between tasks and event loops.\n"
            "    A store that may wait is read in a thread."
        ),
    },
)
GATEWAY = Twin(
    source="monetize_software/gateway.py",
    target="monetize_software/async_gateway.py",
    awaited=frozenset({"drive_open", "_open", "read", "close"}),
    names={
        "ApiGatewayClient": "AsyncApiGatewayClient",
        "GatewayResponse": "AsyncGatewayResponse",
        "GatewayStream": "AsyncGatewayStream",
        "GatewayTransport": "AsyncGatewayTransport",
        "SyncStreamWire": "AsyncStreamWire",
        "Transport": "AsyncTransport",
        "HTTPClient": "AsyncHTTPClient",
        "BearerSource": "AsyncBearerSource",
        "ChargeHook": "AsyncChargeHook",
        "QuotaHook": "AsyncQuotaHook",
        "RequestHook": "AsyncRequestHook",
        "ResponseHook": "AsyncResponseHook",
        "drive_open": "drive_open_async",
        "GatewayBody": "AsyncGatewayBody",
        "close": "aclose",
        "__enter__": "__aenter__",
        "__exit__": "__aexit__",
    },
    sentences={
        "metered gateway, blocking.": "metered gateway, awaiting.",
        "for a backend: calls reach": "for an asynchronous backend: calls reach",
        "It is thread-safe: it never changes,": "It is safe to share between tasks: it never changes,",
        "`AsyncApiGatewayClient` is the same for asyncio and trio.": (
            "Works under asyncio and trio, in any number of event loops. Cancelling a task cancels its call\n"
            "    and nothing else, however often."
        ),
        "a function that returns one, or a session that is asked for its `token()`. Usually left out": (
            "a function, blocking or async, that returns one, or a session that\n"
            "            is asked for its `token()`. Usually left out"
        ),
        "An httpx transport to send": "An httpx async transport to send",
        "An `httpx.Client` to send through instead.": "An `httpx.AsyncClient` to send through instead.",
        "A failing hook is logged and ignored.": "A failing hook is logged and ignored. All of them may be async.",
        "an open binary file, or an iterable of bytes. The last two are sent as they are read, once.": (
            "an open binary file, or an iterable of bytes, blocking or async. The last two are sent as they are\n"
            "                read, once; files in a thread."
        ),
        "inside a `with` block.": "inside an `async with` block.",
        'with gateway.stream("openai", "v1/chat/completions", json=asked) as answer:': (
            'async with gateway.stream("openai", "v1/chat/completions", json=asked) as answer:'
        ),
        "for event in answer.events():": "async for event in answer.events():",
        "A transport for `httpx.Client(transport=…)`": "A transport for `httpx.AsyncClient(transport=…)`",
        "library = httpx.Client(transport": "library = httpx.AsyncClient(transport",
        "Idle connections are closed at once.": "Idle connections are closed at once, whatever loop opened them.",
    },
)
GATEWAY_RESPONSE = Twin(
    source="monetize_software/_gateway/blocking_response.py",
    target="monetize_software/_gateway/awaiting_response.py",
    awaited=frozenset({"gather", "_open", "close"}),
    names={
        "GatewayResponse": "AsyncGatewayResponse",
        "GatewayStream": "AsyncGatewayStream",
        "SyncStream": "AsyncStream",
        "Items": "AsyncItems",
        "Iterator": "AsyncIterator",
        "gather": "gather_async",
        "close": "aclose",
        "__enter__": "__aenter__",
        "__exit__": "__aexit__",
    },
    sentences={
        "read at once or as it comes, blocking.": "read at once or as it comes, awaiting.",
        "Leaving the `with` block,": "Leaving the `async with` block,",
        "made when its `with` block is entered,": "made when its `async with` block is entered,",
    },
)
METER = Twin(
    source="monetize_software/metering/meter.py",
    target="monetize_software/metering/async_meter.py",
    awaited=frozenset(
        {
            "run",
            "debit_or_raise",
            "_sending.claimed",
            "_sending.debited",
            "_sending.debited_at_once",
            "_sending.let_go",
            "_sending.changed",
            "_sending.charged_late",
            "_comparing.reconciled",
        }
    ),
    names={
        "TokenMeter": "AsyncTokenMeter",
        "BillingClient": "AsyncBillingClient",
        "Sending": "AsyncSending",
        "Comparing": "AsyncComparing",
        "run": "run_async",
        "contextmanager": "asynccontextmanager",
        "Generator": "AsyncGenerator",
    },
    sentences={
        "Build one per process and keep it; it is thread-safe. `AsyncTokenMeter` is the same for asyncio and trio.": (
            "Build one per process and keep it; it is safe to share between tasks and event loops. A cancelled debit\n"
            "    becomes unknown; a cancelled block is released."
        ),
        "of a `with` block:": "of an `async with` block:",
    },
    modules={"comparing": "async_comparing", "sending": "async_sending"},
)
METER_SENDING = Twin(
    source="monetize_software/metering/sending.py",
    target="monetize_software/metering/async_sending.py",
    awaited=frozenset(
        {
            "run",
            "pause",
            "debit_tokens",
            "credit_tokens",
            "self.claimed",
            "self.debited",
            "self.sent",
            "self.changed",
            "_claimed_again",
            "_begun",
            "_settle",
            "_returned",
        }
    ),
    names={
        "Sending": "AsyncSending",
        "BillingClient": "AsyncBillingClient",
        "run": "run_async",
        "pause": "pause_async",
    },
)
METER_COMPARING = Twin(
    source="monetize_software/metering/comparing.py",
    target="monetize_software/metering/async_comparing.py",
    awaited=frozenset({"run", "get_balances", "_recovered", "_read", "_balance", "_settled", "_sending.changed"}),
    names={
        "Comparing": "AsyncComparing",
        "Sending": "AsyncSending",
        "BillingClient": "AsyncBillingClient",
        "run": "run_async",
    },
    modules={"sending": "async_sending"},
)
CACHE = Twin(
    source="monetize_software/_cache/view.py",
    target="monetize_software/_cache/async_view.py",
    awaited=frozenset(
        {
            "run",
            "self.read",
            "waited",
            "answered",
            "perform",
            "self._look",
            "_keep",
            "_ask",
            "_lead",
            "_alone",
            "_shared",
            "_signed_in",
            "_users",
            "give_up",
        }
    ),
    names={
        "answered": "answered_async",
        "ClientCache": "AsyncClientCache",
        "run": "run_async",
        "waited": "waited_async",
        "new_event": "new_event_async",
        "place": "place_async",
    },
    sentences={"and gives up. Blocking.": "and gives up. Awaiting."},
)
TWINS = (
    BILLING,
    CACHE,
    ACCESS,
    GATEWAY,
    GATEWAY_RESPONSE,
    METER,
    METER_SENDING,
    METER_COMPARING,
    AUTH,
)


def write(root: Path = ROOT) -> list[str]:
    """
    Write every twin anew and return their paths.
    """
    for twin in TWINS:
        (root / "overlays" / twin.target).write_text(text_of(twin, root), encoding="utf-8")
    return [f"overlays/{twin.target}" for twin in TWINS]


def stale(root: Path = ROOT) -> Iterator[str]:
    """
    Name the twins that are not what their sources give.
    """
    for twin in TWINS:
        if (root / "overlays" / twin.target).read_text(encoding="utf-8") != text_of(twin, root):
            yield f"overlays/{twin.target}"


def text_of(twin: Twin, root: Path = ROOT) -> str:
    """
    Return what a twin's module must hold.
    """
    return format_source(derive(twin, (root / "overlays" / twin.source).read_text(encoding="utf-8")))
