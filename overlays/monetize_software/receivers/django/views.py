"""
A receiver as a Django view, blocking or awaiting, free of what loses events elsewhere.

Rules of this module:

1. The body is read from the request as a stream: `DATA_UPLOAD_MAX_MEMORY_SIZE`, which answers 400, is for forms.
2. No CSRF token, no login and no transaction of the request: a delivery has neither, and the receiver opens its own.
3. The database is used in one call on one thread, so that Django's connection and transaction are the ORM's.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.db import connections, transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from monetize_software.receivers.delivery import BodyInterrupted, Request

from .registry import receivers

__all__ = ["async_webhook", "webhook"]

V = TypeVar("V", bound="Callable[..., Any]")


def webhook(name: str = "default") -> Callable[[HttpRequest], HttpResponse]:
    """
    The view of a receiver.

    Args:
        name: Its name in `MONETIZE_RECEIVERS`.
    """

    def receive(request: HttpRequest) -> HttpResponse:
        return _answered(name, request)

    return _exempt(receive)


def async_webhook(name: str = "default") -> Callable[[HttpRequest], Coroutine[Any, Any, HttpResponse]]:
    """
    The same for a project that is served by ASGI alone. Handlers run on the thread of the ORM there too.
    """
    answered = sync_to_async(_answered, thread_sensitive=True)

    async def receive(request: HttpRequest) -> HttpResponse:
        return await answered(name, request)

    return _exempt(receive)


def _exempt(view: V) -> V:
    # Of every database: a view that one of them wraps cannot be awaited, and holds a transaction for nothing.
    for alias in connections:
        view = transaction.non_atomic_requests(using=alias)(view)
    return csrf_exempt(login_not_required(view))


def _answered(name: str, request: HttpRequest) -> HttpResponse:
    length, encoding = request.headers.get("Content-Length"), request.headers.get("Transfer-Encoding")
    head = Request.of(request.method or "", dict(request.headers), length, encoding)
    answer = receivers[name].core.answer(head, lambda most: _read(request, most))
    return HttpResponse(answer.body, status=answer.status, headers=dict(answer.all_headers))


def _read(request: HttpRequest, most: int) -> bytes:
    try:
        return request.read(most)
    except OSError:
        raise BodyInterrupted("short") from None  # the sender went away
