"""
A red test explains itself; a green one says nothing.
"""

from __future__ import annotations

from .conftest import Run

TITLE = "*What happened in the billing service (monetize)*"


def test_red_test_tells_what_happened(run: Run) -> None:
    """
    The calls of the clients, what happened by itself, the events, and what the receiver answered.
    """
    result = run("""
        import pytest

        from monetize_software import NetworkError

        def refuse(body, headers):
            raise KeyError("plan")

        def test_red(monetize, monetize_client):
            monetize.webhooks.add(refuse)
            monetize.fault("startCheckout", do="reset", nth=1)
            monetize.fault("getUserState", do="reset", nth=7)
            with pytest.raises(NetworkError):
                monetize_client.with_options(max_retries=0).create_checkout("price_123")
            monetize.subscribe("user@example.com", "price_123", payments=["ok", "declined"])
            monetize.clock.advance(days=31)
            assert monetize_client.get_user().has_active_subscription
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        [
            TITLE,
            "It is 2030-02-01 00:00:00.",
            "Calls:",
            "  2030-01-01 00:00:00  startCheckout: reset",
            "  2030-02-01 00:00:00  getUserState: 200",
            "Happened:",
            "  2030-01-01 00:00:00  sub_* bought",
            "  2030-02-01 00:00:00  Renewal of sub_* failed: declined",
            "Events:",
            "  2030-01-01 00:00:00  subscription.created active",
            "  2030-02-01 00:00:00  subscription.updated past_due",
            "Webhooks not delivered:",
            "  subscription.created: exhausted after attempt 6: 500 KeyError: 'plan'",
            "Faults that never fired:",
            "  Fault 2 (getUserState: reset before, nth=7), which saw 1 call",
        ]
    )


def test_what_went_well_is_not_told(run: Run) -> None:
    """
    Neither webhooks that were taken nor faults that happened.
    """
    result = run("""
        import pytest

        from monetize_software import NetworkError

        def test_red(monetize, monetize_client):
            monetize.webhooks.add(lambda body, headers: None)
            monetize.subscribe("user@example.com", "price_123")
            monetize.fault("adjustBalance", do="reset")
            with pytest.raises(NetworkError):
                monetize_client.debit_tokens("gpt-4", 1)
            assert False
    """)

    result.stdout.fnmatch_lines([TITLE, "  2030-01-01 00:00:00  subscription.created attempt 1: 200"])
    result.stdout.no_fnmatch_line("Webhooks not delivered:")
    result.stdout.no_fnmatch_line("Faults that never fired:")


def test_long_lives_are_told_in_short(run: Run) -> None:
    """
    Only the last fifteen lines of each part.
    """
    result = run("""
        def test_red(monetize):
            monetize.clock.advance(days=720)
            assert False
    """)

    result.stdout.fnmatch_lines(["Happened (the last 15 of 46):"])
    assert 15 == len([line for line in result.outlines if "renewed" in line])


def test_refused_calls_say_why(run: Run) -> None:
    """
    Of any client, also one the project has built by itself; a path that is no operation is shown as it was asked.
    """
    result = run("""
        import httpx

        def test_red(monetize):
            with httpx.Client(transport=monetize.transport(), base_url="http://billing.test") as mine:
                mine.get("/api/v1/paywall/3/balances?email=user@example.com")
                mine.get("/api/v9/nothing")
            assert False
    """)

    result.stdout.fnmatch_lines(
        ["Calls:", "  2030-01-01 00:00:00  getBalances: 401 {*}", "  2030-01-01 00:00:00  GET /api/v9/nothing: 404 {*}"]
    )


def test_webhook_that_waits_is_told(run: Run) -> None:
    """
    One that was never sent has no answer to show.
    """
    result = run("""
        import pytest

        @pytest.mark.monetize(deliveries="manual")
        def test_red(monetize):
            monetize.webhooks.add(lambda body, headers: None)
            monetize.subscribe("user@example.com", "price_123")
            assert False
    """)

    result.stdout.fnmatch_lines(["  subscription.created: held"])


def test_failed_preparation_is_explained(run: Run) -> None:
    """
    When a fixture of the project fails after the service was used.
    """
    result = run("""
        import pytest

        @pytest.fixture
        def buyer(monetize):
            monetize.subscribe("user@example.com", "price_123")
            raise LookupError

        def test_nothing(buyer): ...
    """)

    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([TITLE, "  2030-01-01 00:00:00  subscription.created active"])


def test_long_answer_is_cut_to_a_line(run: Run) -> None:
    """
    A receiver may answer with a page.
    """
    result = run("""
        def test_red(monetize):
            monetize.webhooks.add(lambda body, headers: (500, "line\\n" * 190))
            monetize.subscribe("ada@example.com", "price_123")
            assert False
    """)

    lines = [line for line in result.outlines if "after attempt 1: 500 line line" in line]
    assert [True] == [len(line) < 220 for line in lines]


def test_story_shows_no_secret_and_no_address(run: Run) -> None:
    """
    Whatever a receiver answers with.
    """
    result = run("""
        def test_red(monetize):
            said = "ada@example.com sk_test_" + "0123456789abcdef"
            monetize.webhooks.add(lambda body, headers: (500, said))
            monetize.subscribe("ada@example.com", "price_123")
            assert False
    """)

    story = "\n".join(result.outlines).partition("What happened in the billing service")[2]
    assert "500 *** sk_test_***" in story
    assert "ada@example.com" not in story
    assert "0123456789abcdef" not in story


def test_story_that_cannot_be_told_hides_nothing(run: Run) -> None:
    """
    When the test has closed its service, its own failure is reported all the same.
    """
    result = run("""
        def test_red(monetize):
            monetize.close()
            raise KeyError("my own failure")

        def test_next(monetize): ...
    """)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*KeyError: 'my own failure'", TITLE, "It cannot be told: ProgrammingError: *"])


def test_green_test_says_nothing(run: Run) -> None:
    """
    Nor does one that is skipped or expected to fail.
    """
    result = run(
        """
        import pytest

        def test_green(monetize): ...

        def test_skipped(monetize):
            pytest.skip()

        @pytest.mark.xfail
        def test_expected(monetize):
            assert False
        """,
        "-rA",
    )

    result.assert_outcomes(passed=1, skipped=1, xfailed=1)
    result.stdout.no_fnmatch_line(TITLE)


def test_red_test_without_a_service_says_nothing(run: Run) -> None:
    """
    Tests that do not use the plugin look as they did.
    """
    result = run("def test_red():\n    assert False")

    result.assert_outcomes(failed=1)
    result.stdout.no_fnmatch_line(TITLE)
