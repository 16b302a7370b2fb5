"""
Finds Debian's Chromium and starts it without a screen and without a network of its own.
"""

from __future__ import annotations

import base64
import shutil
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"phone": (390, 844), "desktop": (1280, 900)}
SCHEMES = ("light", "dark")


def missing() -> str | None:
    """
    Say what must be installed for these tests; None when nothing is missing.
    """
    lacking = [name for name in ("chromium", "chromedriver") if shutil.which(name) is None]
    return f"No {' and no '.join(lacking)}: apt-get install chromium chromium-driver" if lacking else None


@contextmanager
def started(profile: Path) -> Generator[webdriver.Chrome]:
    """
    A browser with an empty profile.
    """
    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    try:
        yield browser
    finally:
        browser.quit()


def look(browser: webdriver.Chrome, size: str, scheme: str, *, still: bool = False) -> None:
    """
    Let a browser be a phone or a desktop, light or dark.

    Args:
        still: Nothing moves, so that a page that is there already has its new colours at once.
    """
    width, height = SIZES[size]
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    features += [{"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"}]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == "phone"}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def photograph(browser: webdriver.Chrome, file: Path) -> None:
    """
    Save the whole page as a picture.
    """
    width, height = browser.execute_script("return [innerWidth, Math.min(document.documentElement.scrollHeight, 4000)]")
    clip = {"x": 0, "y": 0, "width": width, "height": height, "scale": 1}
    taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"captureBeyondViewport": True, "clip": clip})
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(base64.b64decode(taken["data"]))
