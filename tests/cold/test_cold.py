"""
Fresh interpreters, in which many threads, many event loops and a fork meet every lazy thing first.

The rest of the suite is warm: whatever could be met half loaded was loaded by an earlier test.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import monetize_software_api
from monetize_software import _client, _warm_up, webhooks
from monetize_software._wire import connections
from tests.support.document import ROOT

from .service import service

FIRSTS = Path(__file__).with_name("firsts.py")
AS_INSTALLED = "import sys; sys.modules.update(dict.fromkeys(('click', 'pygments', 'rich', 'socksio', 'trio')));"
"""httpx imports these where a developer has them. They cost time and are not what this is about."""
PACKAGES = [Path(_client.__file__).parent, Path(str(monetize_software_api.__file__)).parent]
HOMES = sorted({str(package.parent) for package in PACKAGES})

pytestmark = [pytest.mark.enable_socket, pytest.mark.xdist_group("cold")]


@pytest.fixture(scope="module")
def origin() -> Iterator[str]:
    """
    The server of all these processes.
    """
    with service() as address:
        yield address


def fresh(code: str, *arguments: str) -> str:
    """
    Run a program in an interpreter of its own, with the package that is tested here and no other setting; return what
    it printed.
    """
    ours = ("PYTHON", "COVERAGE", "PYTEST")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    start = f"{AS_INSTALLED} sys.path[:0] = {HOMES!r}\n"
    command = [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", start + code, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True, check=False, timeout=120)
    return done.stdout + done.stderr


def played(scene: str, origin: str, seed: int) -> list[str]:
    """
    Play a scene of `firsts.py`: what went wrong.
    """
    program = f"import runpy; sys.argv[0] = {str(FIRSTS)!r}; runpy.run_path(sys.argv[0], run_name='__main__')"
    return fresh(program, scene, origin, str(seed)).split("\n")[:-1]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("scene", ["calls", "awaited", "refusals", "places", "everything", "modules"])
def test_no_thread_meets_a_thing_half_made(origin: str, scene: str, seed: int) -> None:
    """
    24 threads that do a process's first things at once get their answers, or errors of the SDK, and none hangs.
    """
    assert [] == played(scene, origin, seed)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("seed", range(2))
def test_children_forked_during_first_calls_can_call(origin: str, seed: int) -> None:
    """
    After `warm_up()`, a child that is forked while other threads make the first calls makes every one of them itself.
    """
    assert [] == played("forks", origin, seed)


def test_blocking_client_loads_nothing_that_awaits(origin: str) -> None:
    """
    A program that only blocks never loads what sockets of event loops need, nor asyncio with it.
    """
    code = f"""
import monetize_software
with monetize_software.BillingClient(paywall_id='3', api_origin={origin!r}, api_key='sk_test_x') as billing:
    billing.for_user(email='ada@example.com').list_purchases()
awaiting = {{'asyncio', 'monetize_software._wire.async_sockets', 'monetize_software._wire.loops'}}
print(sorted(awaiting & set(sys.modules)))
"""
    assert "[]\n" == fresh(code)


def test_after_warming_up_no_call_loads_anything(origin: str) -> None:
    """
    Whatever calls, refusals, events and lost connections need, with either client, `warm_up()` has loaded.
    """
    code = f"""
sys.path.insert(0, {str(FIRSTS.parent)!r})
import json, firsts, monetize_software
monetize_software.warm_up()
before = set(sys.modules)
problems = firsts.one_by_one({origin!r})
print(json.dumps([problems, sorted(set(sys.modules) - before)]))
"""
    assert [[], []] == json.loads(fresh(code))


def test_what_is_warmed_up_is_there() -> None:
    """
    Every public module that is named for warming up exists.
    """
    there = {path.stem for path in PACKAGES[0].iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()}

    assert set() == _warm_up._PUBLIC - there
    assert {connections.__name__, webhooks.__name__} <= set(sys.modules)


def test_warming_up_twice_costs_nothing_and_sends_nothing() -> None:
    """
    The second time nothing is loaded, no TLS context is made any more, and no address was ever asked for.
    """
    code = """
import socket, ssl, monetize_software
def refuse(*_): raise AssertionError("opened")
socket.getaddrinfo = socket.socket.connect = refuse
monetize_software.warm_up()
before = set(sys.modules)
ssl.SSLContext = refuse
monetize_software.warm_up()
import httpx
from monetize_software._wire.connections import tls_context
for secure in (True, False):
    tls_context(httpx, secure=secure)
print(sorted(set(sys.modules) - before))
"""
    assert "[]\n" == fresh(code)


@pytest.mark.parametrize(
    ("threads", "warm"),
    [("", False), ("import threading; threading.Thread(target=threading.Event().wait, daemon=True).start()", True)],
)
def test_a_client_built_beside_threads_warms_up(threads: str, warm: bool) -> None:
    """
    A client loads everything when it is built where other threads run, and nothing where none do.
    """
    code = f"""
import monetize_software
loaded = 'httpx' in sys.modules
{threads}
monetize_software.BillingClient(paywall_id='3', api_origin='https://pay.example.com')
from monetize_software._wire import connections
print(loaded, 'httpx' in sys.modules, *sorted(connections._tls), flush=True)
import os
os._exit(0)
"""
    assert f"False {warm}{' http httpx' * warm}\n" == fresh(code)


def test_certificates_that_cannot_be_read_do_not_stop_a_client_from_being_built() -> None:
    """
    A client built beside threads leaves it to the call to say so, as one built alone does; `warm_up()` says it itself.
    """
    code = """
import os, threading, monetize_software
os.environ["SSL_CERT_FILE"] = "gone.pem"
threading.Thread(target=threading.Event().wait, daemon=True).start()
monetize_software.BillingClient(paywall_id='3', api_origin='https://pay.example.com')
try:
    monetize_software.warm_up()
except monetize_software.ConfigurationError as error:
    print('SSL_CERT_FILE' in str(error), flush=True)
os._exit(0)
"""
    assert "True\n" == fresh(code)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_no_package_imports_its_own_modules(package: Path) -> None:
    """
    A package and its modules never wait for each other, so that a thread may enter by any of them; see `_lazy.py`.
    """
    rings = [
        f"{path.parent.name}: {ast.unparse(node)}"
        for path in package.rglob("__init__.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.level > 0
    ]

    assert [] == rings
