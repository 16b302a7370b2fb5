"""
A receiver that fails is one failed test with the receiver's traceback, whatever it raised, and never the run's end.
"""

from __future__ import annotations

import pytest

from .conftest import Run

WAYS = {
    "assert": ("assert 1 == 2", "E * assert 1 == 2"),
    "exception": ('raise KeyError("plan")', "E * KeyError: 'plan'"),
    "pytest.fail": ('pytest.fail("not like this")', "*not like this*"),
    "pytest.skip": ('pytest.skip("not today")', "E * The receiver raised Skipped: not today"),
    "sys.exit": ("sys.exit(3)", "E * The receiver raised SystemExit: 3"),
    "BaseException": ('raise BaseException("odd")', "E * BaseException: odd"),
}
KINDS = {
    "function": """
        def receive(body, headers):
            {failure}
        monetize.webhooks.add(receive)
    """,
    "coroutine function": """
        async def receive(body, headers):
            {failure}
        monetize.webhooks.add(receive)
    """,
    "WSGI": """
        def app(environ, start_response):
            {failure}
        monetize.webhooks.add(app, path="/hooks")
    """,
    "ASGI": """
        async def app(scope, receive, send):
            if scope["type"] != "http":
                raise NotImplementedError
            {failure}
        monetize.webhooks.add(app, path="/hooks")
    """,
}


def module(kind: str, failure: str) -> str:
    """
    A test that buys, another that has nothing to do with it.
    """
    added = KINDS[kind].format(failure=failure)
    return f"""
    import sys

    import pytest

    def test_buys(monetize):
        {added.strip()}
        monetize.subscribe("ada@example.com", "price_123")

    def test_next(monetize): ...
    """


@pytest.mark.parametrize("way", WAYS)
def test_failing_function_fails_its_test(run: Run, way: str) -> None:
    """
    With what was raised and where; the world goes on, and the report says what became of the webhook.
    """
    failure, line = WAYS[way]
    result = run(module("function", failure))

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines_random([line, "*test_it.py:*", f"*{failure}*", "*Webhooks not delivered:*"])
    result.stdout.fnmatch_lines(["  subscription.created: pending after attempt 1: 500 *"])
    assert "INTERNALERROR" not in result.stdout.str()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["exception", "pytest.fail", "sys.exit"])
def test_every_kind_of_receiver_fails_its_test(run: Run, kind: str, way: str) -> None:
    """
    Applications too, whatever loop they run in.
    """
    failure, line = WAYS[way]
    result = run(module(kind, failure))

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines([line])


@pytest.mark.parametrize("kind", KINDS)
def test_interrupt_interrupts(run: Run, kind: str) -> None:
    """
    A KeyboardInterrupt in a receiver ends the run as Ctrl-C does.
    """
    result = run(module(kind, "raise KeyboardInterrupt"))

    assert pytest.ExitCode.INTERRUPTED == result.ret
    result.stdout.fnmatch_lines(["*KeyboardInterrupt*"])
    assert "INTERNALERROR" not in result.stdout.str()


def test_silent_500_of_an_application_fails_the_test(run: Run) -> None:
    """
    That is what a framework makes of an exception; 503 is what an application says on purpose.
    """
    result = run("""
        def answering(status):
            def app(environ, start_response):
                start_response(status, [])
                return [b"oops"]
            return app

        def test_crashes(monetize):
            monetize.webhooks.add(answering("500 Internal Server Error"), path="/hooks")
            monetize.subscribe("ada@example.com", "price_123")

        def test_is_down(monetize):
            monetize.webhooks.add(answering("503 Service Unavailable"), path="/hooks")
            monetize.subscribe("ada@example.com", "price_123")
    """)

    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*SilentFailure: The application answered 500 and kept to itself what it raised*"])


