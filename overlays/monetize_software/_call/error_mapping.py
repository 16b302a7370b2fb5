"""
Turns an answer that is not 2xx, or the lack of an answer, into an exception. Pure; survives any bytes.

The rules are those of the vendor's errors page, widened: see docs/errors.md.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, loads
from typing import TYPE_CHECKING, Any, cast

from monetize_software import errors

from .retry import retry_after

if TYPE_CHECKING:
    from monetize_software._exchange import Call, Failure, Reply

__all__ = ["code_and_message", "error_from_failure", "error_from_reply"]

_SLUG = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_KEPT_BODY = 65536
_MOST_PARSED = 1 << 20

_BY_STATUS: dict[int, type[errors.PaywallError]] = {
    400: errors.InvalidRequestError,
    401: errors.AuthenticationError,
    403: errors.PermissionDeniedError,
    404: errors.NotFoundError,
    409: errors.ConflictError,
    422: errors.InvalidRequestError,
    429: errors.RateLimitError,
}
_BY_CODE: dict[tuple[int, str], type[errors.PaywallError]] = {
    (400, "identity_required"): errors.IdentityRequiredError,
    (400, "email_required"): errors.IdentityRequiredError,
    (404, "identity_not_found"): errors.IdentityNotFoundError,
    (404, "identity_not_on_paywall"): errors.IdentityNotFoundError,
    (400, "insufficient"): errors.InsufficientTokensError,
    (402, "insufficient"): errors.InsufficientTokensError,
    (402, "not_enough_queries"): errors.QuotaExceededError,
    (403, "forbidden"): errors.PortalUnavailableError,
    (409, "already_purchased"): errors.AlreadyPurchasedError,
}
_FACTS: dict[type[errors.PaywallError], str] = {
    errors.InsufficientTokensError: "Insufficient tokens",
    errors.QuotaExceededError: "Not enough queries",
}
"""What opens an error to which the server gave a code and no words: the fact, and not the phrase of its status."""
_BALANCE_OPERATIONS = frozenset({"adjustBalance", "withdrawTokens"})


def error_from_failure(failure: Failure, call: Call[Any], *, doubtful: bool) -> errors.NetworkError:
    """
    Build the error for a call that got no usable answer.
    """
    kind = errors.RequestTimeoutError if failure.timeout else errors.NetworkError
    error = kind(
        failure.reason,
        operation=call.operation,
        retryable=not failure.permanent and not (doubtful and call.retry == "never"),
        may_have_been_applied=doubtful,
        request_sent=doubtful or not failure.unsent,
        idempotency_key=call.idempotency_key,
    )
    error.__cause__ = failure.error
    return error


def error_from_reply(reply: Reply, call: Call[Any], *, doubtful: bool, now: float | None = None) -> errors.PaywallError:
    """
    Build the error for an answer that is not 2xx.

    Args:
        reply: The answer.
        call: What was called.
        doubtful: Whether the server might have acted on the call all the same.
        now: Seconds since 1970, to read a `Retry-After` date against when the answer names no time of its own.
    """
    headers = reply.headers
    body = parse_body(reply.body, headers.get("content-type", ""))
    code, message = code_and_message(reply.status, reply.reason, body)
    code, message = _normalise(code, message, reply, body, call)
    kind = _class_for(reply.status, code)
    if not _message(_object(body)):
        message = _FACTS.get(kind, message)
    if kind is errors.InvalidRequestError and _says_already_cancelled(call, message):
        kind = errors.AlreadyCancelledError
    return kind(
        message,
        code=code,
        status=reply.status,
        body=body,
        raw=reply.body[:_KEPT_BODY],
        headers=headers,
        operation=call.operation,
        request_id=headers.get("x-request-id") or headers.get("request-id"),
        retryable=_worth_repeating(reply.status, call.retry, doubtful=doubtful),
        may_have_been_applied=doubtful,
        request_sent=True,
        idempotency_key=call.idempotency_key,
        **_facts_of(kind, _object(body), call, headers, now),
    )


def _worth_repeating(status: int, retry_class: str, *, doubtful: bool) -> bool:
    if status == 429:
        return retry_class != "never" or not doubtful
    return status in (502, 503, 504) and retry_class in ("safe", "keyed")


def parse_body(raw: bytes, content_type: str) -> Any:
    """
    Parse an error's body if it may be JSON. None for anything else, and for anything broken.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    if media_type and not media_type.endswith(("/json", "+json")):
        return None
    if not raw or len(raw) > _MOST_PARSED:
        return None
    try:
        return loads(raw)
    except (JSONDecodeError, UnicodeDecodeError, ValueError, RecursionError):
        return None


