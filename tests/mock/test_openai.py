"""
The provider that answers as the OpenAI API does is understood by that vendor's own client.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletionUserMessageParam

from monetize_software_mock import Mock, Provider

from ..support.links import Link
from ..support.sample_requests import GATEWAY, connect_http
from .test_gateway import notes, with_provider

QUESTION: list[ChatCompletionUserMessageParam] = [{"role": "user", "content": "Say a word or two"}]
OPTIONS: dict[str, Any] = {
    "base_url": f"http://mock.test{GATEWAY}/openai/v1",
    "api_key": "bearer_subscriber",
    "max_retries": 0,
}


def client_of(mock: Mock) -> openai.OpenAI:
    """
    The blocking client, sent through the gateway by its address alone.
    """
    transport: Any = httpx.Client(transport=mock.transport())  # taken beside the one of that client's own types
    return openai.OpenAI(**OPTIONS, default_query={"paywall_id": "3"}, http_client=transport)


def test_completion_is_read_at_once(mock: Mock) -> None:
    """
    Text, reason and usage are where that client looks for them; one token is charged.
    """
    told = client_of(mock).chat.completions.create(model="gpt-4", messages=QUESTION)

    assert ("You said: Say a word or two", "stop") == (told.choices[0].message.content, told.choices[0].finish_reason)
    assert told.usage is not None
    assert (5, 7, 12) == (told.usage.prompt_tokens, told.usage.completion_tokens, told.usage.total_tokens)
    assert 41 == Link(mock, connect_http(mock)).balance


def test_completion_is_streamed_word_by_word(mock: Mock) -> None:
    """
    The words together are the text, the usage comes where it was asked for, and one token is charged at the end.
    """
    stream = client_of(mock).chat.completions.create(
        model="gpt-4", messages=QUESTION, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    words = [choice.delta.content or "" for chunk in chunks for choice in chunk.choices]

    assert (9, "You said: Say a word or two") == (len(words), "".join(words))
    assert chunks[-1].usage is not None
    assert ["call of openai: 200, complete, 1 gpt-4 charged"] == notes(mock)


def test_stream_that_is_left_is_not_charged(mock: Mock) -> None:
    """
    Closing that client's stream reaches the provider.
    """
    with client_of(mock).chat.completions.create(model="gpt-4", messages=QUESTION, stream=True) as stream:
        next(stream)

    assert ["call of openai: 200, aborted, not charged"] == notes(mock)


def test_async_client_streams_too(mock: Mock, runner: asyncio.Runner) -> None:
    """
    In process as over a socket.
    """

    async def words() -> str:
        transport: Any = httpx.AsyncClient(transport=mock.async_transport())
        client = openai.AsyncOpenAI(**OPTIONS, default_query={"paywall_id": "3"}, http_client=transport)
        stream = await client.chat.completions.create(model="gpt-4", messages=QUESTION, stream=True)
        async with stream:
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream])

    assert "You said: Say a word or two" == runner.run(words())


def test_models_are_listed(mock: Mock) -> None:
    """
    A GET that costs as much as any call.
    """
    assert ["gpt-4", "gpt-4o-mini"] == [each.id for each in client_of(mock).models.list()]
    assert ["call of openai: 200, complete, 1 gpt-4 charged"] == notes(mock)


def test_mistakes_are_that_api_s_errors(mock: Mock) -> None:
    """
    With its class and message; they are the provider's, and cost nothing.
    """
    client = client_of(mock)
    with pytest.raises(openai.BadRequestError, match="Missing required parameter: 'messages'"):
        client.chat.completions.create(model="gpt-4", messages=[])
    with pytest.raises(openai.NotFoundError, match="Unknown request URL: POST /v1/embeddings"):
        client.embeddings.create(model="m", input="x")

    assert 42 == Link(mock, connect_http(mock)).balance


@pytest.mark.parametrize(
    ("body", "message"),
    [(b"{", "could not parse the JSON body"), (b"[]", "a model parameter"), (b'{"model": 1}', "a model parameter")],
    ids=["cut", "a list", "a number"],
)
def test_bodies_it_cannot_read_are_refused(body: bytes, message: str, mock: Mock) -> None:
    """
    As that API refuses them.
    """
    path = f"{GATEWAY}/openai/v1/chat/completions?paywall_id=3"
    answer = connect_http(mock).post(path, content=body, headers={"X-User-ID": "u_42"})

    assert 400 == answer.status_code
    assert message in answer.json()["error"]["message"]


def test_parts_of_a_message_are_put_together() -> None:
    """
    A message may come as a list of parts, of which those that are text are answered.
    """
    with Mock(with_provider(Provider("openai", "openai", "free"))) as mock:
        told = client_of(mock).chat.completions.create(
            model="gpt-4",
            messages=[
                {
                    "role": "user",
                    "content": [
                        {"type": "text", "text": "one"},
                        {"type": "image_url", "image_url": {"url": "data:,"}},
                        {"type": "text", "text": "two"},
                    ],
                }
            ],
        )

    assert "You said: one  two" == told.choices[0].message.content
