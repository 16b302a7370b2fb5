"""
Lives a year in one large world, in a process of its own, and tells what that and looking at it cost. Opens no socket.
"""

from __future__ import annotations

import dataclasses
import json
import resource
import sys
import time
from collections.abc import Callable

from monetize_software_mock import Mock, Person, Subscription, World, default_world

from .memory_probe import rss

ROWS_OF_A_PERSON = 5  # user, link, purchase, invoice, and what is due


def probe(people: int, rows: int, pending: tuple[int, int]) -> None:
    """
    Print, as JSON, seconds for each step and MiB of memory.

    Args:
        people: Subscriptions that live for a year, each with a webhook a month.
        rows: Of a young world, which is forked and previewed.
        pending: Two numbers of deliveries that wait; settling each is measured.
    """
    told = _year(people) | _young(rows)  # in this order: the peak of memory is that of the whole process so far
    told |= {"settle": _settled(pending[1]) / pending[1] / (_settled(pending[0]) / pending[0])}
    sys.stdout.write(json.dumps(told) + "\n")


def _young(rows: int) -> dict[str, float]:
    with Mock(_world(rows // ROWS_OF_A_PERSON)) as mock:
        forks = [_time(lambda: mock.fork().close()) for _ in range(5)]
        previews = [_time(lambda: mock.clock.preview(hours=1)) for _ in range(5)]
    return {"fork": sorted(forks)[2], "preview": sorted(previews)[2]}


def _year(people: int) -> dict[str, float]:
    _month(1)  # whatever is loaded once is no part of what a subscription costs
    with Mock(_world(people)) as mock:
        before = rss()
        mock.webhooks.add(lambda body, headers: None)
        told = {"advance": _time(lambda: mock.clock.advance(months=12))}
        told["memory"] = _peak() - before
        purchase = mock.subscribe("ada@example.com", "price_123")
        told["expect"] = _time(lambda: mock.deliveries.expect("subscription.created", purchase))
        with mock.fork() as fork:
            fork.cancel(purchase, at_once=True)
            told["diff"] = _time(lambda: mock.diff(fork))
    return told


def _month(people: int) -> None:
    with Mock(_world(people)) as mock:
        mock.webhooks.add(lambda body, headers: None)
        mock.clock.advance(months=1)


def _settled(pending: int) -> float:
    with Mock() as mock:
        answers = [503] * pending
        mock.webhooks.add(lambda body, headers: answers.pop() if answers else 200)
        for number in range(pending):
            mock.subscribe(f"p{number}@example.com", "price_123")
        return _time(mock.deliveries.settle)


def _world(people: int) -> World:
    return dataclasses.replace(
        default_world(),
        bearers=(),
        people=tuple(
            Person(
                f"00000000-0000-4000-8000-{number:012d}",
                f"person{number}@example.com",
                meta={"3": {}},
                subscriptions=(Subscription(f"sub_{number}", "3", "price_123"),),
            )
            for number in range(people)
        ),
    )


def _time(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
