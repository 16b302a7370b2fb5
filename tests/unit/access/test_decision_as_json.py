"""
A decision leaves as a JSON object with names, from `to_dict()` and from FastAPI.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pydantic import BaseModel, TypeAdapter

from monetize_software.access import Decision

UNTIL = datetime(2030, 2, 1, tzinfo=UTC)
DECISION = Decision(True, UNTIL, "ending", "price_123", plan="pro", user_id="u_1")


class Door(BaseModel):
    """
    A model of a user's own that has a decision.
    """

    decision: Decision


app = FastAPI()


@app.get("/decision")
def decision() -> Decision:
    """
    As the return type.
    """
    return DECISION


@app.get("/door")
def door() -> Door:
    """
    As a field.
    """
    return Door(decision=DECISION)


def test_to_dict_is_json() -> None:
    """
    Each attribute is there by its name, and a time as RFC 3339.
    """
    told = json.loads(json.dumps(DECISION.to_dict()))

    assert {
        "allowed": True,
        "until": "2030-02-01T00:00:00Z",
        "because": "ending",
        "plan": "pro",
    }.items() <= told.items()
    assert set(Decision._fields) == set(told)
    assert Decision(False).to_dict()["until"] is None


@pytest.mark.parametrize("path", ["/decision", "/door"])
def test_fastapi_answers_an_object(path: str) -> None:
    """
    Returned as the return type or inside a model, a decision is the same object, and the API's page describes it.
    """
    with TestClient(app) as client:
        answer = client.get(path).json()
        described = client.get("/openapi.json").text

    assert DECISION.to_dict() == answer.get("decision", answer)
    assert "purchase_id" in described


def test_pydantic_reads_it_back() -> None:
    """
    What was written is read as a decision again.
    """
    adapter = TypeAdapter(Decision)

    assert DECISION == adapter.validate_json(adapter.dump_json(DECISION)) == adapter.validate_python(DECISION)
