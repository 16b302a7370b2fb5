"""
Reads assumptions out of the bodies of answers. Never guesses: what neither confirms nor refutes leaves them undecided.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .exchange import Exchange
from .values import at, fields, objects
from .verdicts import Answers, Verdict, confirmed, decided, holds, refuted, undecided

Read = Callable[[Answers], Verdict]


def user_is_absent_with_a_key(answers: Answers) -> Verdict:
    """
    A-10: no `user` in getUser with a key.
    """
    answer = answers["getUser: with a key"]
    if answer.status != 200:
        return undecided(f"getUser: with a key: {answer.status}")
    if "user" not in fields(answer.body):
        return confirmed("no user in the answer")
    return decided(None if at(answer.body, "user") is None else False, "user is in the answer")


def bearer_wins(answers: Answers) -> Verdict:
    """
    A-13: with a bearer of one user and a key that names another, the answer is about the bearer's.
    """
    answer = answers["getUser: key and bearer"]
    if answer.status == 200 and isinstance(at(answer.body, "user"), dict):
        return confirmed("the answer is about the bearer's user")
    return decided(False if answer.status == 404 else None, f"getUser: key and bearer: {answer.status}")


def unknown_user_is_not_found(answers: Answers) -> Verdict:
    """
    A-19, the half that needs no user of another paywall: it can be refuted only.
    """
    answer = answers["getUser: unknown user"]
    if answer.status == 404 and "identity_not_found" in (at(answer.body, "code"), at(answer.body, "error")):
        return holds(True, "somebody unknown, and no user of another paywall")
    return holds(False if answer.status in (200, 404) else None, f"getUser: unknown user: {answer.status}")


def user_id_header_is_ignored(answers: Answers) -> Verdict:
    """
    A-22: with `X-User-Id` the answer is the guest's, although the user has something.
    """
    guest, user, named = (
        answers[f"getUserState: {case}"].body for case in ("no credential", "with a bearer", "by X-User-Id")
    )
    if guest == user:
        return undecided("the user has nothing that a guest has not")
    return decided(True if named == guest else False if named == user else None, "compared with guest and user")


def user_is_named(ask: str) -> Read:
    """
    A-23: the paywall's structure names the user that a header or a bearer names.
    """

    def read(answers: Answers) -> Verdict:
        known = any(isinstance(at(answers[name].body, "purchases"), list) for name in _OF_THE_USER if name in answers)
        if isinstance(at(answers[ask].body, "user"), dict):
            return confirmed(f"{ask}: user is there")
        return decided(False if known and answers[ask].status == 200 else None, f"{ask}: no user")

    return read


_OF_THE_USER = ("getUser: with a key", "getUser: with a bearer")


def nobody_is_named(answers: Answers) -> Verdict:
    """
    A-23: without anybody named the paywall's structure has no user.
    """
    return decided(at(answers["getBootstrap: public"].body, "user") is None, "getBootstrap: public")


def offers_have_no_prices(answers: Answers) -> Verdict:
    """
    A-34: no offer holds a list of prices.
    """
    offers = objects(at(answers["getBootstrap: public"].body, "offers"))
    if not offers:
        return undecided("the paywall has no offers")
    return decided(not any("prices" in offer for offer in offers), f"offers: {len(offers)}")


def unknown_paywall_has_a_code(answers: Answers) -> Verdict:
    """
    A-40: an unknown paywall is `not_found` in `code`.
    """
    answer = answers["getBootstrap: no such paywall"]
    if answer.status != 404:
        return undecided(f"getBootstrap: no such paywall: {answer.status}")
    return decided(at(answer.body, "code") == "not_found", "the body of a 404")


def errors_are_objects(answers: Answers) -> Verdict:
    """
    A-42: every error is one open object.
    """
    errors = [answer for answer in answers.values() if answer.status >= 400]
    odd = [answer.ask for answer in errors if not isinstance(answer.body, dict)]
    if not errors:
        return undecided("no error was seen")
    return refuted(f"no object: {', '.join(odd)}") if odd else confirmed(f"errors: {len(errors)}")


def trials_are_spelled_differently(answers: Answers) -> Verdict:
    """
    A-51: a running trial is snake_case in getUserState and camelCase in getUser.
    """
    short, full = (_access(answers, name, "trial") for name in ("getUserState: by e-mail", "getUser: with a key"))
    if not (isinstance(short, dict) and isinstance(full, dict)):
        return undecided("the user has no running trial")
    return decided("started_at" in short and "startedAt" in full, "a running trial")


def paid_is_not_access(answers: Answers) -> Verdict:
    """
    A-52: somebody may have access without having paid, never the other way round.
    """
    access = _access(answers, "getUserState: by e-mail", "has_active_subscription")
    paid = _access(answers, "getUser: with a key", "paid")
    if access == paid or None in (access, paid):
        return undecided("the user has both or neither")
    return decided(access is True, f"paid is {paid}, has_active_subscription is {access}")


def unchanged_is_a_200(answers: Answers) -> Verdict:
    """
    A-59: the current version is answered with a short 200.
    """
    first, again = answers["getBootstrap: public"], answers["getBootstrap: still current"]
    if again.status == 200 and at(again.body, "version") != at(first.body, "version"):
        return undecided("the paywall changed meanwhile")
    short = again.status == 200 and at(again.body, "unchanged") is True
    return decided(True if short else False if again.status in (200, 304) else None, f"answered {again.status}")


def experiment_is_nowhere_else(answers: Answers) -> Verdict:
    """
    A-66: only the paywall's structure tells of an experiment.
    """
    running = isinstance(at(answers["getBootstrap: public"].body, "experiment"), dict)
    elsewhere = [
        name for name in answers if not name.startswith("getBootstrap") and _access(answers, name, "experiment")
    ]
    if elsewhere:
        return refuted(f"an experiment in {', '.join(elsewhere)}")
    return holds(True if running else None, "a running experiment" if running else "no experiment is running")


def case_of_addresses_is_ignored(answers: Answers) -> Verdict:
    """
    A-64: the address with capitals for small letters names the same user.
    """
    for operation, plain in (("getUser", "with a key"), ("getUserState", "by e-mail")):
        asked, swapped = answers.get(f"{operation}: {plain}"), answers.get(f"{operation}: other case")
        if asked and swapped and _names_somebody(asked):
            return decided(swapped.status == 200 and _names_somebody(swapped), f"{operation}: other case")
    return undecided("no user was named who has anything")


def _access(answers: Answers, ask: str, name: str) -> Any:
    return at(answers[ask].body, name) if ask in answers else None


def _names_somebody(answer: Exchange) -> bool:
    """
    Tell an answer about a user from a guest's: a purchase, a trial, a balance or data of the integrator's.
    """
    telling = ("purchases", "trial", "had_previous_trial", "balances", "meta")
    return answer.status == 200 and any(at(answer.body, name) for name in telling)
