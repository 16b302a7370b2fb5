"""
Under which name an answer is kept, and under which tags it is given up. Names and tags show nobody: who is hashed.

Rules of this module:

1. Whatever changes an answer is in its name: operation, origin, paywall, locale, language, kind of credential, who.
2. Who is a keyed digest of the credential and of the identity bound to it, so two users share no name.
3. Where who cannot be told before asking, as with a function that gives the bearer, there is no name: not kept. A
   session is looked up first, and its answers are of the user whom it names then.
4. Digests are made of what `reveal()` gives without putting it into a variable.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

from monetize_software._exchange import Credential
from monetize_software._secret import Secret

if TYPE_CHECKING:
    from monetize_software._profile.profile import Profile
    from monetize_software._sessions.record import Record

    from .kinds import Kind

__all__ = ["SOMEBODY", "Key", "Names", "expiry_of"]

SOMEBODY = "somebody"
_Name = tuple[str | None, ...]


class Key(NamedTuple):
    """
    The name of one answer.
    """

    kind: Kind[Any]
    name: _Name
    tags: tuple[str, ...]
    token: Secret | None = None
    """The bearer that the answer is for: nothing is kept beyond its end."""
    login: str = ""
    """The sign-in that asks. Others of the same user are given the answer, and no failure that may be its own."""

    @property
    def flying(self) -> frozenset[str]:
        """
        The tags of a request for it: also of all users, where the answer will say who it is about.
        """
        return frozenset((*self.tags, SOMEBODY) if self.kind.tells_who else self.tags)

    @property
    def text(self) -> str:
        """
        The name as a store takes it.
        """
        return f"{self.kind.name}:{blake2b(repr(self.name).encode(), digest_size=24).hexdigest()}"


class Names:
    """
    Makes names and tags with one secret.

    Args:
        secret: Without it nobody can try whether somebody's e-mail is among the names.
    """

    def __init__(self, secret: bytes) -> None:
        self._digest = blake2b(key=blake2b(secret).digest(), digest_size=16)

    def of(self, what: str, value: str) -> str:
        """
        The digest of a value.
        """
        digest = self._digest.copy()
        digest.update(what.encode())
        digest.update(value.encode("utf-8", "surrogatepass"))
        return digest.hexdigest()

    def whole(self, profile: Profile) -> str:
        """
        The tag of all that is kept of a paywall.
        """
        return f"whole:{profile.origin.base}:{profile.paywall_id}"

    def anybody(self, profile: Profile) -> str:
        """
        The tag of all that is kept of a paywall's users.
        """
        return f"anybody:{profile.origin.base}:{profile.paywall_id}"

    def identity(self, profile: Profile, email: str | None, user_id: str | None) -> tuple[str, ...]:
        """
        The tags of a user of a paywall, by each of its names.
        """
        where = f"{profile.origin.base} {profile.paywall_id} "
        tags = () if email is None else (self.of("email", where + email.casefold()),)
        return tags if user_id is None else (*tags, self.of("id", where + user_id))

    def user(self, profile: Profile) -> tuple[str, ...] | None:
        """
        The tags of the user that a client is bound to; None where only a function knows.
        """
        if isinstance(profile.bearer, Secret):
            return (self.of("bearer", profile.bearer.reveal()),)
        if profile.bearer is not None:
            return None
        return self.identity(profile, profile.identity.email, profile.identity.user_id)

    def key(self, profile: Profile, kind: Kind[Any], locale: str | None = None) -> Key | None:
        """
        The name of an answer; None where it cannot be told before asking who it will be about.
        """
        credential = profile.credential(kind.rule)
        if credential is Credential.BEARER:
            return (
                self.key_of_token(profile, kind, profile.bearer, locale) if isinstance(profile.bearer, Secret) else None
            )
        asked = credential is Credential.KEY or kind.by_email
        user = self.identity(profile, profile.identity.email, profile.identity.user_id) if asked else ()
        proof = self.of("key", profile.key.reveal()) if credential is Credential.KEY and profile.key else ""
        tags = (self.whole(profile), *((self.anybody(profile), *user) if user else ()))
        return Key(kind, _name(profile, kind, locale, credential.value, proof, *user), tags)

    def key_of_token(self, profile: Profile, kind: Kind[Any], token: Secret, locale: str | None = None) -> Key:
        """
        The name of an answer to a token.
        """
        user = self.of("bearer", token.reveal())
        tags = (self.whole(profile), self.anybody(profile), user)
        return Key(kind, _name(profile, kind, locale, Credential.BEARER.value, "", user), tags, token)

    def signed_in(self, profile: Profile, record: Record) -> tuple[str, ...]:
        """
        The tags of whoever a session names, by the token too.
        """
        email, user_id = record.user.get("email"), record.user.get("id")
        named = self.identity(profile, *(each if isinstance(each, str) else None for each in (email, user_id)))
        return (*named, self.of("bearer", record.access.reveal()))

    def key_of_session(self, profile: Profile, kind: Kind[Any], locale: str | None, record: Record) -> Key | None:
        """
        The name of an answer to whoever a session names: by the user's id, for tokens come and go. None without one.
        """
        user_id = record.user.get("id")
        if not isinstance(user_id, str) or not user_id:
            return None
        tags = (self.whole(profile), self.anybody(profile), *self.signed_in(profile, record)[:-1])
        return Key(kind, _name(profile, kind, locale, "session", "", self.of("id", user_id)), tags, login=record.login)


def _name(profile: Profile, kind: Kind[Any], locale: str | None, *who: str) -> _Name:
    return (kind.name, profile.origin.base, profile.paywall_id, locale, profile.language, *who)


def expiry_of(token: Secret) -> float | None:
    """
    When a token says that it expires, in seconds since 1970; None where it says nothing that can be read.

    Nothing is believed by this: it only shortens how long an answer about the token is kept.
    """
    try:
        payload = json.loads(urlsafe_b64decode(token.reveal().split(".")[1] + "=="))
        expires = payload["exp"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None
    return float(expires) if isinstance(expires, int | float) else None
