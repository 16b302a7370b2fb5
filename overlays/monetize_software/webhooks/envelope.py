"""
What all events have in common, whatever their type. Never reads bytes, and shows no e-mail address in a repr.
"""

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, ClassVar, Final, Self

from attrs import field, frozen

from monetize_software._printing import printable

from .access import grants_access
from .ordering import order_key
from .payloads import EventPayment, EventRefund, EventSubscription, InvalidPayload, Model

__all__ = ["Event", "Subscription"]

_LONGEST_SHOWN: Final = 64


class Subscription(EventSubscription):
    """
    The subscription of an event, which can tell whether it gives access.
    """

    __slots__ = ()
    __module__ = "monetize_software.webhooks"

    def grants_access(self, at: datetime, *, past_due: bool = False) -> bool:
        """
        Tell whether it gives access at a moment; see `webhooks.grants_access`.
        """
        return grants_access(self, at, past_due=past_due)


@printable
@frozen(eq=False, repr=False)
class Event(Model):
    """
    Something that happened to a user's purchases.

    Attributes:
        id: Unique, and the same when the event is delivered again. Remember it once you have applied the event.
        type: Such as "subscription.updated"; "unknown" where this release does not know the type, which is in `name`.
        created_at: When the vendor built the event.
        occurred_at: When it happened at the payment processor, or None when not known.
        raw: The parsed JSON as it came, unknown fields included.
        data: What it is about, typed by `type`.
        late: Whether a `Receiver` had handled a newer event of the same subject before this one came. A welcome mail
            goes out all the same; a state is overtaken.
    """

    not_in_json: ClassVar[frozenset[str]] = frozenset({"raw", "late"})

    id: str
    created_at: datetime = field(eq=False)
    occurred_at: datetime | None = field(eq=False)
    raw: dict[str, Any] = field(hash=False)
    type: str = field(eq=False)
    data: Any = field(eq=False)
    late: bool = field(default=False, kw_only=True, eq=False)

    @property
    def name(self) -> str:
        """
        The type as the vendor wrote it.
        """
        return str(self.raw["type"])

    @property
    def time(self) -> datetime:
        """
        The moment to order by: `occurred_at`, else `created_at`. Deliveries come in any order.
        """
        return self.occurred_at or self.created_at

    @property
    def subject(self) -> str:
        """
        What to order by time: the id of the subscription, payment or refund; of the event itself when it has none.
        """
        kinds = ("subscription", "payment", "refund")
        return next((found for kind in kinds if (found := self._text(kind, "id"))), self.id)

    @property
    def is_final(self) -> bool:
        """
        Whether this is the last state of its subject; see `supersedes`.
        """
        return False

    @property
    def order_key(self) -> str:
        """
        A text that sorts as `supersedes` decides, in Python and in a database that compares bytes; keep it in your row.
        """
        return order_key(
            self.time,
            final=self.is_final,
            type=self.type,
            period_end=self.subscription.current_period_end if self.subscription else None,
            created_at=self.created_at,
            id=self.id,
        )

    @property
    def user_id(self) -> str | None:
        """
        The service's id of the user: the `user_id` of the API, not your own.
        """
        return self._text("user", "id")

    @property
    def paywall_id(self) -> str | None:
        """
        The id of the paywall.
        """
        return self._text("paywall", "id")

    @property
    def email(self) -> str | None:
        """
        The user's e-mail, else the one known to the payment processor.
        """
        return self._text("user", "email") or self._text("customer", "email")

    @property
    def metadata(self) -> dict[str, Any]:
        """
        A copy of what you passed as `user_meta` at checkout; empty when there is none.
        """
        found = self._get("user", "metadata")
        return {**found} if isinstance(found, dict) else {}

    @property
    def subscription(self) -> Subscription | None:
        """
        The subscription, if the event is about one.
        """
        return None

    @property
    def payment(self) -> EventPayment | None:
        """
        The payment, if the event is about one.
        """
        return None

    @property
    def refund(self) -> EventRefund | None:
        """
        The refund, if the event is about one.
        """
        return None

    def to_dict(self) -> dict[str, Any]:
        """
        Return a copy of the JSON that came.
        """
        return deepcopy(self.raw)

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self:
        """
        Read what `to_dict()` gave. What comes from outside goes through `construct_event`, which verifies it.

        Raises:
            InvalidPayload: It is not an event of this type.
        """
        from .parsing import read_event

        event = read_event(dict(src_dict))
        if not isinstance(event, cls):
            raise InvalidPayload(cls.__name__, "type", "its own")
        return event

    def __repr__(self) -> str:
        shown = {"id": self.id, "type": self.name, "subject": self.subject, "user_id": self.user_id or ""}
        facts = [f"{name}={value[:_LONGEST_SHOWN]!r}" for name, value in shown.items() if value]
        return f"<{type(self).__name__} {' '.join(facts)} time={self.time.isoformat()}>"

    def _get(self, *path: str) -> Any:
        value: Any = self.raw.get("data")
        for step in path:
            value = value.get(step) if hasattr(value, "get") else None
        return value

    def _text(self, *path: str) -> str | None:
        value = self._get(*path)
        return value if isinstance(value, str) and value else None
