"""
Makes a world of many customers and deliveries, in a process of its own, and tells what each page takes. No socket.
"""

from __future__ import annotations

import dataclasses
import json
import sys
import time
from collections.abc import Mapping
from itertools import count

import httpx

from monetize_software_mock import Mock, Person, Subscription, World, default_world

_ROUNDS = 5


def probe(customers: int) -> None:
    """
    Print, as JSON, processor seconds of each page.
    """
    with Mock(_world(customers)) as mock:
        sent = count()
        mock.webhooks.add(lambda body, headers: 400 if next(sent) % 50 == 0 else 200)
        mock.clock.advance(months=1)
        with httpx.Client(transport=mock.transport(), base_url="http://mock.test/_mock/") as client:
            told = {name: _time(client, page) for name, page in _pages(customers).items()}
    sys.stdout.write(json.dumps(told) + "\n")


def _pages(customers: int) -> Mapping[str, str]:
    last = customers - 50
    return {
        "timeline": "",
        "timeline last": f"?after={last}",
        "timeline payments": f"?show=payments&after={last // 2}",
        "customers last": f"console/customers?from={last}",
        "customers all found": f"console/customers?q=person&from={last // 2}",
        "customers one found": f"console/customers?q=person{customers - 1}%40",
        "customers none found": "console/customers?q=nobody",
        "customers with": f"console/customers?access=with&q=person&from={last // 2}",
        "customers without": "console/customers?access=without",
        "deliveries last": f"console/deliveries?from={last}",
        "deliveries all found": f"console/deliveries?q=person&from={last // 2}",
        "deliveries none found": "console/deliveries?q=nobody",
        "deliveries failed": "console/deliveries?show=failed&q=person",
        "endpoints": "console/endpoints",
        "events": f"events?from={last}",
        "log": f"deliveries?from={last}",
    }


def _time(client: httpx.Client, page: str) -> float:
    """
    Return the median; as HTML where there is HTML, which takes longer than JSON.
    """
    headers = {"Accept": "text/html"}
    taken = list[float]()
    for _ in range(_ROUNDS):
        began = time.process_time()
        client.get(page, headers=headers).raise_for_status()
        taken.append(time.process_time() - began)
    return sorted(taken)[_ROUNDS // 2]


def _world(customers: int) -> World:
    people = tuple(
        Person(
            f"00000000-0000-4000-8000-{number:012d}",
            f"person{number}@example.com",
            name=f"Person number {number}",
            meta={"3": {}},
            subscriptions=(Subscription(f"sub_{number}", "3", "price_123"),),
        )
        for number in range(customers)
    )
    return dataclasses.replace(default_world(), bearers=(), people=people)
