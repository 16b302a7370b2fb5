"""
The page language, measured: accessible to axe-core, nothing wider than the screen, targets large enough to hit, and the
look that is committed. Each page is loaded once for a phone and once for a desk.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops, ImageStat
from selenium import webdriver

from monetize_software import BillingClient
from monetize_software_mock import Mock

from ..support import chromium
from ..support.mock_server import served
from .tour import tour

pytestmark = pytest.mark.enable_socket

WIDTHS = {"phone": (320, 390), "desktop": (820, 1280, 1920)}
LOOKS = Path(__file__).parent / "looks"
LOOK_WIDTH = 96
LOOKED_AT = {"desktop": "light", "phone": "dark"}
TOLERANCE = 6.0
AXE = """
const [rules, done] = arguments;
axe.run(document, {runOnly: rules, resultTypes: ["violations"]})
  .then(found => done(found.violations.map(each => [each.id, ...each.nodes.map(node => node.html.slice(0, 120))])));
"""
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
UNFOLD = "document.querySelectorAll('details').forEach(each => each.open = true)"
WIDER = "return Math.max(0, document.documentElement.scrollWidth - innerWidth)"
SMALL = """
return [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter(each => each.offsetParent && each.type !== "hidden" && !each.closest("p, small, li > span, .skip, .joined"))
  .map(each => [each.closest("label") ?? each, each])
  .filter(([shown]) => !getComputedStyle(shown, "::after").content.includes("\\"\\"") )
  .filter(([shown]) => shown.getBoundingClientRect().height < 43.5 && !shown.closest(".river, .facts, dd, td, .id"))
  .map(([, each]) => each.outerHTML.slice(0, 100));
"""


@dataclass
class Seen:
    """
    What was measured of one page, by size and scheme; everything unfolded but for targets and looks.

    Attributes:
        wider: Pixels that it is wider than a screen, by the screen's width.
        against: What axe-core has against it.
        faint: Texts that hardly stand out.
        small: What is pressed and is hard to hit on a phone.
        looks: What its first screen shows.
    """

    wider: dict[int, int] = field(default_factory=dict[int, int])
    against: dict[str, Any] = field(default_factory=dict[str, Any])
    faint: dict[str, Any] = field(default_factory=dict[str, Any])
    small: list[str] = field(default_factory=list[str])
    looks: dict[str, Image.Image] = field(default_factory=dict[str, Image.Image])


@pytest.fixture(scope="module")
def seen(chrome: webdriver.Chrome, request: pytest.FixtureRequest) -> Iterator[dict[str, Seen]]:
    """
    Every page, measured; small pictures go to build/pages/looks.
    """
    source = files("selenium_axe_python").joinpath("axe-core", "axe.min.js").read_text("utf-8")
    found: dict[str, Seen] = {}
    with (
        Mock() as mock,
        served(mock) as address,
        BillingClient(paywall_id="3", api_origin=address, api_key="sk_test_mock") as billing,
    ):
        for name, url in tour(billing, address, mock).items():
            found[name] = Seen()
            for size in WIDTHS:
                measure(chrome, url, size, source, found[name])
            keep(found[name], name, request.config.rootpath / "build" / "pages" / "looks")
        chrome.get("about:blank")
        yield found


def measure(browser: webdriver.Chrome, url: str, size: str, axe: str, found: Seen) -> None:
    """
    Load a page once, and measure it at a size.
    """
    chromium.look(browser, size, LOOKED_AT[size])
    browser.get(url)
    found.looks[size] = small(browser)
    found.small += browser.execute_script(SMALL) if size == "phone" else []
    browser.execute_script(UNFOLD)
    browser.execute_script(axe)
    for scheme in chromium.SCHEMES:
        chromium.look(browser, size, scheme, still=True)
        rules: Any = EVERYTHING if scheme == "light" else {"type": "rule", "values": ["color-contrast"]}
        found.faint[f"{size}-{scheme}"] = browser.execute_script(CONTRAST)
        found.against[f"{size}-{scheme}"] = browser.execute_async_script(AXE, rules)
    for width in WIDTHS[size]:
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": size == "phone"}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        found.wider[width] = browser.execute_script(WIDER)


def keep(found: Seen, name: str, folder: Path) -> None:
    """
    Save what a page looks like.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for size, look in found.looks.items():
        look.save(folder / file_of(name, size))


def file_of(name: str, size: str) -> str:
    """
    The name of a look.
    """
    return f"{name}-{size}-{LOOKED_AT[size]}.png"


def test_pages_are_accessible_to_everybody(seen: dict[str, Seen]) -> None:
    """
    With everything unfolded axe-core finds nothing, on a phone and on a desk, and no text is faint, light or dark.
    """
    assert {} == {name: each.against for name, each in seen.items() if any(each.against.values())}
    assert {} == {name: each.faint for name, each in seen.items() if any(each.faint.values())}


def test_nothing_is_wider_than_the_screen(seen: dict[str, Seen]) -> None:
    """
    From the narrowest phone to a wide desk, with everything unfolded.
    """
    assert {} == {name: each.wider for name, each in seen.items() if any(each.wider.values())}


def test_targets_on_a_phone_can_be_hit(seen: dict[str, Seen]) -> None:
    """
    Whatever is pressed is 44 pixels high, but for links within running text.
    """
    assert {} == {name: each.small for name, each in seen.items() if each.small}


@pytest.mark.parametrize("size", WIDTHS)
def test_pages_look_as_committed(size: str, seen: dict[str, Seen]) -> None:
    """
    Each page is, from afar, what its small picture in `looks/` shows; after a change that is meant, copy the new
    ones from build/pages/looks.
    """
    different = {name: distance(each.looks[size], LOOKS / file_of(name, size)) for name, each in seen.items()}

    assert {} == {name: each for name, each in different.items() if each > TOLERANCE}


MOVING = """
return [...document.querySelectorAll("*")]
  .flatMap(each => [null, "::before", "::after"].map(part => getComputedStyle(each, part)))
  .filter(style => style.animationName !== "none" || style.transitionDuration !== "0s").length;
"""


def test_nothing_moves_for_whoever_asks_for_that(browser: webdriver.Chrome, address: str) -> None:
    """
    With reduced motion no part of a page is animated; without, some are.
    """
    moving: list[int] = []
    for wish in ("no-preference", "reduce"):
        features = [{"name": "prefers-reduced-motion", "value": wish}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        browser.get(f"{address}/_mock/?told=Done.&show=")
        moving.append(browser.execute_script(MOVING))

    assert moving[0] > 0 == moving[1]


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
