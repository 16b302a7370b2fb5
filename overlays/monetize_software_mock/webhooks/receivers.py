"""
Takes deliveries to receivers in this process: functions, WSGI and ASGI applications, transports of httpx.

A receiver that fails is answered for as a server would, with 500, and what it raised goes along, so that nothing is
lost. Only an interrupt goes through.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol, cast

from .applications import Hosted, Loop
from .senders import LATE, TIMEOUT_S, ReceiverAnswer, Unreachable, WebhookRequest

if TYPE_CHECKING:
    import httpx

HOW = (
    "A receiver is a URL, a function of body and headers, an httpx transport, "
    'or a WSGI or ASGI application with its path: webhooks.add(app, path="/webhooks")'
)
_ENVIRONMENT = {"environ", "start_response", "start"}
_SILENT = "The application answered 500 and kept to itself what it raised; its log may say"


class Receiver(Protocol):
    """
    Receives deliveries in this process, until it is closed.
    """

    def __call__(self, request: WebhookRequest, /) -> ReceiverAnswer:
        """
        Take a delivery.
        """
        ...

    def close(self) -> None:
        """
        Let go of what it holds.
        """
        ...


class SilentFailure(AssertionError):
    """
    An application answered 500 by itself, so its exception is known to its own log only.
    """


def receiver_of(given: Any, path: str | None, running: Iterable[object] = ()) -> Receiver:
    """
    Return what takes deliveries to a receiver in this process.

    Args:
        given: A function of body and headers that returns a status, a status and a text, or None for 200, and may be a
            coroutine function; an httpx transport; or, with a path, a WSGI or ASGI application.
        path: Where an application takes webhooks.

        running: Receivers there are already; an ASGI application among them goes on, and does not start twice.

    Raises:
        TypeError: It is none of these; the message says what there is.
        LifespanError: The application's startup failed.
    """
    if hasattr(given, "handle_request"):
        return Transport(given)
    if hasattr(given, "handle_async_request"):
        return AsyncTransport(given)
    if not callable(given):
        raise TypeError(f"{HOW}; this is {_article(type(given).__name__)}")
    if path is None:
        return Function(_function(given))
    if not _is_asgi(given):
        return WsgiApplication(given)
    same = (each for each in running if isinstance(each, AsgiApplication) and each.application is given)
    return next((each.shared() for each in same), None) or AsgiApplication(given)


class Function:
    """
    A function of body and headers.
    """

    def __init__(self, function: Callable[[bytes, Mapping[str, str]], Any]) -> None:
        self._function = function

    def __call__(self, request: WebhookRequest) -> ReceiverAnswer:
        """
        Call it.
        """
        try:
            return _received(self._answer(request))
        except TimeoutError as error:
            raise Unreachable("The receiver raised TimeoutError") from error
        except ConnectionError as error:
            raise Unreachable(f"The receiver raised {type(error).__name__}") from error
        except BaseException as error:
            return failed(error)

    def close(self) -> None:
        """
        Nothing is held.
        """

    def _answer(self, request: WebhookRequest) -> Any:
        answer = self._function(request.body, request.headers)
        return _run_apart(answer) if inspect.iscoroutine(answer) else answer


class Transport:
    """
    A transport of httpx, such as a `WSGITransport`.
    """

    def __init__(self, transport: Any) -> None:
        self._transport = transport

    def __call__(self, request: WebhookRequest) -> ReceiverAnswer:
        """
        Send through it.
        """
        return _answered(lambda: self._post(request))

    def close(self) -> None:
        """
        Leave it to its owner.
        """

    def _post(self, request: WebhookRequest) -> httpx.Response:
        response: httpx.Response = self._transport.handle_request(request_of(request))
        response.read()
        return response


class AsyncTransport(Transport):
    """
    An asynchronous transport of httpx, such as an `ASGITransport`; each delivery has an event loop of its own.
    """

    def _post(self, request: WebhookRequest) -> httpx.Response:
        async def post() -> httpx.Response:
            response: httpx.Response = await self._transport.handle_async_request(request_of(request))
            await response.aread()
            return response

        answered: httpx.Response = _run_apart(post())
        return answered


class WsgiApplication:
    """
    A WSGI application.
    """

    def __init__(self, application: Any) -> None:
        import httpx

        self._transport = httpx.WSGITransport(application)

    def __call__(self, request: WebhookRequest) -> ReceiverAnswer:
        """
        Call it.
        """
        try:
            response = self._transport.handle_request(request_of(request))
            response.read()
        except BaseException as error:
            return failed(error)
        return _of_application(response, None)

    def close(self) -> None:
        """
        Nothing is held.
        """


class AsgiApplication:
    """
    An ASGI application, which has started and will be stopped, under however many addresses it receives.

    Raises:
        LifespanError: Its startup failed.
    """

    def __init__(self, application: Any) -> None:
        self.application = application
        self._hosted, self._addresses = Hosted(application), 1

    def shared(self) -> AsgiApplication:
        """
        Let it receive under one address more; each is closed by itself.
        """
        self._addresses += 1
        return self

    def __call__(self, request: WebhookRequest) -> ReceiverAnswer:
        """
        Call it.
        """
        try:
            return _of_application(*self._hosted.post(request_of(request)))
        except TimeoutError as error:
            raise Unreachable(LATE) from error

    def close(self) -> None:
        """
        Let it shut down, if this was its last address.

        Raises:
            LifespanError: Its shutdown failed.
        """
        self._addresses -= 1
        if not self._addresses:
            self._hosted.close()


def failed(error: BaseException) -> ReceiverAnswer:
    """
    Answer as a server would whose application raised; an interrupt goes on.
    """
    if isinstance(error, KeyboardInterrupt):
        raise error
    return ReceiverAnswer(500, f"{type(error).__name__}: {error}", error)


def request_of(request: WebhookRequest) -> httpx.Request:
    """
    Return the request that delivers a webhook.
    """
    import httpx

    limits = dict.fromkeys(("connect", "read", "write", "pool"), TIMEOUT_S)
    headers = dict(request.headers)
    return httpx.Request("POST", request.url, headers=headers, content=request.body, extensions={"timeout": limits})


def _of_application(response: httpx.Response | None, raised: BaseException | None) -> ReceiverAnswer:
    if response is None:
        return failed(raised or SilentFailure("The application ended without an answer"))
    if raised is not None and response.status_code == 500:
        return failed(raised)
    if response.status_code == 500:
        return ReceiverAnswer(500, response.text, SilentFailure(_SILENT))
    return ReceiverAnswer(response.status_code, response.text, raised)


def _answered(post: Callable[[], httpx.Response]) -> ReceiverAnswer:
    import httpx

    try:
        response = post()
    except httpx.TimeoutException as error:
        raise Unreachable(LATE) from error
    except httpx.TransportError as error:
        raise Unreachable(f"{type(error).__name__}: {error}") from error
    except BaseException as error:  # an application that raises answers 500 behind any server
        return failed(error)
    return ReceiverAnswer(response.status_code, response.text)


def _run_apart(work: Any) -> Any:
    """
    Run a coroutine to its end in a thread of its own, as the caller's may have a loop already.
    """
    loop = Loop()
    try:
        return loop.run(_kept(work)).taken()
    finally:
        loop.close()


class _Kept:
    """
    What a coroutine came to. As a value, because some exceptions would end the loop they pass through.
    """

    def __init__(self, result: Any = None, error: BaseException | None = None) -> None:
        self._result, self._error = result, error

    def taken(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._result


async def _kept(work: Any) -> _Kept:
    try:
        return _Kept(await work)
    except BaseException as error:
        return _Kept(error=error)


def _received(answer: Any) -> ReceiverAnswer:
    if answer is None:
        return ReceiverAnswer(200)
    status, text = cast("tuple[int, str]", answer) if isinstance(answer, tuple) else (answer, "")
    return ReceiverAnswer(int(status), str(text))


def _function(given: Callable[..., Any]) -> Callable[[bytes, Mapping[str, str]], Any]:
    """
    Insist that something can be called with body and headers; an application cannot, though it may look so.
    """
    signature = _signature(given)
    if signature is None:
        return given
    try:
        taken = signature.bind(b"", {}).arguments
    except TypeError:
        raise TypeError(f"{HOW}; this takes {signature}") from None
    if hasattr(given, "wsgi_app") or set(taken) & _ENVIRONMENT:
        raise TypeError(f"{HOW}; this looks like an application, so say where it takes webhooks")
    return given


def _is_asgi(application: Any) -> bool:
    signature = _signature(application)
    return signature is not None and len(signature.parameters) == 3


def _signature(given: Callable[..., Any]) -> inspect.Signature | None:
    try:
        return inspect.signature(given)
    except ValueError:  # built in
        return None


def _article(name: str) -> str:
    return f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"
