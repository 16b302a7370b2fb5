"""
Declares which answers decide which assumption. An assumption without a probe stays undecided.
"""

from __future__ import annotations

from . import readings as read
from .readings import by_status
from .verdicts import Probe

_FIRST = "getBootstrap: public"
_BY_KEY = "getUser: with a key"
_STATE = "getUserState: by e-mail"

READ_PROBES = (
    Probe("A-02", "Price.amount", (_FIRST,), read.prices_are_major_units),
    by_status("A-07", "getUserState", "getUserState: no credential", 200, {401, 403}),
    by_status("A-07", "getUserState", "getUserState: wrong key", 401, {200}),
    Probe("A-10", "UserDetail.user", (_BY_KEY,), read.user_is_absent_with_a_key),
    by_status("A-11", "getBalances", "getBalances: with a key", 401, {200}),
    by_status("A-13", "everywhere", "getUser: key and wrong bearer", 401, {200, 404}),
    Probe("A-13", "everywhere", ("getUser: key and bearer",), read.bearer_wins),
    Probe("A-19", "getUser", ("getUser: unknown user",), read.unknown_user_is_not_found),
    Probe(
        "A-22",
        "everywhere",
        ("getUserState: no credential", "getUserState: with a bearer", "getUserState: by X-User-Id"),
        read.user_id_header_is_ignored,
    ),
    Probe("A-23", "getBootstrap", (_FIRST,), read.nobody_is_named),
    Probe("A-23", "getBootstrap", ("getBootstrap: of a user",), read.user_is_named("getBootstrap: of a user")),
    Probe("A-23", "getBootstrap", ("getBootstrap: with a bearer",), read.user_is_named("getBootstrap: with a bearer")),
    by_status("A-25", "getUser", "getUser: no credential", 401, {200}),
    Probe("A-28", "Purchase.unit_amount", (_FIRST, _BY_KEY), read.purchases_are_minor_units),
    Probe("A-28", "listLegacyPrices", (_FIRST, "listLegacyPrices: with a key"), read.legacy_prices_are_major_units),
    Probe("A-29", "Purchase.unit_amount", (_FIRST, _BY_KEY), read.every_currency_has_hundredths),
    Probe("A-34", "Bootstrap.offers", (_FIRST,), read.offers_have_no_prices),
    Probe("A-40", "getBootstrap", ("getBootstrap: no such paywall",), read.unknown_paywall_has_a_code),
    by_status("A-41", "getUser", "getUser: no identity", 400, {200, 401, 403, 404}),
    Probe("A-42", "ErrorBody", (), read.errors_are_objects),
    Probe("A-51", "TrialState", (_STATE, _BY_KEY), read.trials_are_spelled_differently),
    Probe("A-52", "UserDetail.paid", (_STATE, _BY_KEY), read.paid_is_not_access),
    Probe("A-59", "BootstrapUnchanged", (_FIRST, "getBootstrap: still current"), read.unchanged_is_a_200),
    Probe("A-64", "everywhere", (), read.case_of_addresses_is_ignored),
)

PROBES = READ_PROBES