def code_and_message(status: int, reason: str, body: Any) -> tuple[str, str]:
    """
    Read the machine-readable code and the words for people from an error's parsed body.

    Args:
        status: HTTP status.
        reason: HTTP reason phrase, may be empty.
        body: The parsed body, or None.

    Returns:
        The code (`http_<status>` when the body names none) and the message.
    """
    fields = _object(body)
    return _code(status, fields), _message(fields) or reason or _phrase(status)


def _code(status: int, fields: dict[str, Any]) -> str:
    for name in ("code", "error_code"):
        value = fields.get(name)
        if isinstance(value, str) and value:
            return value
    slug = fields.get("error")
    return str(slug) if _is_slug(slug) else f"http_{status}"


def _is_slug(value: Any) -> bool:
    return isinstance(value, str) and _SLUG.fullmatch(value) is not None


def _message(fields: dict[str, Any]) -> str:
    error = fields.get("error")
    nested = _object(error).get("message")
    sentence = None if _is_slug(error) else error
    candidates = (fields.get("message"), fields.get("msg"), fields.get("error_description"), sentence, nested)
    return next((text for text in candidates if isinstance(text, str) and text), "")


def _phrase(status: int) -> str:
    from http import HTTPStatus  # for answers without words alone

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Request failed"


def _normalise(code: str, message: str, reply: Reply, body: Any, call: Call[Any]) -> tuple[str, str]:
    """
    Give the bodies that carry no code of their own the code the vendor documents for them.
    """
    fields = _object(body)
    match call.operation, reply.status:
        case "startCheckout", 409 if fields.get("hasActivePurchase") is True:
            return "already_purchased", "The user already has an active subscription."
        case "getCustomerPortal", 403 if _only_a_flag(reply, body):
            return "forbidden", "There is no customer portal for this user."
        case "withdrawTokens", 400 if fields.get("error") == "Insufficient tokens":
            return "insufficient", message
        case operation, 402 if operation in _BALANCE_OPERATIONS:
            return "insufficient", message
        case _, 402 if _is_quota(fields):
            return "not_enough_queries", message
        case _:
            return code, message


def _only_a_flag(reply: Reply, body: Any) -> bool:
    if isinstance(body, dict):
        return not any(_object(body).get(name) for name in ("error", "code", "message", "msg", "error_code"))
    return not reply.body.strip()


def _is_quota(fields: dict[str, Any]) -> bool:
    return fields.get("error") in ("not-enough-queries", "not_enough_queries") or isinstance(
        fields.get("details"), dict
    )


def _class_for(status: int, code: str) -> type[errors.PaywallError]:
    if known := _BY_CODE.get((status, code)):
        return known
    if status >= 500:
        return errors.ServerError
    return _BY_STATUS.get(status, errors.PaywallError)


def _says_already_cancelled(call: Call[Any], message: str) -> bool:
    return call.operation == "cancelSubscription" and "already cancel" in message.lower()


def _facts_of(
    kind: type[errors.PaywallError],
    fields: dict[str, Any],
    call: Call[Any],
    headers: dict[str, str],
    now: float | None,
) -> dict[str, Any]:
    """
    Read what only this class of error tells.
    """
    if kind is errors.InsufficientTokensError:
        token_type = fields.get("type") or call.subject.get("token_type")
        return {
            "available": _count(fields.get("available")),
            "requested": _count(fields.get("requested", call.subject.get("requested"))),
            "token_type": token_type if isinstance(token_type, str) else None,
        }
    if kind is errors.QuotaExceededError:
        return _quota(fields.get("details"))
    if kind is errors.PortalUnavailableError:
        return {"is_test": _flag(fields.get("isTest"))}
    if kind is errors.AlreadyCancelledError:
        return {"subscription_id": call.subject.get("subscription_id")}
    if kind in (errors.RateLimitError, errors.ServerError):
        return {"retry_after": retry_after(headers, now)}
    return {}


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _flag(value: Any) -> bool | None:
    return {"1": True, "0": False, "true": True, "false": False}.get(str(value).lower())


def _quota(details: Any) -> dict[str, Any]:
    facts = _object(details)
    query_type = facts.get("queryType")
    query_type = query_type if isinstance(query_type, str) else ""
    balances = _balances(facts.get("balances"))
    current = _balances([facts.get("currentBalance")])
    left = current[0][1] if current else dict(balances).get(query_type)
    return {"balances": balances, "query_type": query_type, "current_balance": left}


def _balances(rows: Any, depth: int = 0) -> list[tuple[str, int]]:
    """
    Collect (type, count) pairs from the shapes the gateway has been seen to send: flat, nested lists, rows of balances.
    """
    found: list[tuple[str, int]] = []
    for row in _list(rows) if depth < 4 else []:
        fields = _object(row)
        count = _count(fields.get("count"))
        if isinstance(fields.get("type"), str) and count is not None:
            found.append((fields["type"], count))
        else:
            found += _balances(row if isinstance(row, list) else fields.get("balances"), depth + 1)
    return found


def _object(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []
