"""
One whole object of every public model, made from the JSON that openapi.yaml describes.
"""

from __future__ import annotations

from enum import Enum
from typing import Any

from monetize_software import models
from monetize_software_api.json_model import Model

from .document import document, resolve

PUBLIC: list[str] = [name for name in models.__all__ if isinstance(getattr(models, name), type)]
ENUMS = [name for name in PUBLIC if issubclass(getattr(models, name), Enum)]
MODELS = [name for name in PUBLIC if issubclass(getattr(models, name), Model)]

_TEXTS = {"date-time": "2030-01-01T00:00:00Z"}
_OWN: dict[str, Any] = {
    "Cancellation": {
        "id": "s",
        "status": "active",
        "cancel_at_period_end": True,
        "cancel_at": _TEXTS["date-time"],
        "canceled_at": None,
        "message": "see you",
    },
    "CheckoutResult": {"url": "https://x", "acquiring": "stripe", "user_id": "u", "idempotency_key": "k"},
    "Trial": {"started_at": "2030-01-01T00:00:00Z", "expires_at": None},
}


def sample(name: str) -> Any:
    """
    A model with all its fields.
    """
    return getattr(models, name).from_dict(payload(name))


def payload(name: str) -> dict[str, Any]:
    """
    Its JSON form.
    """
    detail = {
        **_fitting(_schema("UserDetail")),
        "trial": {"startedAt": _TEXTS["date-time"], "expiresAt": _TEXTS["date-time"]},
    }
    own = {
        **_OWN,
        "PaywallUser": {
            "has_active_subscription": True,
            "purchases": [{"id": "s", "status": "trialing"}],
            "trial": _OWN["Trial"],
            "had_previous_trial": None,
        },
        "VerifiedUser": {
            "id": "u",
            "email": "nina@example.com",
            "name": "Nina",
            "has_active_subscription": True,
            "paid": False,
            "trial": _OWN["Trial"],
            "balances": detail["balances"],
            "purchases": detail["purchases"],
            "detail": detail,
        },
    }
    found: dict[str, Any] = own.get(name) or _fitting(_schema(name))
    return found


def _schema(name: str) -> Any:
    return document()["components"]["schemas"][name]


def _fitting(schema: Any) -> Any:
    schema = resolve(schema) if "$ref" in schema else schema
    if "allOf" in schema:
        return {name: value for part in schema["allOf"] for name, value in _fitting(part).items()}
    for alternative in schema.get("anyOf", ()):
        if alternative.get("type") != "null":
            return _fitting(alternative)
    if "const" in schema or "enum" in schema:
        return schema.get("const", schema.get("enum", [None])[0])
    kind = schema["type"] if isinstance(schema.get("type", "string"), str) else schema["type"][0]
    if kind == "object":
        known = {name: _fitting(inner) for name, inner in schema.get("properties", {}).items()}
        more = schema.get("additionalProperties")
        return known | ({"of_a_map": _fitting(more)} if isinstance(more, dict) else {"of_a_later_release": [1, "2"]})
    if kind == "array":
        return [_fitting(schema["items"])]
    return {"integer": 3, "number": 9.99, "boolean": True}.get(kind, _TEXTS.get(schema.get("format", ""), "x"))
