"""
`make demo` tells the whole story, and notices when the story goes another way.
"""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.support.document import ROOT

DEMO = ROOT / "docs" / "demo" / "purchase.py"
YEAR = ROOT / "docs" / "demo" / "a_year.py"


@pytest.mark.enable_socket
def test_demo_plays_with_both_clients() -> None:
    """
    Every step passes with the sync and the async client, and a table of them stands at the end.
    """
    done = subprocess.run([sys.executable, str(DEMO)], capture_output=True, text=True, check=False, env=environment())

    assert ("", 0) == (done.stderr, done.returncode)
    assert "60 steps, all as told" in done.stdout.splitlines()[-1]
    for words in (
        "AsyncBillingClient",
        "AlreadyPurchasedError",
        "POST /api/v1/paywall/{paywallId}",
        "QuotaExceededError",
    ):
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


@pytest.mark.enable_socket
def test_year_of_a_customer_is_lived_and_every_webhook_verified() -> None:
    """
    Trial, renewal, failed payment, recovery, plan change, refund and cancel come to what they must.
    """
    done = subprocess.run([sys.executable, str(YEAR)], capture_output=True, text=True, check=False, env=environment())

    assert ("", 0) == (done.stderr, done.returncode)
    assert "10 scenes, all as told; 12 webhooks received, every signature good" == done.stdout.splitlines()[-1]
    for words in ("is trialing", "failed: declined", "recovered at try 2", "15.00 USD refunded", "ended as cancelled"):
        assert words in done.stdout


@pytest.mark.enable_socket
def test_year_that_goes_another_way_is_noticed() -> None:
    """
    With another secret nothing is verified, so the first scene deviates and the exit code is 1.
    """
    broken = (
        f"import sys; sys.path.insert(0, {str(YEAR.parent)!r}); import a_year\n"
        "a_year.SECRET = 'whsec_of_somebody_else'\n"
        "sys.exit(a_year.main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken], capture_output=True, text=True, check=False, env=environment()
    )

    assert 1 == done.returncode
    assert "Scene 1 deviates: Ada starts a trial of 14 days" in done.stderr


def environment() -> dict[str, str]:
    """
    The environment with a proxy that nobody must ask.
    """
    return {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9"}
