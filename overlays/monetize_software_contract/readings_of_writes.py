"""
Reads assumptions out of the answers to requests that need `--write`. Never guesses.
"""

from __future__ import annotations

from collections.abc import Callable

from .exchange import Exchange
from .values import at, fields
from .verdicts import Answers, Verdict, confirmed, decided, holds, undecided

_TELLING = {"error", "code", "message"}


def refusal_is_a_bare_flag(answers: Answers) -> Verdict:
    """
    A-05: a user without a portal is refused with nothing but `isTest`.
    """
    answer = answers["getCustomerPortal: of a user"]
    if answer.status != 403:
        return undecided(f"getCustomerPortal: of a user: {answer.status}")
    return decided(_is_flag(answer, "isTest"), "a user without a portal")


def refused_debit_changes_nothing(answers: Answers) -> Verdict:
    """
    A-09: a debit of too much is a 400 `insufficient`, between two changes by one that add up to nothing.
    """
    before, refused, after = (answers[f"adjustBalance: {case}"] for case in ("credit", "too much", "debit"))
    if before.status != 200 or after.status != 200:
        return undecided(f"adjustBalance: credit: {before.status}")
    if (refused.status, at(refused.body, "code")) != (400, "insufficient"):
        return decided(False, f"adjustBalance: too much: {refused.status}")
    counts = at(before.body, "count"), at(after.body, "count")
    return decided(_differ_by_one(*counts), "the counts before and after")


def _differ_by_one(before: object, after: object) -> bool | None:
    return before - after == 1 if isinstance(before, int) and isinstance(after, int) else None


def refusal_counts_in_a_sentence(answers: Answers) -> Verdict:
    """
    A-09: the older debit route says a sentence, what there is, and what was asked for.
    """
    answer = answers["withdrawTokens: too much"]
    if not {"available", "requested"} & fields(answer.body).keys():
        return decided(
            False if answer.status in (200, 402, 409) else None, f"withdrawTokens: too much: {answer.status}"
        )
    both = {"available", "requested"} <= fields(answer.body).keys()
    return decided(answer.status == 400 and both and _is_sentence(answer), "withdrawTokens: too much")


def repeated_key_opens_nothing(answers: Answers) -> Verdict:
    """
    A-16: the same idempotency key is answered with the same checkout, also beside another body.
    """
    first, *others = (answers[f"startCheckout: {case}"] for case in ("opened", "repeated", "same key, other body"))
    if first.status != 200:
        return undecided(f"startCheckout: opened: {first.status}")
    return holds(all(other.body == first.body for other in others), "the same key again, also with another body")


def missing_key_has_a_code(answers: Answers) -> Verdict:
    """
    A-18: without a key the code is `apikey_required`, with a wrong one there is a sentence only.
    """
    missing, wrong = (answers[f"adjustBalance: {case}"] for case in ("no key", "wrong key"))
    coded = (missing.status, at(missing.body, "code")) == (401, "apikey_required")
    return decided(coded and wrong.status == 401 and _is_sentence(wrong), "adjustBalance without and with a wrong key")


def guests_may_check_out(answers: Answers) -> Verdict:
    """
    A-21: while the paywall's mode is `guest`, a checkout needs no credential.
    """
    mode = at(answers["getBootstrap: public"].body, "settings", "checkout_mode")
    status = answers["startCheckout: as a guest"].status
    if mode != "guest":
        return undecided("the paywall's mode is not guest")
    return decided(True if status == 200 else False if status in (401, 403) else None, f"as a guest: {status}")


def active_purchase_is_a_flag(answers: Answers) -> Verdict:
    """
    A-37: whoever has bought already is refused with nothing but a flag.
    """
    answer = answers["startCheckout: without insisting"]
    if answer.status != 409:
        return undecided(f"startCheckout: without insisting: {answer.status}")
    return decided(_is_flag(answer, "hasActivePurchase"), "a second checkout")


def says_a_sentence(*asks: str) -> Callable[[Answers], Verdict]:
    """
    A-40 and its like: the refusal is a sentence in `error`, as far as that was asked.
    """

    def read(answers: Answers) -> Verdict:
        refusals = [answers[ask] for ask in asks if 400 <= answers[ask].status < 500]
        return holds(all(map(_is_sentence, refusals)) if refusals else None, f"refusals: {len(refusals)}")

    return read


def return_url_is_read(answers: Answers) -> Verdict:
    """
    A-57: a link may be asked for without `returnUrl`, and a wrong one is refused.
    """
    without, wrong = (answers[f"getCustomerPortal: {case}"].status for case in ("of a user", "no URL"))
    if (without, wrong) == (200, 400):
        return confirmed("a link without it, and none with a wrong one")
    return decided(
        False if without == 400 or wrong == 200 else None, f"without it: {without}, with a wrong one: {wrong}"
    )


def _is_flag(answer: Exchange, name: str) -> bool:
    return name in fields(answer.body) and not _TELLING & fields(answer.body).keys()


def _is_sentence(answer: Exchange) -> bool:
    error = at(answer.body, "error")
    return isinstance(error, str) and " " in error and "code" not in fields(answer.body)
