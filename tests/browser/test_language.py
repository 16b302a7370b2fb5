"""
The page language, measured: accessible to axe-core, nothing wider than the screen, targets large enough to hit, and the
look that is committed.
"""

from __future__ import annotations

import io
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from selenium import webdriver

from monetize_software import BillingClient
from monetize_software_mock import Mock

from ..support import chromium
from .tour import tour

pytestmark = pytest.mark.enable_socket

WIDTHS = (320, 820, 1920)
LOOKS = Path(__file__).parent / "looks"
LOOK_WIDTH = 96
TOLERANCE = 6.0
AXE = """
const done = arguments[0];
axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
  .then(found => done(found.violations.map(each => [each.id, ...each.nodes.map(node => node.html.slice(0, 120))])));
"""
SMALL = """
return [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter(each => each.offsetParent && each.type !== "hidden" && !each.closest("p, small, li > span, .skip, .joined"))
  .map(each => [each.closest("label") ?? each, each])
  .filter(([shown]) => !getComputedStyle(shown, "::after").content.includes("\\"\\"") )
  .filter(([shown]) => shown.getBoundingClientRect().height < 43.5 && !shown.closest(".river, .facts, dd, td, .id"))
  .map(([, each]) => each.outerHTML.slice(0, 100));
"""


@pytest.mark.parametrize("scheme", chromium.SCHEMES)
@pytest.mark.parametrize("size", chromium.SIZES)
def test_pages_fit_every_screen_and_everybody(
    size: str, scheme: str, browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock, pictures: Path
) -> None:
    """
    With everything unfolded axe-core finds nothing, no page is wider than the screen, and every text stands out from
    its background; pictures go to build/pages.
    """
    source = files("selenium_axe_python").joinpath("axe-core", "axe.min.js").read_text("utf-8")
    chromium.look(browser, size, scheme)
    found: dict[str, Any] = {}
    for name, url in tour(billing, address, mock).items():
        browser.get(url)
        browser.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
        wide = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
        chromium.photograph(browser, pictures / f"{name}-{size}-{scheme}.png")
        browser.execute_script(source)
        found[name] = (max(wide, 0), browser.execute_script(CONTRAST), browser.execute_async_script(AXE))

    assert {} == {name: each for name, each in found.items() if each != (0, [], [])}


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_wider_than_the_screen(
    width: int, browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    From the narrowest phone to a wide desk, with everything unfolded.
    """
    screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
    found: dict[str, int] = {}
    for name, url in tour(billing, address, mock).items():
        browser.get(url)
        browser.execute_script("document.querySelectorAll('details').forEach(each => each.open = true)")
        found[name] = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")

    assert {} == {name: each for name, each in found.items() if each > 0}


def test_targets_on_a_phone_can_be_hit(
    browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock
) -> None:
    """
    Whatever is pressed is 44 pixels high, but for links within running text.
    """
    chromium.look(browser, "phone", "light")
    found: dict[str, list[str]] = {}
    for name, url in tour(billing, address, mock).items():
        browser.get(url)
        found[name] = browser.execute_script(SMALL)

    assert {} == {name: each for name, each in found.items() if each}


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
def test_pages_look_as_committed(
    size: str, scheme: str, browser: webdriver.Chrome, billing: BillingClient, address: str, mock: Mock, pictures: Path
) -> None:
    """
    Each page is, from afar, what its small picture in `looks/` shows; after a change that is meant, copy the new
    ones from build/pages/looks.
    """
    chromium.look(browser, size, scheme)
    different: dict[str, float] = {}
    for name, url in tour(billing, address, mock).items():
        browser.get(url)
        seen = small(browser)
        file = f"{name}-{size}-{scheme}.png"
        (pictures / "looks").mkdir(parents=True, exist_ok=True)
        seen.save(pictures / "looks" / file)
        different[name] = distance(seen, LOOKS / file)

    assert {} == {name: each for name, each in different.items() if each > TOLERANCE}


def small(browser: webdriver.Chrome) -> Image.Image:
    """
    What the first screen shows, small enough that fonts and rounding do not matter.
    """
    with Image.open(io.BytesIO(browser.get_screenshot_as_png())) as taken:
        height = round(taken.height * LOOK_WIDTH / taken.width)
        return taken.convert("RGB").resize((LOOK_WIDTH, height), Image.Resampling.BOX)


def distance(seen: Image.Image, file: Path) -> float:
    """
    How far a picture is from the committed one: the mean difference of a pixel, of 255; all of it when there is none.
    """
    if not file.exists():
        return 255.0
    with Image.open(file) as committed:
        if committed.size != seen.size:
            return 255.0
        return max(ImageStat.Stat(ImageChops.difference(seen, committed.convert("RGB"))).mean)


CONTRAST = """
const light = colour => {
  const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(part => part / 255)
    .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = node => {
  for (let at = node; at; at = at.parentElement) {
    const colour = getComputedStyle(at).backgroundColor;
    if (!/, 0\\)$/.test(colour)) return colour;
  }
  return "rgb(255, 255, 255)";
};
return [...document.querySelectorAll("main *, header *, footer *")]
  .filter(node => [...node.childNodes].some(child => child.nodeType === 3 && child.data.trim()))
  .filter(node => node.offsetParent)
  .map(node => [node, light(getComputedStyle(node).color), light(behind(node))])
  .filter(([, one, other]) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05) < 4.5)
  .map(([node]) => node.outerHTML.slice(0, 80));
"""
"""Texts whose contrast is below 4.5, what WCAG asks of them."""
