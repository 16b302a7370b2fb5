"""
Encrypts what a store keeps of sessions, by a key of the caller's. Knows no store.

Rules of this module:

1. The cipher is `cryptography`'s Fernet: one well-kept recipe, with the first key for writing and all keys for reading.
2. Fernet binds nothing to a row: one that is copied under another user's key would be read as theirs. So the row's name
   is inside, and is compared.
3. What cannot be opened is left as it is. It is a missing key more often than an attack, and comes back with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monetize_software.errors import ConfigurationError, StorageError

from .facade import Store
from .over import OverStore
from .protocols import Sessions, Versioned

__all__ = ["SealedStore", "sealed"]


def sealed(store: Store, *, keys: Sequence[str | bytes]) -> SealedStore:
    """
    Return the store with its sessions encrypted at rest. All else it keeps stays as it is.

    Rotation: put the new key first. What is written from then on is sealed by it, and a session is written at each
    refresh; take the old key away when sessions have been refreshed, or are 30 days old.

    Args:
        store: Any store that keeps sessions.
        keys: Keys made by `cryptography.fernet.Fernet.generate_key()`, the one to write with first.

    Raises:
        ConfigurationError: There is no key, one is none, or the library is missing.

    Example:

        ```python
        store = sealed(SQLStore("sqlite:///sessions.db"), keys=[os.environ["SESSION_KEY"]])
        ```
    """
    return SealedStore(store, _cipher(keys))


class SealedStore(OverStore):
    """
    A store whose sessions are encrypted.
    """

    def __init__(self, store: Store, cipher: Any) -> None:
        super().__init__(store)
        self._cipher = cipher
        self._made: tuple[Sessions, SealedSessions] | None = None

    @property
    def sessions(self) -> SealedSessions:
        """
        The store's, encrypted.
        """
        inner = self._store.sessions
        if self._made is None or self._made[0] is not inner:
            self._made = (inner, SealedSessions(inner, self._cipher))
        return self._made[1]


class SealedSessions:
    """
    Sessions that the store cannot read.
    """

    def __init__(self, inner: Sessions, cipher: Any) -> None:
        self._inner, self._cipher = inner, cipher
        self.answers_at_once: bool = getattr(inner, "answers_at_once", False)

    def get(self, key: str, *, at: int) -> Versioned:
        """
        Read and open a row.

        Raises:
            StorageError: None of the keys opens it, or it is another row's (`session_unreadable`).
        """
        value, version = self._inner.get(key, at=at)
        return Versioned(None, version) if value is None else Versioned(self._opened(key, value), version)

    def put(self, key: str, value: bytes, *, expect: int, at: int, expires: int) -> int | None:
        """
        Seal and write a row if its version is still `expect`.
        """
        closed: bytes = self._cipher.encrypt(key.encode() + b"\0" + value)
        return self._inner.put(key, closed, expect=expect, at=at, expires=expires)

    def remove(self, key: str) -> None:
        """
        Remove a row.
        """
        self._inner.remove(key)

    def _opened(self, key: str, value: bytes) -> bytes:
        from cryptography.fernet import InvalidToken

        try:
            owner, _, content = self._cipher.decrypt(value).partition(b"\0")
        except InvalidToken:
            raise StorageError(
                "A stored session cannot be opened with the keys given to sealed(); it was left as it is.",
                code="session_unreadable",
            ) from None
        if owner == key.encode():
            return bytes(content)
        del content  # reporters of errors show the variables of every frame that an exception passed
        raise StorageError(
            "A stored session is sealed for another row: somebody copied it there. It was left as it is.",
            code="session_unreadable",
        )


def _cipher(keys: Sequence[str | bytes]) -> Any:
    try:
        from cryptography.fernet import Fernet, MultiFernet
    except ImportError:
        raise ConfigurationError("sealed() needs cryptography: pip install 'monetize-software[encryption]'.") from None
    if isinstance(keys, str | bytes) or not keys:
        raise ConfigurationError("sealed() needs keys=[…], a list of one key or more.")
    ciphers: list[Any] = []
    for number, key in enumerate(keys, 1):
        try:
            ciphers.append(Fernet(key))
        except (ValueError, TypeError):
            ciphers.append(None)
        if ciphers[-1] is None:  # raised here, where no exception beside it shows the key
            raise ConfigurationError(
                f"Key {number} of sealed() is none: make one with cryptography.fernet.Fernet.generate_key()."
            )
    return MultiFernet(ciphers)
