"""
The built wheel works in an environment that has nothing else of this project.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

from tests.support.document import ROOT

SCRIPT = """
import sys
from importlib.metadata import version
import httpx
import monetize_software, monetize_software_api, monetize_software_mock
from monetize_software import BillingClient, webhooks
from monetize_software_mock import Mock
assert all("site-packages" in m.__file__ for m in (monetize_software, monetize_software_api, monetize_software_mock))
mock = Mock()
ada = BillingClient(
    paywall_id="3", api_origin="https://pay.example.com", api_key="sk_test_mock", transport=mock.transport()
).for_user(email="user@example.com")
mock.pay(ada.create_checkout("price_123").url)
assert ada.get_user().has_active_subscription
pages = httpx.Client(transport=mock.transport(), base_url="http://mock.test", headers={"Accept": "text/html"})
assert "<h1>Timeline</h1>" in pages.get("/_mock/").text
assert pages.get("/_mock/assets/language.css").status_code == 200
webhooks.verify(b"{}", webhooks.sign(b"{}", "s"), "s")
print(version("monetize-software"), monetize_software.__version__)
"""


ZIPPED = """
import sys
sys.path.insert(0, sys.argv[1])
import monetize_software, monetize_software_mock
from monetize_software import BillingClient
from monetize_software_contract.contract import load
from monetize_software_mock import Mock
assert all(".whl" in module.__file__ for module in (monetize_software, monetize_software_mock))
monetize_software.warm_up()
mock = Mock()
ada = BillingClient(
    paywall_id="3", api_origin="https://pay.example.com", api_key="sk_test_mock", transport=mock.transport()
).for_user(email="user@example.com")
mock.pay(ada.create_checkout("price_123").url)
assert ada.get_user().has_active_subscription
import httpx
pages = httpx.Client(transport=mock.transport(), base_url="http://mock.test", headers={"Accept": "text/html"})
assert "<h1>Timeline</h1>" in pages.get("/_mock/").text
assert pages.get("/_mock/assets/language.css").status_code == 200
assert Mock().spec is mock.spec
print(len(load().operations))
"""


TEST = """
import pytest
import monetize_software_pytest

@pytest.mark.monetize(user="ada@example.com")
def test_bought(monetize, monetize_client):
    assert "site-packages" in monetize_software_pytest.__file__
    monetize.pay(monetize_client.create_checkout("price_123").url)
    assert monetize_client.get_user().has_active_subscription
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The wheel, built from this tree.
    """
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, capture_output=True, text=True, check=True)
    return next(folder.glob("*.whl"))


def test_wheel_holds_what_it_should(wheel: Path) -> None:
    """
    The packages, their type markers and the spec are in it; the codegen and the tests are not; it is small.
    """
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}

    parts = ("api", "cli", "contract", "mock", "pytest", "spec")
    packages = {"monetize_software", *(f"monetize_software_{part}" for part in parts)}
    assert packages == {top for top in tops if not top.endswith(".dist-info")}
    for package in packages:
        assert f"{package}/py.typed" in names
    assert "monetize_software_spec/openapi.yaml" in names
    assert "monetize = monetize_software_cli.__main__:main" in entry_points(wheel)
    assert {"timeline.html", "language.css"} <= {name.rpartition("/")[2] for name in names}
    assert wheel.stat().st_size < 1_300_000  # half of it is generated


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    The interpreter of a new environment with the wheel in it.
    """
    folder = tmp_path_factory.mktemp("env")
    venv.create(folder, with_pip=False, symlinks=True)
    bin_folder = "Scripts" if sys.platform == "win32" else "bin"
    python = folder / bin_folder / "python"
    site = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    zipfile.ZipFile(wheel).extractall(site)
    borrow_dependencies(Path(site))
    return python


def run(python: Path, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """
    Run the environment's interpreter, without any setting of this one.
    """
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV", "PYTEST"))}
    return subprocess.run([python, *arguments], capture_output=True, text=True, check=False, cwd=folder, env=clean)


def test_wheel_works_on_its_own(installed: Path, tmp_path: Path) -> None:
    """
    Installed alone, a purchase works through the client against the mock.
    """
    done = run(installed, "-c", SCRIPT, folder=tmp_path)

    assert "" == done.stderr
    assert 1 == len(set(done.stdout.split()))


def test_wheel_works_as_an_archive(wheel: Path, tmp_path: Path) -> None:
    """
    Put on the path without being unpacked, it finds the specification, the pages and its own modules.
    """
    done = run(Path(sys.executable), "-c", ZIPPED, str(wheel), folder=tmp_path)

    assert ("", "30\n") == (done.stderr, done.stdout)


def test_wheel_brings_its_pytest_plugin(installed: Path, tmp_path: Path) -> None:
    """
    pytest finds it without being told, and a project whose warnings are errors can use it.
    """
    (tmp_path / "test_it.py").write_text(TEST, encoding="utf-8")
    done = run(installed, "-m", "pytest", "-q", "-W", "error", "--strict-markers", "test_it.py", folder=tmp_path)

    assert (0, "") == (done.returncode, done.stderr), done.stdout
    assert "1 passed" in done.stdout


def test_pytest_plugin_can_be_switched_off(installed: Path, tmp_path: Path) -> None:
    """
    Under the name that the page gives, and then its fixtures are unknown.
    """
    (tmp_path / "test_it.py").write_text("def test_it(monetize): ...", encoding="utf-8")
    off = "-pno:monetize_software_pytest"
    done = run(installed, "-m", "pytest", "-q", off, "test_it.py", folder=tmp_path)

    assert "fixture 'monetize' not found" in done.stdout


def entry_points(wheel: Path) -> list[str]:
    """
    The lines of the wheel's entry points.
    """
    archive = zipfile.ZipFile(wheel)
    name = next(name for name in archive.namelist() if name.endswith(".dist-info/entry_points.txt"))
    return archive.read(name).decode().splitlines()


def borrow_dependencies(site: Path) -> None:
    """
    Put the third-party packages of this environment on the path of the new one, without this project's own folders.
    """
    import httpx

    third_party = Path(httpx.__file__).parents[1]
    (site / "zz_borrowed.pth").write_text(f"import sys; sys.path.append({str(third_party)!r})\n", encoding="utf-8")
