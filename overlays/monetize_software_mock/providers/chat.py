"""
Answers chat completions as the OpenAI API does, at once or word by word. Understands nothing of what it is told.

https://platform.openai.com/docs/api-reference/chat
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from monetize_software_mock.http import json_bodies
from monetize_software_mock.http.messages import encode_json
from monetize_software_mock.http.pieces import Pause, Piece
from monetize_software_mock.world.providers import Provider

from .upstream import Answered, Asked, as_events, as_json

_CREATED = 1_893_456_000  # 2030-01-01: the same answer to the same question, whenever it is asked
_MODELS = ("gpt-4", "gpt-4o-mini")
_LONGEST_TOLD = 2_000


class _Wrong(ValueError):
    """
    The request is not one the API takes; the message says why.
    """


def answer(provider: Provider, asked: Asked) -> Answered:
    """
    Answer a chat completion, or the list of models.
    """
    path = asked.path.strip("/").removeprefix("v1/")
    if (asked.method, path) == ("GET", "models"):
        return as_json({"object": "list", "data": [_model(name) for name in _MODELS]})
    if (asked.method, path) != ("POST", "chat/completions"):
        return _error(404, f"Unknown request URL: {asked.method} /{asked.path}", "unknown_url")
    try:
        question = _question(asked.body)
    except _Wrong as problem:
        return _error(400, str(problem), None)
    if question.get("stream") is True:
        return as_events(_chunks(provider, question))
    return as_json(_completion(question))


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": _CREATED, "owned_by": "mock"}


def _error(status: int, message: str, code: str | None) -> Answered:
    kind = "invalid_request_error"
    return as_json({"error": {"message": message, "type": kind, "param": None, "code": code}}, status)


def _question(body: bytes) -> Mapping[str, Any]:
    try:
        found: Any = json_bodies.parse(body)
    except json_bodies.NotJson as error:
        raise _Wrong("We could not parse the JSON body of your request.") from error
    fields: Mapping[str, Any] = cast("Mapping[str, Any]", found) if isinstance(found, dict) else {}
    if not isinstance(fields.get("model"), str):
        raise _Wrong("you must provide a model parameter")
    if not isinstance(fields.get("messages"), list) or not fields["messages"]:
        raise _Wrong("Missing required parameter: 'messages'.")
    return fields


def _words(question: Mapping[str, Any]) -> list[str]:
    """
    Return what is answered, word by word; the words together are the text.
    """
    told = _told(cast("Sequence[Any]", question["messages"])[-1])[:_LONGEST_TOLD]
    return [f"{' ' if number else ''}{word}" for number, word in enumerate(f"You said: {told}".split(" "))]


def _told(message: Any) -> str:
    content: Any = cast("Mapping[str, Any]", message).get("content") if isinstance(message, dict) else ""
    if isinstance(content, list):
        parts = (cast("Mapping[str, Any]", each) for each in cast("list[Any]", content) if isinstance(each, dict))
        return " ".join(str(part.get("text", "")) for part in parts)
    return str(content or "")


def _usage(question: Mapping[str, Any]) -> dict[str, int]:
    asked = sum(len(_told(each).split()) for each in question["messages"])
    told = len(_words(question))
    return {"prompt_tokens": asked, "completion_tokens": told, "total_tokens": asked + told}


def _head(question: Mapping[str, Any], kind: str) -> dict[str, Any]:
    number = hashlib.sha256(encode_json(question)).hexdigest()[:24]
    return {"id": f"chatcmpl-{number}", "object": kind, "created": _CREATED, "model": question["model"]}


def _completion(question: Mapping[str, Any]) -> dict[str, Any]:
    message = {"role": "assistant", "content": "".join(_words(question)), "refusal": None}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    return {**_head(question, "chat.completion"), "choices": [choice], "usage": _usage(question)}


def _chunks(provider: Provider, question: Mapping[str, Any]) -> Iterator[Piece]:
    head = _head(question, "chat.completion.chunk")
    yield _chunk(head, {"role": "assistant", "content": ""})
    for word in _words(question):
        yield Pause(provider.pause_ms / 1000)
        yield _chunk(head, {"content": word})
    yield _chunk(head, {}, "stop")
    options: Any = question.get("stream_options")
    if isinstance(options, dict) and cast("Mapping[str, Any]", options).get("include_usage") is True:
        yield _event({**head, "choices": [], "usage": _usage(question)})
    yield b"data: [DONE]\n\n"


def _chunk(head: Mapping[str, Any], delta: Mapping[str, Any], finished: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finished}
    return _event({**head, "choices": [choice]})


def _event(value: Mapping[str, Any]) -> bytes:
    return b"data: " + encode_json(value) + b"\n\n"
