"""
The receivers of `MONETIZE_RECEIVERS`, by name, each built when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from threading import RLock
from typing import Any, Final, cast

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.module_loading import import_string

from monetize_software.errors import ConfigurationError
from monetize_software.receivers.receiver import Receiver

from .signals import sending
from .store import DjangoStore

__all__ = ["DATABASE", "OPTIONS", "SETTING", "Receivers", "receivers"]

SETTING: Final = "MONETIZE_RECEIVERS"
DATABASE: Final = "DATABASE"

OPTIONS: Final = (
    *("SECRET", "DATABASE", "MODE", "HAND_OVER", "PAYWALLS", "ALLOW_UNSIGNED", "UNPROVEN_SECRET", "ANSWER_PROBES"),
    *("ATTEMPTS", "PATIENCE", "CLOCK"),
)
"""What a receiver may be given: the arguments of `Receiver`, and the name of its database."""


class Receivers:
    """
    As `caches` and `connections` are: `receivers["default"]`.
    """

    def __init__(self) -> None:
        self._made: dict[str, Receiver] = {}
        self._lock = RLock()

    def __getitem__(self, name: str) -> Receiver:
        """
        One receiver.

        Raises:
            ConfigurationError: There is none of this name in the settings, or what they say is wrong.
        """
        with self._lock:
            if name not in self._made:
                self._made[name] = _built(name, self.settings())
            return self._made[name]

    def __iter__(self) -> Iterator[str]:
        """
        Names.
        """
        return iter(self.settings())

    def settings(self) -> dict[str, dict[str, Any]]:
        """
        What the settings say.
        """
        found: Any = getattr(settings, SETTING, {})
        if not isinstance(found, dict) or not all(isinstance(each, dict) for each in cast("Any", found).values()):
            raise ConfigurationError(f'{SETTING} must be like {{"default": {{…}}}}, with a SECRET in each part.')
        return cast("dict[str, dict[str, Any]]", found)

    def forget(self) -> None:
        """
        Build them anew when they are next asked for.
        """
        with self._lock:
            made, self._made = self._made, {}
        for receiver in made.values():
            receiver.close()


def _built(name: str, known: dict[str, dict[str, Any]]) -> Receiver:
    if name not in known:
        raise ConfigurationError(f"{SETTING} has no {name!r}; it has: {', '.join(sorted(known)) or 'nothing'}.")
    given = known[name]
    unknown = sorted(set(given) - set(OPTIONS))
    if unknown or "SECRET" not in given:
        wrong = f"does not know {', '.join(map(str, unknown))}" if unknown else "has no SECRET"
        raise ConfigurationError(f"{SETTING}[{name!r}] {wrong}; it may have: {', '.join(OPTIONS)}.")
    options = {key.lower(): value for key, value in given.items() if key != DATABASE}
    if isinstance(options.get("hand_over"), str):
        options["hand_over"] = import_string(options["hand_over"])
    using: str = given.get(DATABASE, "default")
    receiver = Receiver(store=DjangoStore(using), name=name, **options)
    receiver.on()(cast("Any", sending(name, using)))
    return receiver


receivers: Final = Receivers()
"""The project's receivers, by name."""


def _changed(*, setting: str, **_: Any) -> None:
    if setting == SETTING:
        receivers.forget()


setting_changed.connect(_changed, dispatch_uid="monetize_receivers")
