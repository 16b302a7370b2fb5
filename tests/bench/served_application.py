"""
A uvicorn server with a receiver on each store, and a handler that only reads the body, each at its own path.

Prints its port. `GET /cpu` answers how much processor time the process has used, in seconds.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import time
from typing import Any

import uvicorn

from monetize_software.receivers import Receiver
from monetize_software.storage import MemoryStore, SQLStore, Store

from .payloads import SECRET


def application(sqlite: str, postgresql: str) -> Any:
    """
    The ASGI application.

    Args:
        sqlite: URL of a file.
        postgresql: URL of a database; "" for none.
    """
    stores: dict[str, Store] = {"memory": MemoryStore(), "sqlite": SQLStore(sqlite)}
    if postgresql:
        stores["postgresql"] = SQLStore(postgresql)
    for store in stores.values():
        store.migrate()
    places: dict[str, Any] = {f"/{name}": Receiver(SECRET, store).asgi() for name, store in stores.items()}
    places |= {"/bare": _bare, "/cpu": _cpu}

    async def route(scope: Any, receive: Any, send: Any) -> None:
        await places[scope["path"]](scope, receive, send)

    return route


async def _bare(scope: Any, receive: Any, send: Any) -> None:
    del scope
    while (await receive()).get("more_body"):
        pass
    await _answer(send, b"ok")


async def _cpu(scope: Any, receive: Any, send: Any) -> None:
    del scope, receive
    await _answer(send, str(time.process_time()).encode())


async def _answer(send: Any, body: bytes) -> None:
    headers = [(b"content-type", b"text/plain"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def main() -> None:
    """
    Serve until the process is ended.
    """
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = uvicorn.Config(application(*sys.argv[1:3]), log_level="warning", access_log=False, lifespan="off")
    print(listening.getsockname()[1], flush=True)
    server = uvicorn.Server(config)
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as loop:
        loop.run(server.serve(sockets=[listening]))


if __name__ == "__main__":
    main()
