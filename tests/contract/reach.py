"""
One request for each documented answer that chance may miss. Never decides whether an answer is right.

Each is made from a request that succeeds, and is sent, checked and reported like any other example of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

import schemathesis
from schemathesis.core import NOT_SET

from ..support.sample_requests import GATEWAY, GOOD, Ask
from .statuses import DOCUMENTED, Answer

WRONG_KEY = {"X-Api-Key": "sk_test_wrong"}
FOREIGN_KEY = {"X-Api-Key": "sk_test_other"}
EXPIRED = {"Authorization": "Bearer bearer_expired"}
OVERSIZED = "x" * 1024 * 1024


@dataclass(frozen=True)
class Reach:
    """
    A request, the answer it is to get, what is sent before it, and the switches it needs.
    """

    answer: Answer
    ask: Ask
    before: tuple[Ask, ...] = ()
    switches: str = ""


def _elsewhere(ask: Ask) -> Ask:
    """
    The same about a paywall that does not exist.
    """
    if "/paywall/3/" in ask.path:
        return ask.at(ask.path.replace("/paywall/3/", "/paywall/404/"))
    if ask.json is None or "paywall_id=" in ask.path:
        return ask.at(ask.path.replace("paywall_id=3", "paywall_id=404"))
    return ask.with_body(**{name: "404" for name in ("paywall_id", "paywallId") if name in ask.json})


def _on_five(ask: Ask) -> Ask:
    """
    The same about a paywall without a domain of its own and without anonymous users.
    """
    return ask.at(ask.path.replace("/paywall/3/", "/paywall/5/"))


def _on_six(ask: Ask) -> Ask:
    """
    The same about a paywall where everything fails.
    """
    return ask.at(ask.path.replace("/paywall/3/", "/paywall/6/"))


WRONG_PASSWORD = GOOD["signInWithEmail"].with_body(password="another")
BEFORE: dict[tuple[str, str], tuple[Ask, ...]] = {
    ("signInWithEmail", "email_not_confirmed"): (GOOD["signUp"],),
    ("signInWithEmail", "over_request_rate_limit"): (WRONG_PASSWORD,) * 4,
    ("signUp", "over_request_rate_limit"): (WRONG_PASSWORD,) * 4,
    ("signInAnonymously", "rate_limited"): (GOOD["signInAnonymously"],) * 30,
}
"""
What is sent before, where it is not the same twice.
"""

SWITCHES: dict[tuple[str, str], str] = {
    ("signUp", "user_already_exists"): "switches: {signup_taken: user_already_exists}",
    ("signUp", "email_exists"): "switches: {signup_taken: email_exists}",
}
"""
Worlds in which the answer comes about.
"""

PARTICULAR: dict[tuple[str, str], Ask] = {
    ("startCheckout", "already_purchased"): GOOD["startCheckout"].with_body(email="subscriber@example.com"),
    ("startCheckout", "http_500"): GOOD["startCheckout"].at("/api/v1/paywall/6/start-checkout"),
    ("getUser", "identity_required"): GOOD["getUser"].at("/api/v1/paywall/3/user"),
    ("getUser", "identity_not_found"): GOOD["getUser"].at("/api/v1/paywall/3/user?email=nobody@example.com"),
    ("getUser", "identity_not_on_paywall"): GOOD["getUser"].at("/api/v1/paywall/3/user?email=elsewhere@example.com"),
    ("adjustBalance", "insufficient"): GOOD["adjustBalance"].with_body(amount=43),
    ("adjustBalance", "invalid_op"): GOOD["adjustBalance"].with_body(op="steal"),
    ("adjustBalance", "invalid_amount"): GOOD["adjustBalance"].with_body(amount=0),
    ("adjustBalance", "type_required"): GOOD["adjustBalance"].without("type"),
    ("adjustBalance", "identity_required"): GOOD["adjustBalance"].without("email"),
    ("adjustBalance", "identity_not_found"): GOOD["adjustBalance"].with_body(email="elsewhere@example.com"),
    ("cancelSubscription", "identity_required"): GOOD["cancelSubscription"].without("email"),
    ("cancelSubscription", "identity_not_on_paywall"): GOOD["cancelSubscription"].with_body(
        email="elsewhere@example.com"
    ),
    ("getCustomerPortal", "forbidden"): GOOD["getCustomerPortal"].with_body(email="user@example.com"),
    ("createSupportTicket", "invalid_payload"): GOOD["createSupportTicket"].without("subject"),
    ("createSupportTicket", "subject_length"): GOOD["createSupportTicket"].with_body(subject="x"),
    ("createSupportTicket", "content_length"): GOOD["createSupportTicket"].with_body(content=""),
    ("createSupportTicket", "too_many_files"): GOOD["createSupportTicket"].with_body(files=[b"x"] * 6),
    ("createSupportTicket", "invalid_file"): GOOD["createSupportTicket"].with_body(files=[b"x"]),
    ("createSupportTicket", "email_required"): GOOD["createSupportTicket"].without("customer_email"),
    ("getFromGateway", "not_enough_queries"): GOOD["getFromGateway"].at(f"{GATEWAY}/empty?paywall_id=3"),
    ("getFromGateway", "provider-disabled"): GOOD["getFromGateway"].at(f"{GATEWAY}/off?paywall_id=3"),
    ("postToGateway", "not_enough_queries"): GOOD["postToGateway"].at(f"{GATEWAY}/empty?paywall_id=3"),
    ("postToGateway", "provider-disabled"): GOOD["postToGateway"].at(f"{GATEWAY}/off?paywall_id=3"),
    ("postToGateway", "http_413"): GOOD["postToGateway"].with_body(padding=OVERSIZED * 8),
    ("withdrawTokens", "insufficient"): GOOD["withdrawTokens"].with_body(tokens=43),
    ("signInWithEmail", "invalid_credentials"): WRONG_PASSWORD,
    ("signInWithEmail", "email_not_confirmed"): GOOD["signInWithEmail"].with_body(**GOOD["signUp"].json),
    ("signInWithEmail", "upstream"): _on_six(GOOD["signInWithEmail"]),
    ("signUp", "weak_password"): GOOD["signUp"].with_body(password="12345"),
    ("signUp", "user_already_exists"): GOOD["signUp"].with_body(email="user@example.com"),
    ("signUp", "email_exists"): GOOD["signUp"].with_body(email="user@example.com"),
    ("signUp", "custom_domain_required"): _on_five(GOOD["signUp"]),
    ("resendConfirmation", "custom_domain_required"): _on_five(GOOD["resendConfirmation"]),
    ("sendOtp", "invalid_email"): GOOD["sendOtp"].with_body(email="nobody"),
    ("verifyOtp", "invalid_otp"): GOOD["verifyOtp"].with_body(token="000000"),
    ("verifyOtp", "invalid_type"): GOOD["verifyOtp"].with_body(type="phone"),
    ("requestPasswordReset", "invalid_email"): GOOD["requestPasswordReset"].with_body(email="nobody"),
    ("requestPasswordReset", "custom_domain_required"): _on_five(GOOD["requestPasswordReset"]),
    ("updatePassword", "weak_password"): GOOD["updatePassword"].with_body(password="12345"),
    ("signInAnonymously", "anonymous_disabled"): _on_five(GOOD["signInAnonymously"]),
    ("upgradeAnonymous", "weak_password"): GOOD["upgradeAnonymous"].with_body(password="12345"),
    ("upgradeAnonymous", "email_exists"): GOOD["upgradeAnonymous"].with_body(email="user@example.com"),
    ("startOauth", "custom_domain_required"): _on_five(GOOD["startOauth"]),
    ("exchangeOauth", "exchange_failed"): GOOD["exchangeOauth"].with_body(code_verifier="x" * 43),
    ("refreshSession", "invalid_refresh_token"): GOOD["refreshSession"].with_body(refresh_token="another"),
}
"""
What only one operation answers, by the code a client reports for it. Paywall 6 has a processor that fails.
"""


def _ways(operation: str) -> dict[str, Ask]:
    """
    How an operation is made to give the answers that many give, by code.
    """
    good = GOOD[operation]
    anonymous, elsewhere = good.by({}), _elsewhere(good)
    return {
        "http_400": good.adding(X_SDK_Version="x" * 201),
        "http_401": good.by(WRONG_KEY),
        "invalid_token": good.by(EXPIRED),
        "apikey_required": anonymous,
        "authorization_required": anonymous,
        "access-denied": anonymous,
        "Unauthorized": anonymous,
        "http_403": good.by(FOREIGN_KEY),
        "http_404": elsewhere,
        "not_found": elsewhere,
        "http_413": replace(good, json={**(good.json or {}), "padding": OVERSIZED}),
        "http_415": good.adding(Content_Type="text/html"),
        "rate_limit_exceeded": good,
        "over_email_send_rate_limit": good,
        "over_request_rate_limit": good,
        "rate_limited": good,
    }


def _reach(answer: Answer) -> Reach:
    particular = PARTICULAR.get((answer.operation, answer.code))
    ask = particular or _ways(answer.operation)[answer.code]
    before = BEFORE.get((answer.operation, answer.code), (ask,) * _TIMES.get(answer.code, 0))
    return Reach(answer, ask, before, SWITCHES.get((answer.operation, answer.code), ""))


_TIMES = {"rate_limit_exceeded": 2, "over_email_send_rate_limit": 1}

REACHES = [_reach(answer) for answer in DOCUMENTED if answer.code]
_by_case: dict[str, Reach] = {}


def cases(operation: schemathesis.APIOperation[Any, Any, Any, Any]) -> Iterator[schemathesis.Case[Any]]:
    """
    The requests of one operation, as schemathesis sends them.
    """
    template = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", operation.path))
    name = operation.definition.raw["operationId"]
    for reach in (each for each in REACHES if each.answer.operation == name):
        path, _, query = reach.ask.path.partition("?")
        match = template.fullmatch(path)
        assert match is not None, f"{path} is no path of {name}"
        body = reach.ask.json
        case = operation.Case(
            path_parameters=match.groupdict(),
            query=dict(parse_qsl(query)),
            headers=dict(reach.ask.headers),
            body=NOT_SET if body is None else body,
            media_type=None if body is None else _media_type(body),
        )
        _by_case[case.id] = reach
        yield case


def _media_type(body: Any) -> str:
    return "multipart/form-data" if "files" in body else "application/json"


def of(case: schemathesis.Case[Any]) -> Reach | None:
    """
    What a case was made for, None when it came about by chance.
    """
    return _by_case.get(case.id)
