"""
Both auth clients are one surface, and they have every method of the vendor's that a server can use.
"""

from __future__ import annotations

import inspect
import re

import pytest

from monetize_software import AsyncAuthClient, AsyncAuthSession, AuthClient, AuthSession
from monetize_software_codegen.twins import AUTH

RENAMED = {"close": "aclose", "__enter__": "__aenter__", "__exit__": "__aexit__"}
WAITLESS = {"__init__", "session", "billing", "sign_in_with_oauth"}
TYPES = {ours: twin for ours, twin in AUTH.names.items() if ours[0].isupper()}
PAIRS = [(AuthClient, AsyncAuthClient), (AuthSession, AsyncAuthSession)]
METHODS = [(*pair, name) for pair in PAIRS for name, value in vars(pair[0]).items() if inspect.isfunction(value)]
VENDORS = """
signInWithEmail signUp resendConfirmation sendOtp verifyOtp requestPasswordReset updatePassword signInAnonymously
upgradeAnonymousToEmail startOAuthFlow completeOAuthFlow signInWithOAuth refresh signOut revokeAllSessions
"""


@pytest.mark.parametrize(("sync", "other", "name"), METHODS)
def test_signatures_are_the_same(sync: type, other: type, name: str) -> None:
    """
    Each method takes the same arguments and answers the same type on both, but for types that have a twin.
    """
    ours, twins = vars(sync)[name], vars(other)[RENAMED.get(name, name)]
    expected = re.sub(r"\w+", lambda word: TYPES.get(word[0], word[0]), str(inspect.signature(ours)))

    assert expected == str(inspect.signature(twins))
    assert inspect.iscoroutinefunction(twins) is (name not in WAITLESS)


@pytest.mark.parametrize("name", VENDORS.split())
def test_vendors_methods_are_there(name: str) -> None:
    """
    Under their names in Python spelling.
    """
    spelled = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.replace("OAuth", "Oauth")).lower()

    assert callable(getattr(AuthSession, spelled))
