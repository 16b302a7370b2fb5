"""
Whatever is done in whatever order, through the client, from outside or by time: the server does what the model does.

`MODEL_EXAMPLES=2000 pytest tests/model` plays so many lives, and others in each run.
"""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine import Life

ASKED = os.environ.get("MODEL_EXAMPLES")
LIVES = settings(
    max_examples=int(ASKED or 60),
    stateful_step_count=30,
    derandomize=ASKED is None,
    print_blob=ASKED is not None,
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    Calls, payments, time and lost answers leave everybody with just what is theirs, told once, and a shop that knows.
    """
    monkeypatch.setattr(time, "sleep", lambda seconds: None)

    run_state_machine_as_test(Life, settings=LIVES)
