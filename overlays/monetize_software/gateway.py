"""
`ApiGatewayClient`: calls to AI providers through the metered gateway, blocking. Builds no request itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Self

from ._client import from_environment
from ._gateway.calls import call_of
from ._gateway.client import BoundGateway
from ._gateway.drive import drive_open
from ._gateway.events import ServerSentEvent
from ._gateway.facts import LARGEST_BODY
from ._gateway.response import GatewayResponse, GatewayStream
from ._gateway.transport import GatewayTransport
from ._profile.timeout import StreamTimeout
from ._secret import hidden
from ._wire.stream_wire import SyncStreamWire
from .typing import (
    BearerSource,
    ChargeHook,
    GatewayBody,
    HTTPClient,
    QuotaHook,
    RequestHook,
    ResponseHook,
    Transport,
)

__all__ = ["ApiGatewayClient", "GatewayResponse", "GatewayStream", "ServerSentEvent", "StreamTimeout"]


class ApiGatewayClient(BoundGateway):
    """
    The metered gateway of one paywall, for a backend: calls reach an AI provider with the credentials
    that are configured there, and each success takes one token of the user's balance.

    Build one per process and keep it. It is thread-safe: it never changes,
    and `with_bearer()` and `for_user()` return cheap copies, so requests of different users cannot mix.
    `AsyncApiGatewayClient` is the same for asyncio and trio.

    Every call names its user: by the user's access token, or by `user_id` alone, which proves nothing and is for a
    backend that knows its users. The owner's key is never sent to a provider.

    A call is sent once. It is sent again only while provably nothing of it left, or after a 401 when the bearer's
    source has another token. Whatever else goes wrong may have been charged; the error says so in
    `may_have_been_applied`.

    Args:
        paywall_id: The paywall's id, the number in the dashboard's address.
        api_origin: The paywall's own domain, such as "https://pay.example.com". A reverse proxy's path prefix is kept.
        bearer: The user's access token, a function that returns one, or a session that is asked for its `token()`.
            Usually left out in favour of `with_bearer()`.
        user_id: The service's user id, where there is no bearer.
        timeout: Seconds for each wait, or a `StreamTimeout`.
        max_retries: Attempts after the first one, while provably nothing was sent.
        transport: An httpx transport to send through: tests, proxies, recording.
        http_client: An `httpx.Client` to send through instead. It is never closed here; its cookies, auth,
            redirects and default headers are not used.
        sdk_name: Name and version of your program, put before ours in `User-Agent` and `X-SDK-Version`.
        allow_insecure_origin: Accept plain http to another machine. Anybody on the way can then read the bearer.
        capabilities: Sent as `X-SDK-Capabilities`.
        on_charged: Called with a `hooks.ChargeInfo` when the head of an answer says that a token is taken.
        on_exhausted: Called with the `QuotaExceededError` when a call was refused for want of tokens.
        on_request: Called with a `hooks.RequestInfo` before each attempt.
        on_response: Called with a `hooks.ResponseInfo` after each attempt.
            A failing hook is logged and ignored.
        mirror: True to ask the domain's mirror, "https://edge.<host>", or the mirror at this address, when provably
            nothing of a call left for the domain itself. The bearer goes there too. Never by itself, and never for what
            was sent, or for a body whose first piece was asked for.

    Raises:
        ConfigurationError: Something is missing. Nothing was sent.
        InvalidRequestError: A number or a text is out of its bounds.

    Example:

        ```python
        from monetize_software import ApiGatewayClient

        with ApiGatewayClient(paywall_id="3", api_origin="https://pay.example.com", user_id="u1") as gateway:
            print(gateway.call("openai", "v1/models", method="GET").json())
        ```
    """

    __slots__ = ()

    _wire: SyncStreamWire
    _wire_class = SyncStreamWire

    def __init__(
        self,
        *,
        paywall_id: str | int,
        api_origin: str,
        bearer: BearerSource | None = None,
        user_id: str | int | None = None,
        timeout: float | StreamTimeout | None = None,
        max_retries: int = 2,
        transport: Transport | None = None,
        http_client: HTTPClient | None = None,
        sdk_name: str | None = None,
        allow_insecure_origin: bool = False,
        capabilities: Sequence[str] = (),
        on_charged: ChargeHook | None = None,
        on_exhausted: QuotaHook | None = None,
        on_request: RequestHook | None = None,
        on_response: ResponseHook | None = None,
        mirror: bool | str = False,
    ) -> None:
        # Error reporters show the variables of every frame that an exception passed, so none holds a plain credential.
        token = hidden(bearer)
        del bearer
        self._set_up(
            paywall_id=paywall_id,
            api_origin=api_origin,
            bearer=token,
            user_id=user_id,
            timeout=timeout,
            max_retries=max_retries,
            transport=transport,
            http_client=http_client,
            sdk_name=sdk_name,
            allow_insecure_origin=allow_insecure_origin,
            capabilities=capabilities,
            on_charged=on_charged,
            on_exhausted=on_exhausted,
            on_request=on_request,
            on_response=on_response,
            mirror=mirror,
        )

    @classmethod
    def from_env(
        cls,
        *,
        paywall_id: str | int | None = None,
        api_origin: str | None = None,
        bearer: BearerSource | None = None,
        user_id: str | int | None = None,
        timeout: float | StreamTimeout | None = None,
        max_retries: int = 2,
        transport: Transport | None = None,
        http_client: HTTPClient | None = None,
        sdk_name: str | None = None,
        allow_insecure_origin: bool = False,
        capabilities: Sequence[str] = (),
        on_charged: ChargeHook | None = None,
        on_exhausted: QuotaHook | None = None,
        on_request: RequestHook | None = None,
        on_response: ResponseHook | None = None,
        mirror: bool | str = False,
    ) -> Self:
        """
        Build from `PAYWALL_ID` and `PAYWALL_ORIGIN`. A key in the environment is not read.

        Args:
            paywall_id: Instead of `PAYWALL_ID`.
            api_origin: Instead of `PAYWALL_ORIGIN`.
            bearer: This argument and all others are the constructor's.

        Raises:
            ConfigurationError: Variables are missing; the message names all of them.

        Example:

            ```python
            gateway = ApiGatewayClient.from_env(user_id="u_42")
            ```
        """
        token = hidden(bearer)
        del bearer
        paywall, origin = from_environment(paywall_id, api_origin)
        return cls(
            paywall_id=paywall,
            api_origin=origin,
            bearer=token,
            user_id=user_id,
            timeout=timeout,
            max_retries=max_retries,
            transport=transport,
            http_client=http_client,
            sdk_name=sdk_name,
            allow_insecure_origin=allow_insecure_origin,
            capabilities=capabilities,
            on_charged=on_charged,
            on_exhausted=on_exhausted,
            on_request=on_request,
            on_response=on_response,
            mirror=mirror,
        )

    def with_bearer(self, bearer: BearerSource) -> Self:
        """
        Return a copy that acts as the user of this access token. A user bound by id is left behind.

        Args:
            bearer: The token, a function that returns one, or a session that is asked for its `token()`. A source is
                asked before each call and once more after a 401.

        Raises:
            AuthenticationError: The token could not stand in a header.

        Example:

            ```python
            ada = gateway.with_bearer(token)
            ```
        """
        source = hidden(bearer)
        del bearer
        return self._copy(self._settings.with_bearer(source))

    def call(
        self,
        provider: str,
        path: str = "",
        *,
        method: str = "POST",
        json: Any = None,
        body: GatewayBody | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | Sequence[tuple[str, Any]] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int = LARGEST_BODY,
        timeout: float | StreamTimeout | None = None,
    ) -> GatewayResponse:
        """
        Call a provider and read the whole answer.

        Args:
            provider: The provider's id.
            path: What follows the provider's own address, such as "v1/chat/completions". It cannot lead out of it.
            method: "POST" or "GET".
            json: Sent as JSON.
            body: A dict or a list (sent as JSON), text, bytes,
                an open binary file, or an iterable of bytes. The last two are sent as they are read, once.
            form: Names and values, sent as a form.
            files: Names and files, sent as a multipart form together with `form`; each is bytes, an open binary file,
                or a tuple of file name, either, and a media type.
            query: More query parameters. What `path` has behind a `?` stays.
            headers: Seen by the provider. Credentials, and headers of the connection, are refused.
            max_bytes: The most of the answer that is taken into memory.
            timeout: Seconds for each wait, or a `StreamTimeout`, for this call.

        Returns:
            The answer, read and closed.

        Raises:
            QuotaExceededError: The user has no token of the type this call takes.
            PermissionDeniedError: The provider is switched off.
            PaywallError: The provider, or the gateway, answered with another status, which `status`, `headers`, `body`
                and `raw` tell; or nothing usable came.

        Retries: never, once anything was sent.

        Example:

            ```python
            asked = {"model": "gpt-4", "messages": [{"role": "user", "content": "Hello"}]}
            answer = gateway.call("openai", "v1/chat/completions", json=asked)
            print(answer.status, answer.query_type, answer.json())
            ```
        """
        response = self._open(
            provider,
            path,
            method=method,
            query=query,
            headers=headers,
            timeout=timeout,
            json=json,
            body=body,
            form=form,
            files=files,
        )
        response.read(max_bytes=max_bytes)
        return response

    def stream(
        self,
        provider: str,
        path: str = "",
        *,
        method: str = "POST",
        json: Any = None,
        body: GatewayBody | None = None,
        form: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | Sequence[tuple[str, Any]] | None = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | StreamTimeout | None = None,
    ) -> GatewayStream:
        """
        Call a provider and read the answer as it comes, inside a `with` block.

        The call is made when the block is entered. Leaving it lets go of the connection, wherever reading stopped.

        Args:
            provider: The provider's id.
            path: What follows the provider's own address, such as "v1/chat/completions". It cannot lead out of it.
            method: "POST" or "GET".
            json: This argument and those to `headers` are as for `call()`.
            timeout: Seconds for each wait, or a `StreamTimeout`, for this call.

        Raises:
            QuotaExceededError: On entering: the user has no token of the type this call takes.
            PaywallError: On entering: as for `call()`.
            NetworkError: While reading: the answer broke off. The call may have been charged.

        Retries: never, once anything was sent.

        Example:

            ```python
            asked = {"model": "gpt-4", "stream": True, "messages": [{"role": "user", "content": "Hello"}]}
            with gateway.stream("openai", "v1/chat/completions", json=asked) as answer:
                for event in answer.events():
                    print(event.data)
            ```
        """
        enter = partial(
            self._open,
            provider,
            path,
            method=method,
            query=query,
            headers=headers,
            timeout=timeout,
            json=json,
            body=body,
            form=form,
            files=files,
        )
        return GatewayStream(enter)

    def _open(
        self,
        provider: str,
        path: str,
        *,
        method: str,
        query: Any,
        headers: Any,
        timeout: float | StreamTimeout | None,
        json: Any,
        body: Any,
        form: Any,
        files: Any,
    ) -> GatewayResponse:
        settings, patience = self._settings, self._timeout(timeout)
        call = call_of(settings, provider, path, method=method, query=query, headers=headers)
        content = self._body(method, json=json, body=body, form=form, files=files)
        stream = drive_open(call, content, settings, self._wire, patience, provider=provider)
        return GatewayResponse(stream, call)

    def transport(self, provider: str) -> Any:
        """
        Return an httpx transport through which another library reaches this provider, `openai` for one.

        Whatever host the library calls, the request goes to the provider, with this client's user in place of the
        library's own credential. Of its address the path counts: what follows `base_url(provider)`, or all of it.

        Args:
            provider: The provider's id.

        Returns:
            A transport for `httpx.Client(transport=…)`, and for httpx2's. Closing that leaves this client open.

        Example:

            ```python
            library = httpx.Client(transport=gateway.transport("openai"))
            ```
        """
        return GatewayTransport(self._settings, self._wire, provider)

    def close(self) -> None:
        """
        Close the connections this client opened. Copies share them; closing a copy closes nothing.

        Idle connections are closed at once.
        Calls that wait for a connection end with a `ConfigurationError`, unsent. A stream that is being read goes on,
        and its connection is closed when it ends.
        """
        if self._owns_wire:
            self._wire.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
