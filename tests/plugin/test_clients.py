"""
The clients of a test reach its billing service, blocking and on any event loop.
"""

from __future__ import annotations

from .conftest import Run


def test_clients_share_the_service(run: Run) -> None:
    """
    What one buys, another one of the same user sees; another user does not.
    """
    result = run("""
        def test_shared(monetize, monetize_client, monetize_client_for):
            monetize.pay(monetize_client.create_checkout("price_123").url)
            assert monetize_client_for("user@example.com").get_user().has_active_subscription
            assert not monetize_client_for("ada@example.com").get_user().has_active_subscription
    """)

    result.assert_outcomes(passed=1)


def test_client_takes_options(run: Run) -> None:
    """
    Another paywall with the key of its owner, and anything that the client takes.
    """
    result = run("""
        import pytest

        from monetize_software import ServerError
        from monetize_software_mock.faults.faults import status

        def test_options(monetize, monetize_client_for):
            elsewhere = monetize_client_for("elsewhere@example.com", paywall="4")
            assert ["9401"] == [price.id for price in elsewhere.get_prices()]
            assert not elsewhere.get_user_detail().paid
            rule = monetize.fault("getUserState", do=status(503))
            with pytest.raises(ServerError):
                monetize_client_for(max_retries=0).get_user()
            assert 1 == rule.seen
    """)

    result.assert_outcomes(passed=1)


def test_async_client_runs_on_any_loop(run: Run) -> None:
    """
    With anyio's plugin, on asyncio and on trio; the fixtures know of neither.
    """
    result = run(
        """
        import pytest

        pytestmark = pytest.mark.anyio

        async def test_bought(monetize, monetize_async_client, monetize_async_client_for):
            checkout = await monetize_async_client.create_checkout("price_123")
            monetize.pay(checkout.url)
            assert (await monetize_async_client.get_user()).has_active_subscription
            ada = monetize_async_client_for("ada@example.com")
            assert not (await ada.get_user()).has_active_subscription
        """,
        "-p",
        "anyio",
        "-v",
    )

    result.assert_outcomes(passed=2)
    result.stdout.fnmatch_lines(["*test_bought?asyncio? PASSED*", "*test_bought?trio? PASSED*"])


def test_async_client_runs_without_a_plugin(run: Run) -> None:
    """
    A loop that the test starts by itself is as good.
    """
    result = run("""
        import asyncio

        def test_prices(monetize_async_client):
            assert 3 == len(asyncio.run(monetize_async_client.get_prices()))
    """)

    result.assert_outcomes(passed=1)
