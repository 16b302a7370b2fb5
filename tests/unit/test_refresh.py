"""
The refresh of a session: one request whatever mixes, nothing lost that can be kept, nothing undone.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from monetize_software._secret import Secret
from monetize_software._sessions.keeping import begin, change_user, forget, leave
from monetize_software._sessions.record import Ended, Freshness, Record, Tokens, freshness
from monetize_software._sessions.refresh import LEASE, current, renew
from monetize_software._sessions.watches import Watches
from monetize_software.errors import (
    InvalidRequestError,
    NetworkError,
    PaywallError,
    RateLimitError,
    ServerError,
    SessionEndedError,
)
from tests.support.session_world import LIFE, ROWS, START, Process, World, record

SEEDS = range(25)


def renewing(world: World, name: str, *, at: float = 0.0, rejected: str | None = None) -> Process:
    """
    A process that wants a token.
    """
    refused = None if rejected is None else Secret(rejected)
    return world.spawn(renew(ROWS, refused, name, Watches()), at=at, name=name)


def answering(world: World, *outcomes: Any) -> list[float]:
    """
    Have the service give these answers in turn, and its own after them; returns the times it was asked at.
    """
    left, times, own = list(outcomes), [], world.service.refresh

    def refresh(token: str, now: float) -> Any:
        times.append(now)
        return left.pop(0) if left else own(token, now)

    world.service.refresh = refresh  # type: ignore[method-assign]
    return times


# ------------------------------------------------------------------------------------------------ when


@pytest.mark.parametrize(
    ("age", "life", "expected"),
    [
        (0, 3600, Freshness.FRESH),
        (3539, 3600, Freshness.FRESH),
        (3541, 3600, Freshness.AGEING),
        (3599, 3600, Freshness.AGEING),
        (3600, 3600, Freshness.STALE),
        (89, 100, Freshness.FRESH),
        (91, 100, Freshness.AGEING),
        (29, 5, Freshness.FRESH),
        (31, 5, Freshness.STALE),
        (-86400, 3600, Freshness.FRESH),
    ],
)
def test_leeway_is_a_minute_or_a_tenth_of_the_life(age: float, life: float, expected: Freshness) -> None:
    """
    A token is renewed a minute before its end, or a tenth of its life; never in its first half minute, nor because a
    clock was put back.
    """
    session = Record("l", Secret("a"), Secret("r"), START - age, life, {}, "email")

    assert expected is freshness(session, None, START)


@pytest.mark.parametrize(
    ("age", "life", "expected"),
    [
        (3539, 3600, Freshness.FRESH),
        (3541, 3600, Freshness.SHORT),
        (239, 300, Freshness.FRESH),
        (241, 300, Freshness.SHORT),
        (29, 50, Freshness.FRESH),
        (31, 50, Freshness.SHORT),
        (49, 80, Freshness.SHORT),
        (39, 80, Freshness.FRESH),
        (300, 300, Freshness.STALE),
    ],
)
def test_token_that_must_last_is_renewed_earlier(age: float, life: float, expected: Freshness) -> None:
    """
    A token wanted for a minute is renewed when it has less left, or less than half of its life; never in its first half
    minute.
    """
    session = Record("l", Secret("a"), Secret("r"), START - age, life, {}, "email")

    assert expected is freshness(session, None, START, 60)


def test_rejected_token_is_stale_however_fresh_it_looks() -> None:
    """
    What a server refused is renewed; a token that took its place meanwhile is used.
    """
    session = Record("l", Secret("a"), Secret("r"), START, 3600, {}, "email")

    assert freshness(session, Secret("a"), START) is Freshness.STALE
    assert freshness(session, Secret("older"), START) is Freshness.FRESH


def test_nobody_signed_in_is_told_at_once() -> None:
    """
    Without a session there is nothing to ask the service for.
    """
    world = World()

    with pytest.raises(SessionEndedError) as caught:
        world.play(current(ROWS, None))

    assert ("not_authenticated", []) == (caught.value.code, world.service.posts)


# ------------------------------------------------------------------------------------------------ one at a time


@pytest.mark.parametrize("seed", SEEDS)
def test_processes_on_one_store_ask_once(seed: int) -> None:
    """
    Of twenty processes with an expired token one asks the service, and all get the new token.
    """
    world = World(seed)
    world.store(record(world.service))
    processes = [renewing(world, f"p{n}", at=world.chance.uniform(0, 0.1)) for n in range(20)]
    world.run()

    assert ["refresh-1"] == world.service.posts
    assert {"access-2"} == {each.result.access.reveal() for each in processes}


@pytest.mark.parametrize("seed", SEEDS)
def test_rejected_token_is_renewed_once(seed: int) -> None:
    """
    Twenty processes whose calls got a 401 with the same token ask once.
    """
    world = World(seed)
    world.store(record(world.service, age=0))
    processes = [renewing(world, f"p{n}", at=world.chance.uniform(0, 0.5), rejected="access-1") for n in range(20)]
    world.run()

    assert ["refresh-1"] == world.service.posts
    assert {"access-2"} == {each.result.access.reveal() for each in processes}


def test_living_token_is_handed_out_while_another_renews_it() -> None:
    """
    Inside the leeway a process that sees another at it does not wait.
    """
    world = World(latency=4.0)
    world.store(record(world.service, age=LIFE - 30))
    first, second = renewing(world, "a"), renewing(world, "b", at=1.0)
    ends: list[float] = []
    world.after(1.1, lambda: ends.append(world.time) if second.done else None)
    world.run()

    assert [1.1] == ends
    assert ("access-1", "access-2") == (second.result.access.reveal(), first.result.access.reveal())


def test_who_needs_a_token_that_lasts_waits_for_the_new_one() -> None:
    """
    Inside the leeway a process that needs a token for a minute waits for the one that another fetches.
    """
    world = World(latency=4.0)
    world.store(record(world.service, age=LIFE - 30))
    renewing(world, "a")
    second = world.spawn(renew(ROWS, None, "b", Watches(), 60), at=1.0, name="b")
    world.run()

    assert (["refresh-1"], "access-2") == (world.service.posts, second.result.access.reveal())


def test_token_that_does_not_last_serves_where_no_other_is_to_be_had() -> None:
    """
    When the service fails, or is left alone after a failure, the old token is handed out while it lives.
    """
    world = World()
    world.store(record(world.service, age=LIFE - 30))
    answering(world, RateLimitError("later", status=429))

    assert "access-1" == world.play(renew(ROWS, None, "p", Watches(), 60)).access.reveal()
    _, state = world.play(current(ROWS, None, 60))
    assert Freshness.FRESH is state


def test_attempts_are_not_judged_by_clocks_of_two_machines() -> None:
    """
    A process whose clock is ahead or behind does not take a living attempt over.
    """
    world = World(latency=5.0, skew={"ahead": 1800.0, "behind": -5.0})
    world.store(record(world.service))
    for name in ("a", "ahead", "behind"):
        renewing(world, name, at=0.1 if name == "a" else 0.5)
    world.run()

    assert ["refresh-1"] == world.service.posts


# ------------------------------------------------------------------------------------------------ lost


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_answer_is_asked_for_again_and_the_session_lives(seed: int) -> None:
    """
    Where the service honours a token that was just spent, a lost answer costs nobody the session.
    """
    world = World(seed, grace=10.0)
    world.store(record(world.service))
    world.lose = lambda number: number == 1
    processes = [renewing(world, f"p{n}", at=n / 10) for n in range(5)]
    world.run()

    assert ["refresh-1", "refresh-1"] == world.service.posts
    assert {"access-2"} == {each.result.access.reveal() for each in processes}


@pytest.mark.parametrize("seed", SEEDS)
def test_lost_answer_ends_in_one_clean_error_where_tokens_serve_once(seed: int) -> None:
    """
    Where it does not, everybody is told that the answer was lost, after two requests and no loop.
    """
    world = World(seed)
    world.store(record(world.service))
    world.lose = lambda number: number == 1
    processes = [renewing(world, f"p{n}", at=n / 10) for n in range(5)]
    world.run()

    assert ["refresh-1", "refresh-1"] == world.service.posts
    assert [("SessionEndedError", "refresh_lost")] * 5 == [
        (type(e.error).__name__, e.error.code) for e in processes if e.error
    ]
    assert ["signed_out"] == world.told


@pytest.mark.parametrize(("grace", "expected"), [(60.0, "access-2"), (0.0, "refresh_lost")])
def test_killed_holder_is_taken_over_after_the_lease(grace: float, expected: str) -> None:
    """
    A process that dies while its request is under way keeps the session for one lease and no longer.
    """
    world = World(grace=grace, latency=1.0)
    world.store(record(world.service))
    holder = renewing(world, "dead")
    world.after(0.8, lambda: setattr(holder, "killed", True))
    heir = renewing(world, "heir", at=1.0)
    world.run()

    assert not holder.done
    assert expected == (heir.error.code if heir.error else heir.result.access.reveal())
    assert 1.0 + LEASE <= world.time <= 1.0 + LEASE + 2.0


def test_attempt_of_this_process_that_nobody_carries_on_is_taken_over_at_once() -> None:
    """
    One that an interrupt cut off here makes nobody here wait.
    """
    world = World(grace=10.0)
    world.store(record(world.service))
    cut = renewing(world, "here")
    world.after(0.15, lambda: setattr(cut, "killed", True))
    world.run()
    again = renewing(world, "here")
    world.run()

    assert "access-2" == again.result.access.reveal()
    assert world.time < 1


def test_attempt_that_goes_on_is_left_alone_longer_than_a_lease() -> None:
    """
    A holder that repeats its request is not taken over: each repeat starts the lease anew.
    """
    world = World(grace=60.0)
    world.store(record(world.service))
    world.lose = lambda number: number <= 3
    holder, other = renewing(world, "a"), renewing(world, "b", at=0.5)
    world.run()

    assert ["refresh-1"] * 4 == world.service.posts
    assert {"access-2"} == {holder.result.access.reveal(), other.result.access.reveal()}
    assert ["a"] * 4 == world.asked_by
    assert world.time > LEASE + 6


# ------------------------------------------------------------------------------------------------ sign-out


@pytest.mark.parametrize("seed", range(100))
def test_sign_out_during_a_refresh_wins(seed: int) -> None:
    """
    Whenever it comes, nothing is stored afterwards, the service's session is over, and sign-out waits for nobody.
    """
    world = World(seed)
    world.store(record(world.service))
    refresher = renewing(world, "a")
    out = world.spawn(leave(ROWS, forget_anonymous=False), at=world.chance.uniform(0, 0.3))
    begun: list[float] = []
    world.after(0.32, lambda: begun.append(world.time) if out.done else None)
    world.run()
    if out.result is not None:
        world.play(forget(out.result))

    assert Ended("not_authenticated") == world.entry()
    assert not world.service.alive
    assert [0.32] == begun
    assert refresher.done


@pytest.mark.parametrize("seed", range(50))
def test_sign_in_during_a_refresh_is_kept(seed: int) -> None:
    """
    A refresh of the session before does not overwrite it, and revokes what it got.
    """
    world = World(seed)
    world.store(record(world.service))
    refresher = renewing(world, "a")
    newer = Tokens(Secret("new"), Secret("new-refresh"), LIFE)
    world.spawn(begin(ROWS, newer, {"id": "u-2"}, "email"), at=world.chance.uniform(0.0, 0.25))
    world.run()

    assert ("new", "new-refresh") == (world.entry().access.reveal(), world.entry().refresh.reveal())
    assert refresher.result.access.reveal() in ("new", "access-2")
    assert world.service.revoked in ([], ["access-2"])


@pytest.mark.parametrize("seed", range(50))
def test_changed_user_and_new_tokens_are_both_kept(seed: int) -> None:
    """
    A change of the stored user and a refresh at the same time lose nothing of each other.
    """
    world = World(seed)
    world.store(record(world.service))
    renewing(world, "a")
    world.spawn(change_user(ROWS, "login-1", {"name": "Ada"}), at=world.chance.uniform(0.0, 0.25))
    world.run()

    assert "refresh-2" == world.entry().refresh.reveal()
    assert "Ada" == world.entry().user["name"]


# ------------------------------------------------------------------------------------------------ failures


DOWN = NetworkError("down", retryable=True)


def test_failure_keeps_the_session_and_the_old_token() -> None:
    """
    While the old token lives, a service that cannot be reached is nobody's trouble.
    """
    world = World()
    world.store(record(world.service, age=LIFE - 20))
    answering(world, *[DOWN] * 4)

    assert "access-1" == renewed(world).access.reveal()
    assert "refresh-1" == world.entry().refresh.reveal()
    assert world.entry().attempt is None


def test_failure_with_an_expired_token_is_told_as_it_is() -> None:
    """
    It is the network's failure, never a sign-out.
    """
    world = World()
    world.store(record(world.service))
    answering(world, *[DOWN] * 4)

    with pytest.raises(NetworkError):
        renewed(world)
    assert "refresh-1" == world.entry().refresh.reveal()


@pytest.mark.parametrize("age", [LIFE - 20, LIFE + 20])
def test_service_in_trouble_is_not_asked_at_every_call(age: float) -> None:
    """
    After a refresh that failed nobody asks for some seconds, for longer the more fail, for a minute at most.
    """
    world = World()
    world.store(record(world.service, age=age))
    times = answering(world, *[DOWN] * 200)
    for second in range(900):
        renewing(world, f"p{second % 7}", at=second)
    world.run()
    waves = [when for before, when in zip([-99.0, *times], times, strict=False) if when - before > 2]

    assert 15 <= len(waves) <= 40
    assert max(later - earlier for earlier, later in pairwise(waves)) <= 64


def test_rest_by_a_clock_that_runs_ahead_is_not_waited_for() -> None:
    """
    A machine whose clock is an hour ahead cannot stop the others for an hour.
    """
    world = World()
    world.store(record(world.service, rests_until=START + 3600))

    assert "access-2" == renewed(world).access.reveal()


@pytest.mark.parametrize(
    ("problem", "requests"),
    [
        (ServerError("x", status=503, code="http_503"), 4),
        (DOWN, 4),
        (NetworkError("certificate", retryable=False), 1),
        (RateLimitError("slow down", status=429, retry_after=30), 1),
        (InvalidRequestError("what?", status=400), 1),
    ],
)
def test_only_what_may_help_is_repeated(problem: PaywallError, requests: int) -> None:
    """
    A lost answer and a server in trouble are asked again at once; a limit, a bad certificate and a refusal are not.
    """
    world = World()
    world.store(record(world.service))
    times = answering(world, *[problem] * 9)

    with pytest.raises(type(problem)):
        renewed(world)
    assert requests == len(times)


def test_wish_of_the_service_is_heeded() -> None:
    """
    `Retry-After` of a limit lengthens the rest.
    """
    world = World()
    world.store(record(world.service))
    answering(world, RateLimitError("slow down", status=429, retry_after=45))

    with pytest.raises(RateLimitError):
        renewed(world)
    assert 45 <= world.entry().rests_until - START <= 46


def test_refused_refresh_token_ends_the_session_for_all() -> None:
    """
    The service's code is told to who asked and to all who come later, without asking again.
    """
    world = World()
    world.store(record(world.service))
    world.service.alive = False
    processes = [renewing(world, f"p{n}", at=n) for n in range(3)]
    world.run()

    assert ["invalid_refresh_token"] * 3 == [each.error.code for each in processes if each.error]
    assert 1 == len(world.service.posts)
    assert Ended("invalid_refresh_token") == world.entry()


def renewed(world: World) -> Record:
    """
    Renew in one process.
    """
    result: Record = world.play(renew(ROWS, None, "p", Watches()))
    return result
