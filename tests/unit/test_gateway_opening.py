"""
When a gateway call is sent again: the flow is played with scripted outcomes, without HTTP, clock or chance.
"""

from __future__ import annotations

from typing import Any

import pytest

from monetize_software import AuthenticationError, NetworkError, QuotaExceededError, ServerError
from monetize_software._exchange import Authorize, Call, Chance, Credential, Failure, Reply, Sleep
from monetize_software._gateway.bodies import Body, OneUse
from monetize_software._gateway.opening import Collect, Open, open_call
from monetize_software._profile.retry_policy import RetryPolicy
from monetize_software._secret import Secret

CALL: Call[Any] = Call("postToGateway", "POST", "/x", "/x", "never", Credential.BEARER, lambda value: value)


class Head:
    """
    An answer whose body was not read yet.
    """

    def __init__(self, status: int, body: bytes = b"{}") -> None:
        self.status, self.body = status, body


UNSENT = Failure(OSError("gone"), unsent=True, timeout=False, permanent=False, reason="gone")
SENT = Failure(OSError("gone"), unsent=False, timeout=False, permanent=False, reason="gone")


def played(*outcomes: Any, tokens: str = "a", body: Body | None = None, as_is: bool = False) -> tuple[list[str], Any]:
    """
    Play a flow: what it did, and how it ended.
    """
    heads, given, did = list(outcomes), list(tokens), list[str]()
    flow = open_call(CALL, body or Body(b"{}"), RetryPolicy(2), ask_for_bearer=bool(tokens), as_is=as_is)
    answer: Any = None
    try:
        while True:
            effect: Any = flow.send(answer)
            did.append(type(effect).__name__.lower())
            match effect:
                case Open():
                    answer = heads.pop(0)
                case Authorize():
                    did[-1] += f" for {effect.lasting} s" if effect.lasting else ""
                    did[-1] += f" {effect.rejected.reveal()}" if effect.rejected else ""
                    answer = Secret(given.pop(0))
                case Collect():
                    answer = Reply(
                        effect.stream.status, [(b"content-type", b"application/json")], effect.stream.body, ""
                    )
                case Sleep():
                    answer = None
                case Chance():
                    answer = 0.5
                case _:
                    answer = 0.0
    except StopIteration as done:
        return did, done.value.status
    except Exception as error:
        return did, error


def test_a_success_is_handed_over_unread() -> None:
    """
    A 2xx is opened once and its body left alone.
    """
    assert (["authorize", "open"], 201) == played(Head(201))


def test_a_401_asks_for_another_token_and_names_the_refused_one() -> None:
    """
    After a 401 the source is told which token was refused, and another one is tried once.
    """
    assert (["authorize", "open", "authorize a", "collect", "open"], 200) == played(Head(401), Head(200), tokens="ab")


def test_a_body_that_comes_once_begins_with_a_token_that_lasts() -> None:
    """
    Its source is told for how long the token is needed; a body of bytes, which can be sent again, needs any.
    """
    assert (["authorize for 60 s", "open"], 200) == played(Head(200), body=Body(OneUse(iter([b"a"]))))
    assert (["authorize", "open"], 200) == played(Head(200), body=Body(b"a"))


def test_a_second_401_stands() -> None:
    """
    A token is replaced once in a call's life.
    """
    did, error = played(Head(401), Head(401), tokens="abc")
    assert ["authorize", "open", "authorize a", "collect", "open", "collect"] == did
    assert isinstance(error, AuthenticationError)


def test_the_same_token_is_not_tried_again() -> None:
    """
    A source that has no other token ends the call with the 401.
    """
    did, error = played(Head(401), tokens="aa")
    assert ["authorize", "open", "authorize a", "collect"] == did
    assert isinstance(error, AuthenticationError)


def test_a_401_without_a_source_stands() -> None:
    """
    A fixed bearer, or a user id, has nobody to ask.
    """
    did, error = played(Head(401), tokens="")
    assert ["open", "collect"] == did
    assert isinstance(error, AuthenticationError)


