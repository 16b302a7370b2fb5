"""
Says what the command line shows on start. Never prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monetize_software_mock.world.declaration import Paywall, Person, Price, World

_WIDTH = 22


def banner(world: World, address: str, version: str, running: Mapping[str, str] | None = None) -> str:
    """
    Return the address, what the world holds, and a first call to try.

    Args:
        running: How the mock runs, in a few words: `Clock`, `Ids` and the like.
    """
    lines = [
        f"Mock server of the monetize.software API {version}",
        "",
        *_rows("Address", [(address, "Ctrl-C stops it")]),
        *_rows("Console", [(f"{address}/_mock/", "")]),
    ]
    for title, text in (running or {}).items():
        lines += _rows(title, [(text, "")])
    lines += _rows("Keys", ((key.key, _owned(world, key.account_id, active=key.active)) for key in world.keys))
    for paywall in world.paywalls:
        lines += _rows(f"Paywall {paywall.id}", _paywall(paywall))
    lines += _rows("Users", ((person.email or "(anonymous)", _person(world, person)) for person in world.people))
    lines += _rows("Webhooks", [(world.webhook_secret, "signs them unless an endpoint has its own secret")])
    first = _first_call(world, address)
    return "\n".join([*lines, *(["", "Try:", "", *first] if first else []), ""])


def _rows(title: str, rows: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> list[str]:
    titles = [title]
    lines: list[str] = []
    for name, text in rows:
        lines.append(f"  {titles.pop() if titles else '':<10} {name:<{_WIDTH}} {text}".rstrip())
    return lines


def _owned(world: World, account_id: str, *, active: bool) -> str:
    paywalls = ", ".join(paywall.id for paywall in world.paywalls if paywall.owner == account_id)
    return f"owner of paywall {paywalls}" + ("" if active else ", but inactive")


def _paywall(paywall: Paywall) -> Iterator[tuple[str, str]]:
    tokens = f"; tokens {', '.join(paywall.token_types)}" if paywall.tokenised else "; no tokens"
    yield paywall.name, f"{paywall.processor.name}{tokens}"
    for price in paywall.prices:
        yield f"  {price.id}", _price(price)


def _price(price: Price) -> str:
    local = f", or {price.local.amount:.2f} {price.local.currency}" if price.local else ""
    return f"{price.amount:.2f} {price.currency}{local}, {price.interval}"


def _person(world: World, person: Person) -> str:
    places = [f"on {', '.join(person.meta)}"]
    places += [purchase.id for purchase in person.subscriptions]
    places += [f"{count} {kind}" for balances in person.balances.values() for kind, count in balances.items()]
    places += [bearer.token for bearer in world.bearers if bearer.user == person.id and bearer.lives_s > 0]
    return "; ".join(places)


def _first_call(world: World, address: str) -> list[str]:
    """
    Return a command for the first active key that owns a paywall with prices; nothing in a world without one.
    """
    keys = {key.account_id: key for key in reversed(world.keys) if key.active}
    paywall = next((each for each in world.paywalls if each.owner in keys and each.prices), None)
    if paywall is None:
        return []
    key = keys[paywall.owner]
    known = (person.email for person in world.people if person.email and paywall.id in person.meta)
    email = next(known, "ada@example.com")
    return [
        f"  curl {address}/api/v1/paywall/{paywall.id}/start-checkout \\",
        f"    -H 'X-Api-Key: {key.key}' -H 'Content-Type: application/json' \\",
        f'''    -d '{{"email": "{email}", "priceId": "{paywall.prices[0].id}"}}\'''',
    ]
