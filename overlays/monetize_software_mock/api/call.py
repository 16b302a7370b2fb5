"""
Holds everything a handler may look at. Never decides anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from monetize_software_mock.http.messages import Headers, Reply, Request
from monetize_software_mock.http.multipart import File
from monetize_software_mock.moment import Moment
from monetize_software_mock.spec.operations import Operation
from monetize_software_mock.spec.routes import Match
from monetize_software_mock.state.ids import Ids
from monetize_software_mock.state.store import Transaction
from monetize_software_mock.world.declaration import Paywall, Switches, World, paywall_from_json

from .credentials import Caller, Owner
from .problems import Problem, refuse
from .requests import Content


@dataclass(frozen=True, slots=True)
class Call:
    """
    One use of an operation, inside its transaction.

    Attributes:
        caller: The owner, a signed-in user, or a guest.
        moment: What the rules of the world work with.
        match: What the path says.
    """

    operation: Operation
    request: Request
    content: Content
    caller: Caller
    paywall_of_path: Paywall | None
    moment: Moment
    match: Match

    @property
    def tx(self) -> Transaction:
        """
        The tables, inside the call's transaction.
        """
        return self.moment.tx

    @property
    def ids(self) -> Ids:
        """
        Makes ids.
        """
        return self.moment.ids

    @property
    def now(self) -> int:
        """
        Virtual time in milliseconds since 1970; it stands still during the call.
        """
        return self.moment.now

    @property
    def world(self) -> World:
        """
        What the world was planted with.
        """
        return self.moment.world

    @property
    def body(self) -> Mapping[str, Any]:
        """
        The request's body; empty when the operation takes none.
        """
        return self.content.body

    @property
    def query(self) -> Mapping[str, str]:
        """
        Query parameters by name.
        """
        return self.content.query

    @property
    def headers(self) -> Headers:
        """
        Request headers by lower-case name.
        """
        return self.request.headers

    @property
    def files(self) -> tuple[File, ...]:
        """
        Files of a multipart body.
        """
        return self.content.files

    @property
    def switches(self) -> Switches:
        """
        Behaviour that the public sources do not settle.
        """
        return self.world.switches

    @property
    def paywall(self) -> Paywall:
        """
        The paywall that the path names.
        """
        assert self.paywall_of_path is not None, f"The path of {self.operation.id} names no paywall"
        return self.paywall_of_path

    def refusal(self, name: str, **fields: Any) -> Reply:
        """
        Return the documented refusal of a name; unlike one that is raised, it keeps what the handler has done.
        """
        return refuse(self.operation, Problem(name, **fields))

    def paywall_of_body(self, paywall_id: str) -> Paywall:
        """
        Find the paywall that a field of the body names; refused as one in the path would be.
        """
        return admit(self.tx, self.caller, paywall_id)


Handler = Callable[[Call], Reply]


def admit(tx: Transaction, caller: Caller, paywall_id: str) -> Paywall:
    """
    Find a paywall and check that an owner owns it.

    Raises:
        Problem: There is no such paywall, or it is somebody else's.
    """
    row = tx.paywalls.get(paywall_id)
    if row is None:
        raise Problem("paywall_not_found")
    if isinstance(caller, Owner) and caller.account_id != row.account_id:
        raise Problem("not_owner")
    return paywall_from_json(row.document)
