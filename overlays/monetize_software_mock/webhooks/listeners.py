"""
Remembers the endpoints of programs that listen right now, whatever becomes of the world. Never sends to one.

An endpoint that somebody adds is a part of the world, and is gone when the world begins anew. One that a program added
for as long as it runs, such as `monetize mock listen`, follows the mock from world to world under the same id.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Container

from monetize_software_mock.state.rows import EndpointRow
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.world.declaration import World


class Listeners:
    """
    The endpoints that outlive a world.
    """

    def __init__(self) -> None:
        self._kept: dict[str, EndpointRow] = {}
        self._follows_owner: set[str] = set()
        self._gone: set[str] = set()

    def keep(self, endpoint: EndpointRow, *, follows_owner: bool) -> None:
        """
        Keep an endpoint.

        Args:
            follows_owner: In another world it gets the events of the owner of the first paywall there.
        """
        self._kept[endpoint.id] = endpoint
        if follows_owner:
            self._follows_owner.add(endpoint.id)

    @property
    def known(self) -> Container[str]:
        """
        The ids that they have or had; no other endpoint may be given one.
        """
        return self._kept.keys() | self._gone

    def forget(self, name: str) -> None:
        """
        Keep an endpoint no longer; a snapshot that has it does not bring it back.
        """
        if self._kept.pop(name, None) is not None:
            self._gone.add(name)

    def rejoin(self, tx: Transaction, world: World, refused: Callable[[str], str | None]) -> None:
        """
        Put the endpoints into a world that has just begun or come back.

        Args:
            refused: Says why the world may not send to a URL.
        """
        for name in self._gone:
            tx.endpoints.remove(name)
        for endpoint in self._kept.values():
            owner = self._owner(endpoint, world)
            if owner is None or refused(endpoint.url) is not None:
                tx.endpoints.remove(endpoint.id)  # it comes back with a world that has somebody to listen to
            else:
                tx.endpoints.put(dataclasses.replace(endpoint, account_id=owner))

    def _owner(self, endpoint: EndpointRow, world: World) -> str | None:
        if endpoint.id not in self._follows_owner:
            return endpoint.account_id
        return world.paywalls[0].owner if world.paywalls else None
