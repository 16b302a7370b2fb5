"""
A few short lives, the same ones in every run, and nothing is made smaller: enough to notice a broken rule in seconds.

Only mutants name it; the whole run beside it finds more, and is what the suite collects.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from .machine import Life

SHORT = settings(
    max_examples=20,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


def test_short_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    The server does what the model does.
    """
    monkeypatch.setattr(time, "sleep", lambda seconds: None)

    run_state_machine_as_test(Life, settings=SHORT)
