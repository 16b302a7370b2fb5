"""
A scripted fault that never happened fails its test, and no other.
"""

from __future__ import annotations

from .conftest import Run


def test_fault_that_never_happened_fails_the_test(run: Run) -> None:
    """
    At teardown, with what was scripted and how many calls it saw; the next test is not touched.
    """
    result = run("""
        def test_lazy(monetize, monetize_client):
            monetize.fault("startCheckout", do="reset", nth=2)
            monetize_client.create_checkout("price_123")

        def test_next(monetize_client):
            monetize_client.create_checkout("price_123")
    """)

    result.assert_outcomes(passed=2, errors=1)
    result.stdout.fnmatch_lines(
        [
            "*ERROR at teardown of test_lazy*",
            "Scripted, but never happened:",
            "Fault 1 (startCheckout: reset before, nth=2), which saw 1 call",
        ]
    )


def test_fault_that_happened_is_fine(run: Run) -> None:
    """
    Scripted for a test or for a block.
    """
    result = run("""
        import pytest

        from monetize_software import NetworkError

        def test_diligent(monetize, monetize_client):
            once = monetize_client.with_options(max_retries=0)
            monetize.fault("startCheckout", do="reset", first=1)
            with pytest.raises(NetworkError):
                once.create_checkout("price_123")
            with monetize.fault("getUserState", do="reset"), pytest.raises(NetworkError):
                once.get_user()
    """)

    result.assert_outcomes(passed=1)


def test_failure_of_the_test_stands_alone(run: Run) -> None:
    """
    A test that failed before it came to the fault is reported once, for its own reason.
    """
    result = run("""
        def test_red(monetize):
            monetize.fault("startCheckout", do="reset")
            raise KeyError("my own failure")
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*KeyError: 'my own failure'"])
    result.stdout.no_fnmatch_line("Scripted, but never happened:")