def test_a_body_that_is_used_up_is_not_sent_again() -> None:
    """
    A one-use body whose first piece was asked for ends the call with the 401, although another token is there.
    """
    used = OneUse(iter([b"a"]))
    next(iter(used))
    did, error = played(Head(401), tokens="ab", body=Body(used))
    assert ["authorize for 60 s", "open", "collect"] == did
    assert isinstance(error, AuthenticationError)


def test_what_surely_was_not_sent_is_tried_again() -> None:
    """
    A connection that never stood costs a wait, and then the call is sent.
    """
    assert (["authorize", "open", "chance", "sleep", "open"], 200) == played(UNSENT, Head(200))


def test_a_401_after_a_wait_is_answered_too() -> None:
    """
    The token is replaced whichever attempt was refused.
    """
    assert "authorize a" in played(UNSENT, Head(401), Head(200), tokens="ab")[0]


@pytest.mark.parametrize("outcome", [SENT, Head(500), Head(502), Head(503), Head(429), Head(408), Head(402)])
def test_what_was_sent_is_never_sent_again(outcome: Any) -> None:
    """
    Whatever else goes wrong after sending ends the call: a repeated one is charged again.
    """
    did, error = played(outcome, Head(200))
    assert 1 == did.count("open")
    assert isinstance(error, Exception)


@pytest.mark.parametrize(("outcome", "doubt"), [(SENT, True), (UNSENT, False), (Head(500), True), (Head(400), False)])
def test_errors_say_whether_the_call_may_have_been_carried_out(outcome: Any, doubt: bool) -> None:
    """
    A failure after sending and a server's error leave doubt; a refusal and a connection that never stood do not.
    """
    _, error = played(outcome, outcome, outcome)
    assert doubt is error.may_have_been_applied


def test_a_one_use_body_that_was_not_touched_may_be_sent_again() -> None:
    """
    A body nobody has asked a piece of is whole, and sent with the next attempt.
    """
    assert (["authorize for 60 s", "open", "chance", "sleep", "open"], 200) == played(
        UNSENT, Head(200), body=Body(OneUse(iter([b"a"])))
    )


def test_as_it_is_every_status_is_handed_over() -> None:
    """
    For another library a refusal is an answer like any other.
    """
    assert (["authorize", "open"], 500) == played(Head(500), as_is=True)
    assert (["authorize", "open", "authorize a"], 401) == played(Head(401), tokens="aa", as_is=True)


B = b'{"type":"text","count":8}'
V = b'{"type":"vision","count":0}'
SHAPES: dict[str, tuple[bytes, list[tuple[str, int]]]] = {
    "rows": (b'[{"balances":[%b,%b]}]' % (V, B), [("vision", 0), ("text", 8)]),
    "two rows": (b'[{"balances":[%b]},{"balances":[%b]}]' % (V, B), [("vision", 0), ("text", 8)]),
    "nested": (b"[[%b,%b]]" % (V, B), [("vision", 0), ("text", 8)]),
    "flat": (b"[%b,%b]" % (V, B), [("vision", 0), ("text", 8)]),
    "none": (b"null", []),
    "no list": (b'{"a":1}', []),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_quotas_end_names_the_balances(shape: str) -> None:
    """
    Whatever documented form the balances have, each is told by its type; the one that is asked for too.
    """
    rows, balances = SHAPES[shape]
    body = b'{"error":"not-enough-queries","details":{"queryType":"vision","balances":%b,"currentBalance":%b}}' % (
        rows,
        V,
    )
    _, error = played(Head(402, body))
    assert isinstance(error, QuotaExceededError)
    assert ("not_enough_queries", "vision", 0) == (error.code, error.query_type, error.current_balance)
    assert balances == list(error.balances)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>", b'{"error":{"message":"Pay us","code":"billing"}}', b'{"error":"insufficient_funds"}', b"[]"],
)
def test_a_402_of_the_provider_is_not_the_quotas_end(body: bytes) -> None:
    """
    A provider that wants money of its customer is told as it is.
    """
    _, error = played(Head(402, body))
    assert 402 == error.status
    assert not isinstance(error, (QuotaExceededError, ServerError, NetworkError))
