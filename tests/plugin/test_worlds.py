"""
Every test has a billing service of its own, which begins as the test asked.
"""

from __future__ import annotations

from .conftest import Run

CUSTOM = """
    from dataclasses import replace

    import pytest

    from monetize_software_mock import World, default_world
    from monetize_software_mock.state.rows import ApiKey
    from monetize_software_mock.world.declaration import Paywall, Price

    def world(paywall_id):
        return World(
            keys=(ApiKey("sk_test_gone", "me", active=False), ApiKey("sk_test_mine", "me", active=True)),
            paywalls=(Paywall(paywall_id, owner="me", prices=(Price("gold", 5),)),),
        )
"""


def test_each_test_begins_anew(run: Run) -> None:
    """
    What one test bought and how far it went, the next one does not see.
    """
    result = run("""
        import pytest

        @pytest.mark.parametrize("time", ["first", "second"])
        def test_buys(monetize, monetize_client, time):
            assert "2030-01-01" == str(monetize.clock.now())[:10]
            assert not monetize_client.get_user().has_active_subscription
            monetize.subscribe("user@example.com", "price_123")
            monetize.clock.advance(days=1)
            assert monetize_client.get_user().has_active_subscription
    """)

    result.assert_outcomes(passed=2)


def test_handles_are_those_of_the_test(run: Run) -> None:
    """
    The fixtures of one test belong to one billing service.
    """
    result = run("""
        def test_same(
            monetize, monetize_clock, monetize_webhooks, monetize_events, monetize_deliveries, monetize_faults
        ):
            monetize_webhooks.add(lambda body, headers: None)
            monetize.subscribe("user@example.com", "price_123")
            monetize_clock.advance(days=3)
            assert "2030-01-04" == str(monetize.clock.now())[:10]
            assert monetize_events.expect("subscription.created").id
            assert monetize_deliveries.expect("subscription.created").id
            assert monetize_faults is monetize.faults
    """)

    result.assert_outcomes(passed=1)


def test_world_fixture_is_overridden(run: Run) -> None:
    """
    A project's own `monetize_world` is what its services hold; the clients use its first paywall and an active key.
    """
    result = run(
        CUSTOM
        + """
    @pytest.fixture
    def monetize_world():
        return world("77")

    def test_mine(monetize_client):
        assert ["gold"] == [price.id for price in monetize_client.get_prices()]
        assert monetize_client.create_checkout("gold").url
    """
    )

    result.assert_outcomes(passed=1)


def test_marker_wins_over_the_fixture_and_the_nearest_marker_over_others(run: Run) -> None:
    """
    Argument by argument: the test's own, then its module's, then the fixture.
    """
    result = run(
        CUSTOM
        + """
    pytestmark = pytest.mark.monetize(world=world("78"), user="module@example.com")

    @pytest.fixture
    def monetize_world():
        return world("77")

    def test_of_the_module(monetize, monetize_client):
        assert "78" == monetize.world.paywalls[0].id

    @pytest.mark.monetize(world=world("79"))
    def test_of_its_own(monetize, monetize_client):
        assert "79" == monetize.world.paywalls[0].id
        assert "module@example.com" == monetize_client.identity.email
    """
    )

    result.assert_outcomes(passed=2)


def test_marker_sets_clock_deliveries_and_clients(run: Run) -> None:
    """
    Each argument reaches what it names.
    """
    result = run("""
        import pytest

        @pytest.mark.monetize(clock="rate", rate=60, deliveries="manual", paywall="5", user="freemius@example.com")
        def test_other(monetize, monetize_client, monetize_async_client):
            assert ("rate", 60) == (monetize.clock.mode, monetize.clock.rate)
            assert "manual" == monetize.deliveries.mode
            assert monetize_client.get_user().has_active_subscription
            assert "freemius@example.com" == monetize_async_client.identity.email
    """)

    result.assert_outcomes(passed=1)


def test_wrong_marker_is_refused(run: Run) -> None:
    """
    A misspelt argument, one without a name and a misspelt mode fail the test with words that say what there is.
    """
    result = run("""
        import pytest

        @pytest.mark.monetize(word=1)
        def test_misspelt(monetize): ...

        @pytest.mark.monetize("collect")
        def test_unnamed(monetize): ...

        @pytest.mark.monetize(deliveries="manul")
        def test_mode(monetize): ...
    """)

    result.assert_outcomes(errors=3)
    known = "takes world, clock, rate, deliveries, paywall, user, receivers_may_fail"
    result.stdout.fnmatch_lines(
        [
            f"@pytest.mark.monetize {known}; it was given word",
            f"@pytest.mark.monetize {known}; it was given arguments without a name",
            "*mode must be one of: settle, live, collect, manual",
        ]
    )


def test_world_is_forgotten_with_its_test(run: Run) -> None:
    """
    However many tests there are, only one world is in memory.
    """
    result = run("""
        import gc

        import pytest

        from monetize_software_mock import Mock

        @pytest.mark.parametrize("number", range(3))
        def test_one_world(monetize, number):
            gc.collect()
            assert [monetize] == [each for each in gc.get_objects() if type(each) is Mock]
    """)

    result.assert_outcomes(passed=3)


def test_workers_have_worlds_of_their_own(run: Run) -> None:
    """
    Under pytest-xdist the same purchase works in every process, and a red test still explains itself.
    """
    result = run(
        """
        import pytest

        @pytest.mark.parametrize("number", range(4))
        def test_buys(monetize, number):
            monetize.subscribe("user@example.com", "price_123")
            assert 3 != number
        """,
        "-p",
        "xdist",
        "-n",
        "2",
    )

    result.assert_outcomes(passed=3, failed=1)
    result.stdout.fnmatch_lines(["*What happened in the billing service*", "*subscription.created active"])
