"""
Keeps e-mail addresses out of a store, by a key of the caller's. Knows no database.

Rules of this module:

1. The cipher is AES-SIV: one text gives one sealed text, so that a row is found by an address without showing it, and
   whoever has the key reads it again. A sealed text opens only in the place it was sealed for.
2. Sealed are the addresses and your own ids that facts name users by, the addresses that charges name them by, and the
   bodies of events as a whole. The service's ids, prices, amounts and times stay as they are.
3. What is not sealed yet is read as it is, so that a store can be switched over while it is full; see `hide`.
4. What comes in is sealed whatever it looks like: whoever may choose an id of yours could write what no key opens.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Final

from monetize_software._secret import Secret
from monetize_software.errors import ConfigurationError, StorageError

from .facade import Store
from .facts import Fact, Facts
from .inbox import Events
from .meters import Meters
from .over import OverStore
from .private_meters import PrivateMeters
from .private_rows import PrivateEvents, PrivateFacts

__all__ = ["PrivateStore", "private"]

_MARK: Final = "sealed:"
_SHORTEST_KEY: Final = 32
_NAMING: Final = ("email", "app")


def private(store: Store, *, key: str | bytes) -> PrivateStore:
    """
    Return the store, with no e-mail address in it that can be read without the key.

    Users are found by their address as before. Give the same key to every process; it cannot be changed later, and
    without it addresses and bodies of events are lost. A store that has addresses in clear is brought over by `hide()`.

    Args:
        store: Any store.
        key: 32 characters or more that nobody can guess, such as from `secrets.token_urlsafe(32)`.

    Raises:
        ConfigurationError: The key is too short, or `cryptography` is missing.

    Example:

        ```python
        store = private(SQLStore("sqlite:///billing.db"), key=os.environ["MONETIZE_EMAIL_KEY"])
        ```
    """
    given = Secret(key)
    del key  # error reporters show the variables of frames
    return PrivateStore(store, Seal(given))


class PrivateStore(OverStore):
    """
    A store whose addresses are sealed.
    """

    def __init__(self, store: Store, seal: Seal) -> None:
        super().__init__(store)
        self._seal = seal
        self._made: dict[str, tuple[Any, Any]] = {}

    @property
    def events(self) -> Events:
        """
        The store's, with sealed bodies.
        """
        events: Events = self._over("events", self._store.events, PrivateEvents)
        return events

    @property
    def facts(self) -> Facts:
        """
        The store's, with sealed addresses.
        """
        facts: Facts = self._over("facts", self._store.facts, PrivateFacts)
        return facts

    @property
    def meters(self) -> Meters:
        """
        The store's, with sealed addresses.
        """
        meters: Meters = self._over("meters", self._store.meters, PrivateMeters)
        return meters

    def hide(self) -> int:
        """
        Seal what the store has in clear from before. Stop whatever uses the store without the key first.

        A SQLite file is written anew in the end, so that nothing of it is left in free pages; PostgreSQL overwrites
        them in its own time, at the latest by VACUUM FULL.

        Returns:
            How many rows were sealed.

        Raises:
            ConfigurationError: The store is none that lasts.
            StorageError: The database failed. What was sealed stays sealed; call it again.
        """
        rewrite = getattr(self._store, "rewrite", None)
        if rewrite is None:
            raise ConfigurationError(f"{self._store!r} cannot be rewritten; a SQLStore can.")
        sealed: int = rewrite(_Hiding(self._seal))
        return sealed

    def _over(self, name: str, inner: Any, kind: type) -> Any:
        known = self._made.get(name)
        if known is None or known[0] is not inner:
            known = self._made[name] = (inner, kind(inner, self._seal))
        return known[1]


class Seal:
    """
    Seals and opens texts and bodies.
    """

    def __init__(self, key: Secret) -> None:
        if not isinstance(key.reveal(), str | bytes) or len(key.reveal()) < _SHORTEST_KEY:
            raise ConfigurationError(
                f"private() needs a key of {_SHORTEST_KEY} characters or more, as from secrets.token_urlsafe(32)."
            )
        self._cipher = _cipher(key)

    def user(self, name: str) -> str:
        """
        Seal what a charge names a user by, where that is an address or only looks sealed.
        """
        return self._sealed("user", name) if "@" in name or name.startswith(_MARK) else name

    def opened_user(self, name: str) -> str:
        """
        The name again.
        """
        return self._opened("user", name)

    def value(self, kind: str, value: str) -> str:
        """
        Seal what a fact of a kind is about, where that names a person.
        """
        return self._sealed(kind, value) if kind in _NAMING else value

    def fact(self, fact: Fact) -> Fact:
        """
        Seal whom a fact names.
        """
        return fact._replace(subject=self.value(fact.kind, fact.subject)) if fact.kind in _NAMING else fact

    def opened_fact(self, fact: Fact) -> Fact:
        """
        The fact again.
        """
        return fact._replace(subject=self._opened(fact.kind, fact.subject)) if fact.kind in _NAMING else fact

    def body(self, id: str, body: bytes) -> bytes:
        """
        Seal the body of an event; an empty one stays empty.
        """
        if not body:
            return body
        sealed: bytes = self._cipher.encrypt(body, [b"event", id.encode()])
        return _MARK.encode() + sealed

    def opened_body(self, id: str, body: bytes) -> bytes:
        """
        The body again.
        """
        if bytes(body[: len(_MARK)]) != _MARK.encode():
            return body
        return self._decrypted(bytes(body[len(_MARK) :]), [b"event", id.encode()])

    def _sealed(self, place: str, text: str) -> str:
        return _MARK + urlsafe_b64encode(self._cipher.encrypt(text.encode(), [place.encode()])).decode()

    def _opened(self, place: str, text: str) -> str:
        if not text.startswith(_MARK):
            return text
        try:
            sealed = urlsafe_b64decode(text[len(_MARK) :])
        except ValueError:
            sealed = b""  # which opens nowhere
        return self._decrypted(sealed, [place.encode()]).decode()

    def _decrypted(self, sealed: bytes, place: list[bytes]) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            content: bytes = self._cipher.decrypt(sealed, place)
        except InvalidTag:
            raise StorageError(
                "A row cannot be opened with the key given to private(); it was left as it is.", code="row_unreadable"
            ) from None
        return content

    def __repr__(self) -> str:
        return "<Seal>"


class _Hiding:
    """
    Seals rows that stand in clear. What looks sealed stays: it may be, and by another key.
    """

    def __init__(self, seal: Seal) -> None:
        self._seal = seal

    def user(self, name: str) -> str:
        return name if name.startswith(_MARK) else self._seal.user(name)

    def fact(self, fact: Fact) -> Fact:
        return fact if fact.subject.startswith(_MARK) else self._seal.fact(fact)

    def body(self, id: str, body: bytes) -> bytes:
        return body if body.startswith(_MARK.encode()) else self._seal.body(id, body)


def _cipher(key: Secret) -> Any:
    try:
        from cryptography.hazmat.primitives.ciphers.aead import AESSIV
    except ImportError:
        raise ConfigurationError("private() needs cryptography: pip install 'monetize-software[encryption]'.") from None
    given: str | bytes = key.reveal()
    raw = given.encode() if isinstance(given, str) else given
    return AESSIV(hmac.digest(raw, b"monetize_software: addresses", "sha512"))
