"""
Declares which answers decide which assumption. An assumption without a probe stays undecided.
"""

from __future__ import annotations

from . import readings as read
from . import readings_of_money as money
from . import readings_of_writes as wrote
from .verdicts import Probe, by_status

_FIRST = "getBootstrap: public"
_BY_KEY = "getUser: with a key"
_STATE = "getUserState: by e-mail"
_PORTAL = "getCustomerPortal: of a user"
_CHANGES = ("adjustBalance: credit", "adjustBalance: too much", "adjustBalance: debit")
_REPETITIONS = ("startCheckout: opened", "startCheckout: repeated", "startCheckout: same key, other body")
_TICKETS = ("createLegacyTicket: no key", "createLegacyTicket: wrong key", "createLegacyTicket: no e-mail")

_READ_PROBES = (
    Probe("A-02", "Price.amount", (_FIRST,), money.prices_are_major_units),
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
    Probe("A-28", "Purchase.unit_amount", (_FIRST, _BY_KEY), money.purchases_are_minor_units),
    Probe("A-28", "listLegacyPrices", (_FIRST, "listLegacyPrices: with a key"), money.legacy_prices_are_major_units),
    Probe("A-29", "Purchase.unit_amount", (_FIRST, _BY_KEY), money.every_currency_has_hundredths),
    Probe("A-34", "Bootstrap.offers", (_FIRST,), read.offers_have_no_prices),
    Probe("A-40", "getBootstrap", ("getBootstrap: no such paywall",), read.unknown_paywall_has_a_code),
    by_status("A-41", "getUser", "getUser: no identity", 400, {200, 401, 403, 404}),
    Probe("A-42", "ErrorBody", (), read.errors_are_objects),
    Probe("A-51", "TrialState", (_STATE, _BY_KEY), read.trials_are_spelled_differently),
    Probe("A-52", "UserDetail.paid", (_STATE, _BY_KEY), read.paid_is_not_access),
    Probe("A-59", "BootstrapUnchanged", (_FIRST, "getBootstrap: still current"), read.unchanged_is_a_200),
    Probe("A-64", "everywhere", (), read.case_of_addresses_is_ignored),
    Probe("A-66", "Bootstrap.experiment", (_FIRST,), read.experiment_is_nowhere_else),
)

_WRITE_PROBES = (
    Probe("A-05", "getCustomerPortal", (_PORTAL,), wrote.refusal_is_a_bare_flag),
    by_status("A-08", "createSupportTicket", "createSupportTicket: wrong key", 401, {200, 400}, whole=False),
    Probe("A-09", "adjustBalance", _CHANGES, wrote.refused_debit_changes_nothing),
    Probe("A-09", "withdrawTokens", ("withdrawTokens: too much",), wrote.refusal_counts_in_a_sentence),
    Probe("A-16", "startCheckout", _REPETITIONS, wrote.repeated_key_opens_nothing),
    by_status("A-17", "cancelSubscription", "cancelSubscription: no credential", 403, {200, 400, 401}),
    Probe("A-18", "adjustBalance", ("adjustBalance: no key", "adjustBalance: wrong key"), wrote.missing_key_has_a_code),
    by_status("A-20", "startCheckout", "startCheckout: no e-mail", 400, {200}),
    Probe("A-21", "startCheckout", (_FIRST, "startCheckout: as a guest"), wrote.guests_may_check_out),
    by_status("A-31", "StartCheckout.trial_days", "startCheckout: no trial", 200, {400}),
    by_status("A-32", "startCheckout", "startCheckout: opened", 200, {400}),
    Probe("A-37", "startCheckout", ("startCheckout: without insisting",), wrote.active_purchase_is_a_flag),
    by_status("A-39", "getCustomerPortal", _PORTAL, 200, {409}, whole=False),
    Probe(
        "A-40",
        "startCheckout",
        ("startCheckout: unknown price",),
        wrote.says_a_sentence("startCheckout: unknown price"),
    ),
    Probe("A-40", "createLegacyTicket", _TICKETS, wrote.says_a_sentence(*_TICKETS)),
    Probe("A-57", "getCustomerPortal", (_PORTAL, "getCustomerPortal: no URL"), wrote.return_url_is_read),
    by_status("assumed", "UnsupportedMediaType", "adjustBalance: as text", 415, {200, 400, 401, 403, 404}),
    Probe(
        "assumed",
        "setTestBalances",
        ("setTestBalances: no paywall",),
        wrote.says_a_sentence("setTestBalances: no paywall"),
    ),
)

PROBES = (*_READ_PROBES, *_WRITE_PROBES)
