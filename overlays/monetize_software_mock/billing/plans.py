"""
Finds what is scheduled for a customer or a purchase by what people call it, such as `next renewal`.
"""

from __future__ import annotations

from monetize_software_mock.moment import Moment
from monetize_software_mock.state import agenda, queries
from monetize_software_mock.state.rows import Due
from monetize_software_mock.state.timestamps import to_iso

from . import shortcuts


class UnknownKind(ValueError):
    """
    Nothing of that kind ever happens by itself; the message lists the kinds.
    """


class NothingPlanned(ValueError):
    """
    Nothing of that kind is planned; the message says what is.
    """


def next_of(moment: Moment, what: str, of: str | None) -> Due:
    """
    Return what happens next of a kind.

    Args:
        what: A kind such as `renewal` or `trial_end`; `next renewal` and `trial end` mean the same.
        of: Whose: an e-mail, or the id of a purchase; anybody's when left out.

    Raises:
        UnknownKind: There is no such kind.
        NothingPlanned: Nothing of that kind is planned for them.
        Unknown: There is no such customer or purchase.
    """
    kind = "_".join(what.lower().removeprefix("next ").split())
    if kind not in agenda.KINDS:
        raise UnknownKind(f"Nothing like {what!r} happens by itself; there are: {', '.join(agenda.KINDS)}")
    planned = agenda.planned(moment.tx) if of is None else _theirs(moment, of)
    for each in planned:
        if each.kind == kind:
            return each
    raise NothingPlanned(f"No {kind} is planned{f' for {of}' if of else ''}; planned: {_listed(planned)}")


def _theirs(moment: Moment, of: str) -> list[Due]:
    """
    Return what is planned for a customer or a purchase, in order.
    """
    subjects = [shortcuts.find_purchase(moment, of).id] if "@" not in of else _subjects(moment, of)
    return agenda.planned(moment.tx, subjects)


def _subjects(moment: Moment, email: str) -> list[str]:
    user = shortcuts.find_user(moment, email)
    owned = queries.purchases_of_user(moment.tx, user.id)
    sessions = queries.checkouts_of_user(moment.tx, user.id)
    daily = [f"{link.paywall_id}/{user.id}" for link in queries.links_of_user(moment.tx, user.id)]
    return [*(each.id for each in owned), *(each.id for each in sessions), *daily]


def _listed(planned: list[Due]) -> str:
    first: dict[str, int] = {}
    for each in planned:
        first.setdefault(each.kind, each.at)
    return ", ".join(f"{kind} at {to_iso(at)}" for kind, at in first.items()) or "nothing"
