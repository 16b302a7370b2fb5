"""
The reads of the suite, in the order they are sent. Each changes nothing on the server.
"""

from __future__ import annotations

from .asks import MADE_UP_BEARER, MADE_UP_KEY, NO_PAYWALL, NOBODY, OK, Ask

KEY, BEARER, WRONG_BEARER = "{key}", "Bearer {bearer}", f"Bearer {MADE_UP_BEARER}"
BY_EMAIL = {"email": "{email}"}
EMAIL_HEADER = {"x-user-email": "{email}"}

FIRST = Ask("getBootstrap", "public", (OK,), learns={"version": ("version",), "price": ("prices", 0, "id")})
"""
Sent before all others: it tells the paywall's mode, version and prices.
"""

_BOOTSTRAP = (
    FIRST,
    Ask("getBootstrap", "still current", (OK,), query={"if_version": "{version}"}),
    Ask("getBootstrap", "of a user", (OK,), headers=EMAIL_HEADER),
    Ask("getBootstrap", "with a bearer", (OK,), bearer=BEARER),
    Ask("getBootstrap", "wrong bearer", ("invalid_token",), bearer=WRONG_BEARER),
    Ask("getBootstrap", "no such paywall", ("paywall_not_found",), paywall=NO_PAYWALL),
)

_USER = (
    Ask("getUser", "no credential", ("unauthorized",)),
    Ask("getUser", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY, query={"email": NOBODY}),
    Ask("getUser", "wrong bearer", ("invalid_token",), bearer=WRONG_BEARER),
    Ask("getUser", "no identity", ("identity_required",), key=KEY),
    Ask("getUser", "unknown user", ("identity_not_found",), key=KEY, query={"email": NOBODY}),
    Ask("getUser", "no such paywall", ("paywall_not_found",), key=KEY, query={"email": NOBODY}, paywall=NO_PAYWALL),
    Ask("getUser", "with a key", (OK,), key=KEY, query=BY_EMAIL, learns={"token_type": ("balances", 0, "type")}),
    Ask("getUser", "other case", (OK,), key=KEY, query={"email": "{other_case}"}),
    Ask("getUser", "key and wrong bearer", ("invalid_token",), key=KEY, bearer=WRONG_BEARER, query=BY_EMAIL),
    Ask("getUser", "with a bearer", (OK,), bearer=BEARER, learns={"user_id": ("user", "id")}),
    Ask("getUser", "key and bearer", (OK,), key=KEY, bearer=BEARER, query={"email": NOBODY}),
    Ask("getUser", "by id", (OK,), key=KEY, query={"user_id": "{user_id}"}),
)

_USER_STATE = (
    Ask("getUserState", "no credential", (OK,)),
    Ask("getUserState", "unknown e-mail", (OK,), headers={"x-user-email": NOBODY}),
    Ask("getUserState", "by e-mail", (OK,), headers=EMAIL_HEADER),
    Ask("getUserState", "other case", (OK,), headers={"x-user-email": "{other_case}"}),
    Ask("getUserState", "with a key", (OK,), key=KEY, headers=EMAIL_HEADER),
    Ask("getUserState", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY),
    Ask("getUserState", "wrong bearer", ("invalid_token",), bearer=WRONG_BEARER),
    Ask("getUserState", "with a bearer", (OK,), bearer=BEARER),
    Ask("getUserState", "by X-User-Id", (OK,), headers={"x-user-id": "{user_id}"}),
    Ask("getUserState", "no such paywall", ("paywall_not_found",), paywall=NO_PAYWALL),
)

_BALANCES = (
    Ask("getBalances", "no credential", ("authorization_required",)),
    Ask("getBalances", "with a key", ("authorization_required",), key=KEY),
    Ask("getBalances", "wrong bearer", ("invalid_token",), bearer=WRONG_BEARER),
    Ask("getBalances", "with a bearer", (OK,), bearer=BEARER),
)

_LEGACY_PRICES = (
    Ask("listLegacyPrices", "no credential", ("key_required",)),
    Ask("listLegacyPrices", "wrong key", ("invalid_api_key",), key=MADE_UP_KEY),
    Ask("listLegacyPrices", "with a key", (OK,), key=KEY),
    Ask("listLegacyPrices", "no such paywall", ("paywall_not_found",), key=KEY, paywall=NO_PAYWALL),
)

READS = (*_BOOTSTRAP, *_USER, *_USER_STATE, *_BALANCES, *_LEGACY_PRICES)
