"""
Changes of the API as they may come one day, each made to a copy of openapi.yaml.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from monetize_software_codegen.document import ROOT, load

Document = dict[str, Any]
Change = Callable[[Document], None]

PAYWALL = "/api/v1/paywall/{paywallId}"


def schema(document: Document, name: str) -> Document:
    """
    A component's schema.
    """
    found: Document = document["components"]["schemas"][name]
    return found


def add_operation(document: Document) -> None:
    """
    `getReceipt`: a new path with a schema of its own.
    """
    document["components"]["schemas"]["Receipt"] = {
        "type": "object",
        "description": "A receipt.",
        "required": ["number"],
        "properties": {"number": {"type": "string"}},
    }
    answer = {"application/json": {"schema": {"$ref": "#/components/schemas/Receipt"}}}
    document["paths"][f"{PAYWALL}/receipt"] = {
        "get": {
            "operationId": "getReceipt",
            "tags": ["users"],
            "summary": "Read the latest receipt",
            "description": "The receipt of the latest payment.",
            "x-retry": "safe",
            "x-errors": ["http_400", "http_404"],
            "security": [{"ownerKey": []}],
            "parameters": [{"$ref": "#/components/parameters/PaywallId"}],
            "responses": {
                "200": {"description": "The receipt.", "content": answer},
                "400": {"$ref": "#/components/responses/InvalidRequest"},
                "404": {"$ref": "#/components/responses/PaywallNotFound"},
            },
        }
    }


def add_optional_request_field(document: Document) -> None:
    """
    A checkout may name a coupon.
    """
    schema(document, "StartCheckout")["properties"]["coupon"] = {"type": "string", "maxLength": 50}


def add_required_request_field(document: Document) -> None:
    """
    A change of a balance must give a reason.
    """
    change = schema(document, "BalanceChange")
    change["properties"]["reason"] = {"type": "string", "minLength": 1}
    change["required"].append("reason")


def add_optional_response_field(document: Document) -> None:
    """
    A balance may have an end.
    """
    schema(document, "Balance")["properties"]["expires_at"] = {"type": ["string", "null"], "format": "date-time"}


def add_required_response_field(document: Document) -> None:
    """
    A user's state always names a region.
    """
    state = schema(document, "UserState")
    state["properties"]["region"] = {"type": "string"}
    state["required"].append("region")


def add_response_enum_value(document: Document) -> None:
    """
    One more payment processor.
    """
    schema(document, "Acquiring")["enum"].append("polar")


def add_error_code(document: Document) -> None:
    """
    A checkout may find that its price was retired.
    """
    operation = document["paths"][f"{PAYWALL}/start-checkout"]["post"]
    examples = operation["responses"]["404"]["content"]["application/json"]["examples"]
    body = {"error": "price_retired", "message": "This price is not sold any more"}
    examples["price_retired"] = {"x-code": "price_retired", "value": body}
    operation["x-errors"].append("price_retired")
    document["x-error-catalogue"]["price_retired"] = {
        "status": 404,
        "group": "checkout",
        "origin": ["server"],
        "source": "rehearsal",
        "meaning": "The price is not sold any more.",
    }


def remove_response_field(document: Document) -> None:
    """
    A user's detail no longer says whether they paid.
    """
    detail = schema(document, "UserDetail")
    del detail["properties"]["paid"]
    detail["required"].remove("paid")


def remove_operation(document: Document) -> None:
    """
    No link to the customer portal any more.
    """
    del document["paths"][f"{PAYWALL}/get-customer-portal"]
    for name in ("OpenPortal", "CustomerPortal", "PortalRefusal"):
        del document["components"]["schemas"][name]


COMPATIBLE: tuple[Change, ...] = (
    add_operation,
    add_optional_request_field,
    add_optional_response_field,
    add_response_enum_value,
    add_error_code,
)
BREAKING: tuple[Change, ...] = (
    add_required_request_field,
    add_required_response_field,
    remove_response_field,
    remove_operation,
)


def changed(folder: Path, *changes: Change) -> Path:
    """
    Write a copy of openapi.yaml with these changes into a folder.
    """
    document = load(ROOT / "openapi.yaml")
    for change in changes:
        change(document)
    path = folder / "openapi.yaml"
    path.write_text(yaml.dump(document, Dumper=yaml.CSafeDumper, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path
