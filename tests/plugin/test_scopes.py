"""
A billing service for a module or a session, and one on a port for an application in another process.
"""

from __future__ import annotations

import pytest

from .conftest import Run

MODULE = """
    import pytest

    @pytest.fixture(scope="module")
    def billing(monetize_factory):
        with monetize_factory(user="ada@example.com") as billing:
            yield billing
"""


def test_service_of_a_module_is_shared(run: Run) -> None:
    """
    What one test bought, the next one finds; its clients act for whom the factory was told.
    """
    result = run(
        MODULE
        + """
    def test_buys(billing):
        billing.mock.pay(billing.client_for().create_checkout("price_123"))

    def test_has(billing):
        assert billing.client_for().get_user().has_active_subscription
        assert "ada@example.com" == billing.async_client_for().identity.email
    """
    )

    result.assert_outcomes(passed=2)


def test_shared_service_expects_nothing_of_earlier_tests(run: Run) -> None:
    """
    An event counts from the start of the test, its fixtures included.
    """
    result = run(
        MODULE
        + """
    @pytest.fixture
    def subscriber(billing):
        return billing.mock.subscribe("bob@example.com", "price_123")

    def test_buys(billing):
        billing.mock.subscribe("ada@example.com", "price_123")
        billing.mock.events.expect("subscription.created")

    def test_forgot(billing):
        billing.mock.events.expect("subscription.created")

    def test_prepared(billing, subscriber):
        assert subscriber.user_id == billing.mock.events.expect("subscription.created").user_id
    """
    )

    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["E * No subscription.created was emitted since the mark; there were:*"])


def test_shared_service_explains_red_tests(run: Run) -> None:
    """
    With its story and with what its receivers raised.
    """
    result = run(
        MODULE
        + """
    def test_receiver(billing):
        billing.mock.webhooks.add(lambda body, headers: 1 / 0)
        billing.mock.subscribe("ada@example.com", "price_123")

    def test_green(billing): ...

    def test_elsewhere():
        assert 1 == 2
    """
    )

    result.assert_outcomes(passed=1, failed=2)
    result.stdout.fnmatch_lines(["*ZeroDivisionError*", "*What happened in the billing service*"])
    assert 1 == result.stdout.str().count("What happened in the billing service")


def test_factory_says_what_it_takes(run: Run) -> None:
    """
    A misspelt argument is an error with the words that there are.
    """
    result = run("""
        def test_wrong(monetize_factory):
            with monetize_factory(word=1): ...
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*monetize_factory takes world, clock, *; it was given word"])


SERVED = """
    import subprocess
    import sys

    SCRIPT = '''
    import sys
    from monetize_software import BillingClient
    billing = BillingClient(paywall_id="3", api_origin=sys.argv[1], api_key="sk_test_mock")
    print(billing.for_user(email="user@example.com").create_checkout("price_123").url)
    '''.replace("\\n    ", "\\n")

    def checkout(url):
        return subprocess.run([sys.executable, "-c", SCRIPT, url], check=True, capture_output=True, text=True).stdout

    def test_served(monetize, monetize_url, monetize_client):
        monetize.pay(checkout(monetize_url).strip())
        assert monetize_client.get_user().has_active_subscription

    def test_shared(monetize_factory):
        with monetize_factory() as billing:
            url = billing.url
            billing.mock.pay(checkout(url).strip())
            assert billing.url == url
            assert billing.client_for().get_user().has_active_subscription
"""


def test_application_in_another_process_finds_the_service(run: Run) -> None:
    """
    At the address of a fixture, on a port of its own; the clock and the handles stay in the test.
    """
    run(SERVED).assert_outcomes(passed=2)


@pytest.mark.parametrize("allowed", [True, False])
def test_blocked_sockets_are_explained(run: Run, allowed: bool) -> None:
    """
    With pytest-socket, the service is found where its hosts are allowed, else the error says what to write.
    """
    options = ["-p", "pytest_socket", "--disable-socket", "--allow-unix-socket"]
    result = run(SERVED, *options, *(["--allow-hosts=127.0.0.1"] if allowed else []))

    result.assert_outcomes(**({"passed": 2} if allowed else {"failed": 1, "errors": 1}))
    if not allowed:
        result.stdout.fnmatch_lines(["E * RuntimeError: The mock server cannot listen*--allow-hosts=127.0.0.1*"])
