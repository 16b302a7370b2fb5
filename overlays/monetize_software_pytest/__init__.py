"""
The pytest plugin: a billing service of its own for every test that asks for one. Loaded into every run of pytest, so it
imports nothing of the client or the mock server until a fixture is used, and never fails without the extra `mock`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from pluggy import Result

    from monetize_software import AsyncBillingClient, BillingClient
    from monetize_software_mock import Deliveries, Events, Faults, Mock, VirtualClock, Webhooks, World

    from .lives import Life
    from .signed_requests import Signer

_EXTRA = ("jinja2", "jsonschema_rs", "python_multipart", "yaml")
_LIFE = pytest.StashKey["Life"]()
_SHARED = pytest.StashKey["list[Life]"]()
_MARKER = (
    "monetize(world=None, clock='frozen', rate=None, deliveries='settle', paywall=None, user='user@example.com', "
    "receivers_may_fail=False): how the billing service of the monetize fixtures begins."
)


def pytest_configure(config: pytest.Config) -> None:
    """
    Make the marker known.
    """
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """
    Let a shared billing service expect nothing of what happened to earlier tests.
    """
    for life in _shared_by(item):
        life.begin_test()


@pytest.hookimpl(hookwrapper=True)  # the old form, because a plugin manager that lacks the new one fails at its sight
def pytest_runtest_call(item: pytest.Item) -> Generator[None, Result[None], None]:
    """
    Fail a test that went well but for a receiver of webhooks that did not.
    """
    outcome = yield
    errors = [error for life in _lives_of(item) if (error := life.claim_failure() if outcome.excinfo is None else None)]
    if errors:
        outcome.force_exception(errors[0])


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Result[pytest.TestReport], None]:
    """
    Let the report of a failed test tell what happened in its billing services. Nothing happens by its being told.
    """
    lives = _lives_of(item)
    with ExitStack() as stack:
        for life in lives:
            stack.enter_context(life.mock.standing_still())
        report = (yield).get_result()
        for life in lives if report.failed else ():
            life.explain(report)


def _lives_of(item: pytest.Item) -> list[Life]:
    own = item.stash.get(_LIFE, None)
    return [*([own] if own is not None else ()), *_shared_by(item)]


def _shared_by(item: pytest.Item) -> list[Life]:
    """
    Return the services of a wider scope that a test may use: those of the factory it asks for, perhaps through others.
    """
    asks = "monetize_factory" in getattr(item, "fixturenames", ())
    return list(item.config.stash.get(_SHARED, ())) if asks else []


@pytest.fixture
def monetize_world() -> World | Path | str:
    """
    What the billing service holds at the start: the documented default world. To change that for a folder or a module,
    define a fixture of this name that returns a `World` or the path of a world's file; for one test there is
    `@pytest.mark.monetize(world=...)`.
    """
    _need_the_extra()
    from monetize_software_mock import default_world

    return default_world()


@pytest.fixture
def _monetize_life(request: pytest.FixtureRequest, monetize_world: World | Path | str) -> Iterator[Life]:
    _need_the_extra()
    from .lives import Life
    from .options import Options

    with Life.of(Options.of(request.node), monetize_world) as life:
        request.node.stash[_LIFE] = life
        yield life
        del request.node.stash[_LIFE]  # or every world would live as long as the run


@pytest.fixture(scope="session")
def monetize_factory(pytestconfig: pytest.Config) -> Callable[..., AbstractContextManager[Life]]:
    """
    Makes billing services for any scope: `with monetize_factory(world="acme.yaml") as billing`, and whatever
    else the marker takes. `billing` has `mock`, `client_for(email)`, `async_client_for(email)` and `url`, where other
    processes find it.
    """
    _need_the_extra()
    return partial(_shared_life, pytestconfig.stash.setdefault(_SHARED, []))


@contextmanager
def _shared_life(open_ones: list[Life], *unnamed: Any, **named: Any) -> Generator[Life]:
    from monetize_software_mock import default_world

    from .lives import Life
    from .options import Options

    with Life.of(Options.given(unnamed, named), default_world()) as life:
        open_ones.append(life)
        try:
            yield life
        finally:
            open_ones.remove(life)


@pytest.fixture
def monetize(_monetize_life: Life) -> Mock:
    """
    A billing service of its own for this test, in this process: no port, no thread, a clock that stands still.

    `monetize.subscribe(email, price)` and `buy` sell, `pay(checkout.url)` pays as the page would,
    `clock.advance(days=31)` lets time pass, `webhooks.add(app, path="/webhooks")` lets an application receive, and
    `fault(...)` scripts a failure, which must happen.
    """
    return _monetize_life.mock


@pytest.fixture
def monetize_url(_monetize_life: Life) -> str:
    """
    Address of this test's billing service, on a free port of this machine, for applications in other processes and in
    other languages; it is the `api_origin` of their clients.
    """
    return _monetize_life.url


@pytest.fixture
def monetize_client(monetize_client_for: Callable[..., BillingClient]) -> BillingClient:
    """
    A `BillingClient` of the billing service with its owner's key, bound to `user@example.com`, who has bought nothing.
    """
    return monetize_client_for()


@pytest.fixture
def monetize_async_client(monetize_async_client_for: Callable[..., AsyncBillingClient]) -> AsyncBillingClient:
    """
    The same as `monetize_client`, asynchronous; for any event loop.
    """
    return monetize_async_client_for()


@pytest.fixture
def monetize_client_for(_monetize_life: Life) -> Callable[..., BillingClient]:
    """
    Makes clients: `monetize_client_for("ada@example.com", paywall="5", max_retries=0)`; further options as of
    `BillingClient`.
    """
    return _monetize_life.client_for


@pytest.fixture
def monetize_async_client_for(_monetize_life: Life) -> Callable[..., AsyncBillingClient]:
    """
    Makes asynchronous clients as `monetize_client_for` does.
    """
    return _monetize_life.async_client_for


@pytest.fixture
def monetize_clock(monetize: Mock) -> VirtualClock:
    """
    The virtual clock: `now()`, `advance(months=1)`, `preview(days=31)`, `step()` to what is due next, `set(moment)`.
    """
    return monetize.clock


@pytest.fixture
def monetize_webhooks(monetize: Mock) -> Webhooks:
    """
    The receivers of webhooks: `add(function)`, `add(app, path="/webhooks")` for a WSGI or ASGI application.
    """
    return monetize.webhooks


@pytest.fixture
def monetize_events(monetize: Mock) -> Events:
    """
    Every event emitted: `expect(type)`, `trigger(type, email)`.
    """
    return monetize.events


@pytest.fixture
def monetize_deliveries(monetize: Mock) -> Deliveries:
    """
    Every webhook sent: `expect(type)`, `settle()`, `duplicate(delivery)`, `hold_type()`, `release(order="reversed")`.
    """
    return monetize.deliveries


@pytest.fixture
def monetize_faults(monetize: Mock) -> Faults:
    """
    What is scripted to go wrong: `add("startCheckout", do="reset", when="after_commit")`. A fault that never happened
    fails the test that scripted it.
    """
    return monetize.faults


@pytest.fixture
def monetize_signed_request(monetize: Mock) -> Signer:
    """
    Makes the request that delivers an event, for the test client of your framework: `monetize_signed_request(event)`
    has `method`, `url`, `headers` and `body`. The event may be a type, for the latest one of it.
    """
    from .signed_requests import Signer

    return Signer(monetize)


def _need_the_extra() -> None:
    from importlib.util import find_spec

    from monetize_software.installing import how_to_install

    if any(find_spec(name) is None for name in _EXTRA):
        pytest.fail(f"The mock server is not installed. {how_to_install('mock')}", pytrace=False)