def test_failure_may_be_meant(run: Run) -> None:
    """
    For a block, which insists on it, or for a whole test.
    """
    result = run("""
        import pytest

        def receive(body, headers):
            raise KeyError("plan")

        def test_block(monetize):
            monetize.webhooks.add(receive)
            with monetize.webhooks.expect_failures(KeyError) as failures:
                monetize.subscribe("ada@example.com", "price_123")
            assert ["subscription.created"] == [each.type for each in failures]

        def test_other_failure(monetize):
            monetize.webhooks.add(receive)
            with monetize.webhooks.expect_failures(LookupError):
                monetize.subscribe("ada@example.com", "price_123")
            monetize.subscribe("bob@example.com", "price_123")

        def test_nothing_failed(monetize):
            with monetize.webhooks.expect_failures(KeyError):
                pass

        @pytest.mark.monetize(receivers_may_fail=True)
        def test_allowed(monetize):
            monetize.webhooks.add(receive)
            monetize.subscribe("ada@example.com", "price_123")
    """)

    result.assert_outcomes(passed=2, failed=2)
    result.stdout.fnmatch_lines(["E * KeyError: 'plan'", "*AssertionError: No receiver raised KeyError*"])


def test_other_reasons_to_fail_come_first(run: Run) -> None:
    """
    A test that fails by itself is reported as it is, and what receivers raised stands in its story.
    """
    result = run("""
        def receive(body, headers):
            raise KeyError("plan")

        def test_red(monetize):
            monetize.webhooks.add(receive)
            monetize.subscribe("ada@example.com", "price_123")
            assert 1 == 2
    """)

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(
        ["E * assert 1 == 2", "Receivers raised:", "  subscription.created: KeyError: 'plan', at test_it.py:2"]
    )


def test_failure_after_the_test_is_not_lost(run: Run) -> None:
    """
    A webhook that another fixture's end causes.
    """
    result = run("""
        import pytest

        def receive(body, headers):
            raise KeyError("plan")

        @pytest.fixture
        def subscriber(monetize):
            yield
            monetize.subscribe("ada@example.com", "price_123")

        def test_green(monetize, subscriber):
            monetize.webhooks.add(receive)
    """)

    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["E * KeyError: 'plan'"])


def test_expected_failure_stays_expected(run: Run) -> None:
    """
    A test that is marked xfail may fail by its receiver.
    """
    result = run("""
        import pytest

        @pytest.mark.xfail(strict=True)
        def test_known(monetize):
            monetize.webhooks.add(lambda body, headers: 1 / 0)
            monetize.subscribe("ada@example.com", "price_123")
    """)

    result.assert_outcomes(xfailed=1)


@pytest.mark.parametrize("options", [(), ("--showlocals",), ("-rA", "--tb=long")], ids=["plain", "locals", "all"])
def test_report_never_moves_the_world(run: Run, options: tuple[str, ...]) -> None:
    """
    No delivery, no clock, no settling: the journal is the same before and after the report.
    """
    conftest = """
        import pytest

        @pytest.hookimpl(hookwrapper=True, tryfirst=True)
        def pytest_runtest_makereport(item, call):
            mock = item.funcargs["monetize"]
            before = None if call.when == "teardown" else (mock.journal(), mock.clock.now())
            yield
            if call.when == "call":
                print("report moved the world:", before != (mock.journal(), mock.clock.now()))
    """
    result = run(
        """
        def test_red(monetize, monetize_events, monetize_deliveries):
            def receive(body, headers):
                raise KeyboardInterrupt if len(seen) else None

            seen = []
            monetize.webhooks.add(lambda body, headers: (500, "down"))
            monetize.webhooks.add(receive)
            events = monetize_events
            try:
                seen.append(1)
                monetize.subscribe("ada@example.com", "price_123")
            except KeyboardInterrupt:
                pass
            assert 1 == 2
        """,
        "-s",
        *options,
        conftest=conftest,
    )

    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*report moved the world: False", "Webhooks not delivered:*"])
