"""
Which handlers an event has: by its class or by its type's name. Runs none.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from inspect import Parameter, iscoroutinefunction, signature
from typing import TYPE_CHECKING, Any, Generic, Literal, NamedTuple, TypeAlias, TypeVar, overload

from monetize_software.errors import ConfigurationError
from monetize_software.webhooks import Event

from .async_tx import AsyncTx

if TYPE_CHECKING:  # it loads SQLAlchemy, which a receiver on another store does without
    from monetize_software.storage import Tx

__all__ = ["Handler", "Late", "Registration", "Registry"]

E_co = TypeVar("E_co", bound="Event", covariant=True)
R = TypeVar("R")

Late: TypeAlias = Literal["run", "skip"]

_BY_PLACE = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


class Handler(NamedTuple):
    """
    A function, and when to call it.
    """

    call: Callable[..., Any]
    kinds: tuple[type[Any], ...]
    names: frozenset[str]
    late: Late
    takes_tx: bool
    is_async: bool

    def wants(self, event: Event) -> bool:
        """
        Whether it is for this event. Without kinds and names it is for every event.
        """
        every = not self.kinds and not self.names
        return every or event.name in self.names or isinstance(event, self.kinds)


class Registry:
    """
    Handlers, in the order they were registered.
    """

    def __init__(self) -> None:
        self._handlers: list[Handler] = []

    def __len__(self) -> int:
        return len(self._handlers)

    def add(self, call: Callable[..., Any], kinds: tuple[Any, ...], late: Late) -> Handler:
        """
        Register a function.

        Raises:
            ConfigurationError: It takes neither `(event)` nor `(event, tx)`, or a kind is neither a name nor a class.
        """
        if not all(isinstance(kind, (str, type)) for kind in kinds):
            raise ConfigurationError('on() takes names such as "subscription.created", or classes of webhooks.')
        handler = Handler(
            call=call,
            kinds=tuple(kind for kind in kinds if isinstance(kind, type)),
            names=frozenset(kind for kind in kinds if isinstance(kind, str)),
            late=late,
            takes_tx=_takes_tx(call),
            is_async=iscoroutinefunction(call) or iscoroutinefunction(getattr(call, "__call__", None)),  # noqa: B004
        )
        self._handlers.append(handler)
        return handler

    def of(self, event: Event) -> list[Handler]:
        """
        The handlers of an event.
        """
        return [handler for handler in self._handlers if handler.wants(event)]


class Registration(Generic[E_co]):
    """
    What `on()` returns: decorates a function that takes `(event)` or `(event, tx)`, awaited where it is async.
    """

    def __init__(self, add: Callable[[Callable[..., Any]], None]) -> None:
        self._add = add

    @overload
    def __call__(self, handler: Callable[[E_co, AsyncTx], Awaitable[R]]) -> Callable[[E_co, AsyncTx], Awaitable[R]]: ...
    @overload
    def __call__(self, handler: Callable[[E_co, Tx], R]) -> Callable[[E_co, Tx], R]: ...
    @overload
    def __call__(self, handler: Callable[[E_co], R]) -> Callable[[E_co], R]: ...
    def __call__(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """
        Register the function, and return it as it is.
        """
        self._add(handler)
        return handler


def _takes_tx(call: Callable[..., Any]) -> bool:
    found = list(signature(call).parameters.values())
    places = [parameter for parameter in found if parameter.kind in _BY_PLACE]
    needed = [parameter for parameter in places if parameter.default is Parameter.empty]
    anything = any(parameter.kind is Parameter.VAR_POSITIONAL for parameter in found)
    if len(needed) > 2 or not (places or anything):
        name = getattr(call, "__name__", type(call).__name__)
        raise ConfigurationError(f"A handler takes (event) or (event, tx); {name} takes {len(needed)} arguments.")
    return len(needed) == 2
