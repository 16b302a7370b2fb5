"""
Loads everything that a call can need before there is one. Sends nothing.

A module that is loaded while other threads run may be half loaded in a child that is forked meanwhile: the child has
the lock of its import and not the thread that would give it back, and waits for ever. What is loaded needs no lock.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from importlib import import_module
from pkgutil import iter_modules

from ._wire.connections import lock, tls_context

__all__ = ["warm_up"]

_PUBLIC = frozenset(
    {
        "async_auth",
        "async_billing",
        "async_gateway",
        "auth",
        "billing",
        "errors",
        "gateway",
        "hooks",
        "models",
        "redaction",
        "sessions",
        "webhooks",
    }
)
"""What calls and webhooks need, besides every private module. What belongs to a framework is for its users alone."""
_STANDARD = (
    "concurrent.futures",
    "email.utils",
    "encodings.idna",
    "encodings.utf_8_sig",
    "http",
    "logging",
    "random",
    "subprocess",
    "uuid",
)
"""What the modules import inside functions, and what resolving a host name imports."""
_OF_OTHERS = ("anyio._backends._asyncio", "httpcore._async", "httpcore._sync", "sniffio")
"""What the HTTP library imports at its first exchange."""

_done: set[str] = set()


def warm_up(*, tls: bool = True) -> None:
    """
    Load everything that calls need, of both clients, so that the first one costs as little as the second.

    Call it once when a process starts: before it forks workers, before it starts threads, before an event loop takes
    requests. Sends nothing, opens nothing, and blocks for about a fifth of a second the first time; again it does
    nothing. Safe in any number of threads. A client does it by itself when it is built in a process that has several
    threads.

        import monetize_software

        monetize_software.warm_up()

    Args:
        tls: Whether the certificates that https needs are read as well.

    Raises:
        ConfigurationError: The environment names certificates that cannot be read.
    """
    with lock():
        if "modules" not in _done:
            _load()
            _done.add("modules")
        if tls and "tls" not in _done:
            tls_context(import_module("httpx"), secure=True)
            _done.add("tls")


warm_up.__module__ = "monetize_software"  # where people import it from


def _load() -> None:
    for found in iter_modules(import_module("monetize_software").__path__):
        if found.name.startswith("_") or found.name in _PUBLIC:
            _load_all(f"monetize_software.{found.name}")
    _load_all("monetize_software_api")
    for name in _STANDARD:
        import_module(name)
    _choose_event_loop()
    tls_context(import_module("httpx"), secure=False)
    for name in _OF_OTHERS:
        with suppress(ImportError):  # a release without it loads something else, or nothing
            import_module(name)


def _load_all(name: str) -> None:
    """
    Load a module, and if it is a package all that is in it.
    """
    module = import_module(name)
    for found in iter_modules(getattr(module, "__path__", ())):
        _load_all(f"{name}.{found.name}")


def _choose_event_loop() -> None:
    """
    Have asyncio choose its kind of loop now. The first loop of a process does it under a lock that a fork may catch.
    """
    import asyncio

    if sys.version_info < (3, 14):
        asyncio.get_event_loop_policy()  # pyright: ignore[reportDeprecated]
    else:
        with suppress(RuntimeError):  # there is no loop yet; that is found out after the choice
            asyncio.get_event_loop()
