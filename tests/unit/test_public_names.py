"""
A public name is what it says, whatever was imported before it.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

PACKAGES = (
    "monetize_software",
    "monetize_software.access",
    "monetize_software.metering",
    "monetize_software.paywalls",
    "monetize_software.receivers",
    "monetize_software.receivers.django",
    "monetize_software.redaction",
    "monetize_software.storage",
    "monetize_software.webhooks",
    "monetize_software_mock",
)
SHADOWED = """
import importlib, pkgutil, sys, types
package = importlib.import_module(sys.argv[1])
own = {each.name for each in pkgutil.iter_modules(package.__path__)}
for name in sorted(own & set(package.__all__)):
    first = getattr(package, name)
    module = importlib.import_module(f"{package.__name__}.{name}")
    if first is not module or getattr(package, name) is not first:
        print(name)
"""


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_takes_the_name_of_what_it_holds(package: str) -> None:
    """
    Importing a module of a package sets that module's name in the package, so no function or class is called like one.
    """
    done = subprocess.run([sys.executable, "-c", SHADOWED, package], capture_output=True, text=True, check=True)

    assert "" == done.stdout
