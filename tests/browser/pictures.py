"""
Draws the pictures of the documentation anew, one of each page: `python -m tests.browser.pictures`. Proves nothing.
"""

from __future__ import annotations

import io
import socket
import sys
import tempfile
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from PIL import Image
from selenium import webdriver
from selenium.webdriver.common.by import By

from monetize_software import ApiGatewayClient, AuthClient, BillingClient
from monetize_software_mock import Mock, default_world
from monetize_software_mock.faults.faults import delay, status

from ..support import chromium
from ..support.mock_server import served

FOLDER = Path(__file__).parents[2] / "docs" / "images"
PORT = 4242
COLOURS = 128

Colour = tuple[int, int, int]


def main() -> int:
    """
    Draw all of them; those that are named when some are.
    """
    wanted = sys.argv[1:]
    with tempfile.TemporaryDirectory() as profile, chromium.started(Path(profile)) as browser:
        for name, picture in pictures(browser):
            if not wanted or name in wanted:
                save(picture, FOLDER / f"{name}.png")
    total = sum(each.stat().st_size for each in FOLDER.glob("*.png"))
    print(f"{len([*FOLDER.glob('*.png')])} pictures, {total // 1000} kB")
    return 0


def pictures(browser: webdriver.Chrome) -> Iterator[tuple[str, bytes]]:
    """
    Each page with its name.
    """
    with running() as (mock, address, billing):
        yield "first-run", shot(browser, f"{address}/_mock/")
        mock.seed(default_world().with_switches(confirmation="link"))
        bought = lived(mock, address, billing)
        yield "checkout", shot(browser, checkout(billing, "lea@example.com", "9101", trial_days=7))
        yield "checkout-declined", declined(browser, checkout(billing, "max@example.com", "price_123"))
        paid = checkout(billing, "lea@example.com", "price_123", success_url=f"{address}/welcome")
        mock.pay(paid.rpartition("/")[2])
        yield "checkout-paid", shot(browser, paid)
        for name, url in addresses(mock, address, billing, bought).items():
            yield name, shot(browser, url, scheme="dark" if name == "delivery" else "light")
        browser.get("about:blank")


@contextmanager
def running() -> Generator[tuple[Mock, str, BillingClient]]:
    """
    A mock on the port that the documentation speaks of, and a shop's client of it.
    """
    with (
        Mock() as mock,
        served(mock, free(PORT)) as address,
        BillingClient(paywall_id="3", api_origin=address, api_key="sk_test_mock") as billing,
    ):
        yield mock, address, billing


def free(port: int) -> int:
    """
    The same port, or any where somebody listens there.
    """
    with socket.socket() as probe:
        return 0 if probe.connect_ex(("127.0.0.1", port)) == 0 else port


def lived(mock: Mock, address: str, billing: BillingClient) -> dict[str, Any]:
    """
    Let a few months pass: people buy, renew, are declined and leave, and an app does not always answer well; return
    what they bought.
    """
    bought: dict[str, Any] = {}
    answers = iter([200, 200, 500] * 200)
    mock.webhooks.add(lambda body, headers: 500 if b"lea@example.com" in body else next(answers))
    for number, name in enumerate(("eve", "dora", "ben", "noor", "ines", "olga", "piet")):
        declines = ["ok", "ok", "declined", "declined"] if number % 3 == 1 else ["ok"]
        bought[name] = mock.subscribe(f"{name}@example.com", "price_123" if number % 4 else "9101", payments=declines)
        mock.clock.advance(days=9)
    mock.cancel(mock.subscribe("kim@example.com", "price_123").id)
    mock.clock.advance(days=12)
    mock.fault("getUser", do=delay(0.25), count=1)
    mock.fault("startCheckout", do=status(503, retry_after=2), nth=9)
    for name in ("eve", "dora", "ben"):
        billing.for_user(email=f"{name}@example.com").get_user_detail()
    with AuthClient(paywall_id="3", api_origin=address) as auth:
        auth.session().sign_up("lea@example.com", "correct-horse-9")
        auth.session().request_password_reset("user@example.com")
        auth.session().send_otp("noor@example.com")
    with ApiGatewayClient(paywall_id="3", api_origin=address, bearer="bearer_subscriber") as gateway:
        gateway.call("echo", "v1/chat", json={"question": "Why?"})
    return bought


