"""
Plays the providers by their kind. Never keeps anything of a call.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from monetize_software_mock.http.messages import JSON_TYPE, encode_json
from monetize_software_mock.http.pieces import Break, BreakName, Pause, Piece
from monetize_software_mock.world.providers import BYTES, CUT, ECHO, EVENTS, FAIL, OPENAI, Provider

from . import chat
from .upstream import Answered, Asked, as_events, as_json

_SECRET = ("x-api-key",)
_PIECE = 32 * 1024
_TEXT = "text/plain; charset=utf-8"
_FAILED = {"error": {"message": "The provider failed", "type": "server_error"}}


def answer(provider: Provider, asked: Asked) -> Answered:
    """
    Return what a provider answers.
    """
    if provider.kind == ECHO:
        return _echo(provider, asked)
    if provider.kind == OPENAI:
        return chat.answer(provider, asked)
    return _PLAYS[provider.kind](provider)


def _echo(provider: Provider, asked: Asked) -> Answered:
    """
    Tell what came; of an owner's key, which should not have come, only that it did.
    """
    return as_json(
        {
            "provider": provider.id,
            "method": asked.method,
            "path": asked.path,
            "query": asked.query,
            "headers": {name: "***" if name in _SECRET else value for name, value in asked.headers.items()},
            **_told(asked.body),
        }
    )


def _told(body: bytes) -> dict[str, str]:
    try:
        return {"body": body.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(body).decode()}


def _events(provider: Provider) -> Answered:
    return as_events(_streamed(provider))


def _streamed(provider: Provider) -> Iterator[Piece]:
    yield from _numbered(provider)
    yield b"data: [DONE]\n\n"


def _numbered(provider: Provider) -> Iterator[Piece]:
    for number in range(1, provider.events + 1):
        if number > 1:
            yield Pause(provider.pause_ms / 1000)
        yield b"id: %d\nevent: piece\ndata: %s\n\n" % (number, encode_json({"number": number, "of": provider.events}))


def _bytes(provider: Provider) -> Answered:
    return Answered(200, (("content-type", "application/octet-stream"),), _filled(provider.size))


def _filled(size: int) -> Iterator[Piece]:
    piece = bytes(range(256)) * (_PIECE // 256)
    for _ in range(size // _PIECE):
        yield piece
    if size % _PIECE:
        yield piece[: size % _PIECE]


def _fail(provider: Provider) -> Answered:
    told = _FAILED if provider.answer is None else provider.answer
    kind, body = (_TEXT, told.encode()) if isinstance(told, str) else (JSON_TYPE, encode_json(told))
    further = {name.lower(): value for name, value in provider.answer_headers.items()}
    return Answered(provider.status, tuple({"content-type": kind, **further}.items()), body)


def _cut(provider: Provider) -> Answered:
    return as_events(_broken(provider))


def _broken(provider: Provider) -> Iterator[Piece]:
    yield from _numbered(provider)
    yield Break(cast("BreakName", provider.breaks))


_PLAYS: Mapping[str, Callable[[Provider], Answered]] = {EVENTS: _events, BYTES: _bytes, FAIL: _fail, CUT: _cut}
"""
Those that answer the same whatever they are asked.
"""
