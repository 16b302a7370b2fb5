"""
Serves a mock over HTTP until it is told to stop. Never reads the command line.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

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
        raise AddressTaken(f"Cannot listen on {host}:{port}: {reason}") from error
    return listener


def address_of(listener: socket.socket, host: str) -> str:
    """
    Return the base URL of a taken address.
    """
    shown = f"[{host}]" if ":" in host else host
    return f"http://{shown}:{listener.getsockname()[1]}"


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
        ws="none",
    )


def serve(app: App, listener: socket.socket, announce: Callable[[], None]) -> None:
    """
    Answer requests until interrupted.

    Args:
        announce: Called once, when the address answers.
    """
    announce()
    try:
        uvicorn.Server(configure(app)).run(sockets=[listener])
    except KeyboardInterrupt:
        return
    finally:
        listener.close()
