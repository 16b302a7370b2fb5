"""
An AI proxy: your users talk to a model through your backend, word by word, and each answer costs them one token.

    python docs/examples/ai_proxy.py

starts it on port 8000, with a mock server behind it unless PAYWALL_ID and PAYWALL_ORIGIN are set. Then, elsewhere:

    curl -N localhost:8000/chat -H 'Authorization: Bearer bearer_user' -H 'Content-Type: application/json' \\
         -d '{"model": "gpt-4", "stream": true, "messages": [{"role": "user", "content": "Say hello"}]}'
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any

import uvicorn
from fastapi import Body, FastAPI, Header, Request
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from monetize_software import AsyncApiGatewayClient, PaywallError, QuotaExceededError
from monetize_software.async_gateway import AsyncGatewayResponse

PROVIDER = "openai"


class Relay(StreamingResponse):
    """
    Hands on an answer as it comes, and lets go of it however that ends: a user who leaves ends the provider's work too.
    """

    def __init__(self, answer: AsyncGatewayResponse) -> None:
        super().__init__(answer.iter_bytes(), media_type=answer.headers.get("content-type"))
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            await self.answer.aclose()


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
    """
    One client for all users: its copies share the connections.
    """
    async with AsyncApiGatewayClient.from_env() as gateway:
        app.state.gateway = gateway
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/chat")
async def chat(request: Request, asked: Annotated[Any, Body()], authorization: Annotated[str, Header()]) -> Response:
    """
    Ask the model as the user whose access token this is.
    """
    user = request.app.state.gateway.with_bearer(authorization.removeprefix("Bearer "))
    stream = user.stream(PROVIDER, "v1/chat/completions", json=asked)
    return Relay(await stream.__aenter__())


@app.exception_handler(QuotaExceededError)
async def no_tokens_left(_: Request, error: QuotaExceededError) -> Response:
    """
    The user has to buy: say so, with what is left.
    """
    left = {balance.type: balance.count for balance in error.balances}
    return JSONResponse({"error": "no tokens left", "needs": error.query_type, "left": left}, status_code=402)


@app.exception_handler(PaywallError)
async def refused(_: Request, error: PaywallError) -> Response:
    """
    Whatever else the provider or the gateway said, with its status; 502 where no usable answer came.
    """
    return JSONResponse({"error": error.code, "detail": error.body}, status_code=error.status or 502)


if __name__ == "__main__":
    if "PAYWALL_ORIGIN" in os.environ:
        uvicorn.run(app, port=int(os.environ.get("PORT", "8000")))
    else:
        from monetize_software_mock import Mock

        with Mock() as mock, mock.serve() as served:
            os.environ.update(PAYWALL_ID="3", PAYWALL_ORIGIN=served.url)
            uvicorn.run(app, port=int(os.environ.get("PORT", "8000")))
