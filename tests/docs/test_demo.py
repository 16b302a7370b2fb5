"""
`make demo` tells the whole story, and notices when the story goes another way.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.spec.document import ROOT

DEMO = ROOT / "docs" / "demo" / "purchase.py"


@pytest.mark.enable_socket
def test_demo_plays_with_both_clients() -> None:
    """
    Every step passes with the sync and the async client, and a table of them stands at the end.
    """
    done = subprocess.run([sys.executable, str(DEMO)], capture_output=True, text=True, check=False, env=environment())

    assert ("", 0) == (done.stderr, done.returncode)
    assert "42 steps, all as told" in done.stdout.splitlines()[-1]
    for words in ("BillingClient", "AsyncBillingClient", "AlreadyPurchasedError", "POST /api/v1/paywall/{paywallId}"):
        assert words in done.stdout


@pytest.mark.enable_socket
def test_demo_names_the_step_that_deviates() -> None:
    """
    When an answer is not as told, the demo stops there, says which step it was, and exits with 1.
    """
    broken = (
        f"import sys; sys.path.insert(0, {str(DEMO.parent)!r}); import purchase\n"
        "step = purchase.STORY[9]\n"
        "purchase.STORY[9] = purchase.Step(step.title, step.code, step.call, purchase.balance(111))\n"
        "sys.exit(purchase.main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken], capture_output=True, text=True, check=False, env=environment()
    )

    assert 1 == done.returncode
    assert "Step 10 deviates: Give 100 tokens" in done.stderr


def environment() -> dict[str, str]:
    """
    The environment with a proxy that nobody must ask.
    """
    return {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