def addresses(mock: Mock, address: str, billing: BillingClient, bought: dict[str, Any]) -> dict[str, str]:
    """
    The pages of the console, of the portal, and of mails and consents.
    """
    console = f"{address}/_mock/console"
    portal = billing.for_user(email="ben@example.com").get_customer_portal_url(return_url=f"{address}/account").url
    changed = [each for each in mock.deliveries if each.type == "subscription.updated"]
    slow = next(each.number for each in mock.requests if each.operation == "getUser")
    with AuthClient(paywall_id="3", api_origin=address) as auth:
        consent = auth.session().start_oauth_flow("google").authorize_url
    browsed = {"portal": portal, "portal-cancel": f"{portal}?step=cancel&subscription={bought['ben'].id}"}
    return browsed | {
        "timeline": f"{address}/_mock/",
        "customers": f"{console}/customers",
        "customer": f"{console}/customers/{bought['dora'].user_id}",
        "webhooks": f"{console}/deliveries",
        "delivery": f"{console}/deliveries/{changed[-1].id}",
        "requests": f"{console}/requests/{slow}",
        "faults": f"{console}/faults",
        "world": f"{console}/worlds",
        "inbox": f"{console}/inbox",
        "confirm": str(mock.inbox.expect(to="lea@example.com", kind="confirm").link),
        "reset": str(mock.inbox.expect(to="user@example.com", kind="reset").link),
        "consent": consent,
    }


def checkout(billing: BillingClient, email: str, price: str, **options: Any) -> str:
    """
    The address of a new checkout.
    """
    return billing.for_user(email=email).create_checkout(price, **options).url


def declined(browser: webdriver.Chrome, url: str) -> bytes:
    """
    A checkout whose card was declined.
    """
    browser.get(url)
    card = browser.find_element(By.NAME, "card")
    card.clear()
    card.send_keys("4000000000000002")
    browser.find_element(By.CSS_SELECTOR, ".pay .primary").click()
    return bytes(browser.get_screenshot_as_png())


def shot(browser: webdriver.Chrome, url: str, *, scheme: str = "light") -> bytes:
    """
    The first screen of a page on a desk.
    """
    chromium.look(browser, "desktop", scheme, still=True)
    browser.execute_cdp_cmd("Emulation.setScrollbarsHidden", {"hidden": True})
    browser.get(url)
    browser.execute_script("document.getElementById('changed')?.scrollIntoView({block: 'center'})")
    return bytes(browser.get_screenshot_as_png())


def save(picture: bytes, file: Path) -> None:
    """
    Save a picture small: few colours, and nothing of the empty page below its end.
    """
    with Image.open(io.BytesIO(picture)) as taken:
        few = fewer_colours(taken.convert("RGB"))
    file.parent.mkdir(parents=True, exist_ok=True)
    few.save(file, optimize=True)


def fewer_colours(picture: Image.Image) -> Image.Image:
    """
    Keep the most frequent colours as they are, and give every other pixel, such as the edges of letters, the nearest.
    """
    counted = cast("list[tuple[int, Colour]]", picture.getcolors(picture.width * picture.height))
    kept = [colour for _, colour in sorted(counted, reverse=True)[:COLOURS]]
    places = {colour: nearest(colour, kept) for _, colour in counted}
    few = Image.new("P", picture.size)
    few.putpalette([part for colour in kept for part in colour])
    few.putdata([places[colour] for colour in cast("Iterable[Colour]", picture.get_flattened_data())])
    return few


def nearest(colour: Colour, kept: list[Colour]) -> int:
    """
    The place of the colour that is most like another.
    """
    far = [sum((ours - theirs) ** 2 for ours, theirs in zip(colour, each, strict=True)) for each in kept]
    return far.index(min(far))


if __name__ == "__main__":
    raise SystemExit(main())
