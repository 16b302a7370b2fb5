"""
What can be kept: each kind of answer, how its version is told, and how it travels to a store. Knows no time.

Rules of this module:

1. What a store gives back is data, never code: JSON, read by the models' own rules.
2. A user's state that comes along with a paywall is never kept with it.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from json import dumps, loads
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from attrs import evolve, frozen

from monetize_software._profile.identity import CredentialRule

if TYPE_CHECKING:
    from monetize_software import models
    from monetize_software._operations.catalog import VersionedPrices

__all__ = ["BALANCES", "BOOTSTRAP", "KINDS", "PRICES", "USER", "VERIFIED", "Entry", "Kind"]

T = TypeVar("T")


class Entry(NamedTuple):
    """
    One kept answer, until which millisecond it counts as new, and until which it may be given at all.
    """

    value: Any
    version: str | None
    fresh_until: int
    until: int


@frozen(eq=False)
class Kind(Generic[T]):
    """
    A kind of answer.

    Attributes:
        name: How settings and statistics call it.
        rule: Which credential its operation takes.
        by_email: Whether a bound e-mail is part of the question where no credential is.
        clean: What is kept of an answer.
        version: Its version, by which it can be asked for again.
        value: What the caller is given.
        pack: Its JSON form.
        unpack: The answer of a JSON form.
        about: E-mail and user id that the answer tells of.
        tells_who: Whether it tells any.
    """

    name: str
    rule: CredentialRule
    unpack: Callable[[Any], Any]
    pack: Callable[[Any], Any]
    by_email: bool = False
    clean: Callable[[Any], Any] = lambda answer: answer
    version: Callable[[Any], str | None] = lambda _: None
    value: Callable[[Any], Any] = lambda answer: answer
    about: Callable[[Any], tuple[str | None, str | None]] = lambda _: (None, None)
    tells_who: bool = False

    def to_bytes(self, entry: Entry) -> bytes:
        """
        Write an entry.
        """
        fields = [entry.fresh_until, entry.until, entry.version, self.pack(entry.value)]
        return dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()

    def from_bytes(self, content: bytes) -> Entry:
        """
        Read an entry.

        Raises:
            ValueError, TypeError: Another release wrote it, or somebody else did.
        """
        fresh_until, until, version, value = loads(content, parse_float=Decimal)
        return Entry(self.unpack(value), version, int(fresh_until), int(until))


def _model(model: Any) -> Any:
    return model.to_dict()


def _models(several: list[Any]) -> Any:
    return [each.to_dict() for each in several]


def _bootstrap(value: Any) -> models.Bootstrap:
    from monetize_software.models import Bootstrap

    return Bootstrap.from_dict(value)


def _prices(value: Any) -> list[models.Price]:
    from monetize_software.models import Price

    return [Price.from_dict(each) for each in value]


def _balances(value: Any) -> list[models.Balance]:
    from monetize_software.models import Balance

    return [Balance.from_dict(each) for each in value]


def _user(value: Any) -> models.PaywallUser:
    from monetize_software.models import PaywallUser

    return PaywallUser.from_dict(value)


def _verified(value: Any) -> models.VerifiedUser:
    from monetize_software.models import VerifiedUser

    return VerifiedUser.from_dict(value)


def _without_user(answer: models.Bootstrap) -> models.Bootstrap:
    return evolve(answer, user=None)


def _version(answer: models.Bootstrap | VersionedPrices) -> str | None:
    return answer.version


BOOTSTRAP: Kind[models.Bootstrap] = Kind(
    "bootstrap", CredentialRule.PUBLIC, _bootstrap, _model, by_email=True, clean=_without_user, version=_version
)
PRICES: Kind[list[models.Price]] = Kind(
    "prices", CredentialRule.PUBLIC, _prices, _models, version=_version, value=lambda answer: answer.prices
)
USER: Kind[models.PaywallUser] = Kind("user", CredentialRule.EITHER, _user, _model)
BALANCES: Kind[list[models.Balance]] = Kind("balances", CredentialRule.EITHER, _balances, _models)
VERIFIED: Kind[models.VerifiedUser] = Kind(
    "verify_token", CredentialRule.EITHER, _verified, _model, about=lambda user: (user.email, user.id), tells_who=True
)
KINDS: dict[str, Kind[Any]] = {kind.name: kind for kind in (BOOTSTRAP, PRICES, USER, BALANCES, VERIFIED)}
