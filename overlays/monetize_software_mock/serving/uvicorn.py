"""
Serves a mock over HTTP until it is told to stop. Never reads the command line.
"""

from __future__ import annotations

import errno
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import uvicorn

from .asgi import App
from .connections import protocol


class AddressTaken(OSError):
    """
    The address cannot be listened on; the message is one line that says why.
    """


def listen(host: str, port: int) -> socket.socket:
    """
    Take an address.

    Args:
        port: 0 takes any free one.

    Raises:
        AddressTaken: Somebody else listens there, or the address is not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sends small answers at once; else each waits 40 ms for an acknowledgement.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform != "win32":  # there it would let two servers share a port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, OverflowError) as error:
        listener.close()
        reason = getattr(error, "strerror", None) or error
        shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        raise AddressTaken(f"Cannot listen on {shown}: {reason}{_remedy(error)}") from error
    return listener


def _remedy(error: OSError | OverflowError) -> str:
    if getattr(error, "errno", None) != errno.EADDRINUSE:
        return ""
    return ". Perhaps a mock is running there already; --port 0 takes any free port"


def address_of(listener: socket.socket, host: str) -> str:
    """
    Return the base URL of a taken address.
    """
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


def listen_on(hosts: Sequence[str], port: int) -> list[socket.socket]:
    """
    Take several addresses, or none when one of them cannot be taken.

    Raises:
        AddressTaken: Somebody else listens there, or the address is not ours.
    """
    taken: list[socket.socket] = []
    try:
        for host in hosts:
            taken.append(listen(host, port))
    except AddressTaken:
        for listener in taken:
            listener.close()
        raise
    return taken


@contextmanager
def until_terminated() -> Generator[None]:
    """
    Let SIGTERM end the block as Ctrl-C does, so that everything is cleaned up. Only the main thread gets signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def configure(app: App) -> uvicorn.Config:
    """
    Say how uvicorn serves a mock.
    """
    return uvicorn.Config(
        app,
        access_log=False,
        date_header=False,
        http=protocol(),
        lifespan="off",
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        use_colors=False,  # or it asks standard output whether it is a terminal, and a daemon's may be closed
        ws="none",
    )


def serve(app: App, listeners: list[socket.socket], announce: Callable[[], None]) -> None:
    """
    Answer requests until interrupted.

    Args:
        listeners: The addresses that were taken; closed at the end.
        announce: Called once, when the address answers.
    """
    announce()
    try:
        uvicorn.Server(configure(app)).run(sockets=listeners)
    except KeyboardInterrupt:
        return
    finally:
        for listener in listeners:
            listener.close()
