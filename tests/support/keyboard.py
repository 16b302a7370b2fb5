"""
A keyboard at a browser: nothing but Tab, Enter, Space, Escape and what is typed, and whoever uses it always sees where
they are.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

_MOST = 120
_FOCUS = """
const at = document.activeElement;
if (!at || at === document.body) return null;
const shown = at.closest(".joined label") ?? at, style = getComputedStyle(shown), box = shown.getBoundingClientRect();
const labels = [...(at.labels ?? [])].map(each => each.textContent.trim()).join(" ");
const name = at.getAttribute("aria-label") || labels || (at.tagName === "PRE" ? "" : at.textContent.trim());
const covered = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 8));
return {
  name: name.replace(/\\s+/g, " "),
  tag: at.tagName.toLowerCase(),
  ringed: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
  inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  seen: !!covered && (shown.contains(covered) || covered.contains(shown) || at.tagName === "INPUT"),
};
"""
ARRIVED = "return !window.left && document.readyState === 'complete'"


class Keyboard:
    """
    The keys of a browser.

    Args:
        browser: On the page where one begins.
    """

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser
        self.unseen: list[str] = []
        """Where the focus was and nobody could see it."""

    def press(self, *keys: str) -> None:
        """
        Press keys, one after the other.
        """
        ActionChains(self.browser, duration=0).send_keys(*keys).perform()

    def tab_to(self, name: str, *, back: bool = False) -> None:
        """
        Press Tab until something is reached whose name begins like this.

        Raises:
            AssertionError: It is not reached; the names on the way are told.
        """
        passed: list[str] = []
        for _ in range(_MOST):
            if back:
                ActionChains(self.browser, duration=0).key_down(Keys.SHIFT).send_keys(Keys.TAB).key_up(
                    Keys.SHIFT
                ).perform()
            else:
                self.press(Keys.TAB)
            focus = self.focus()
            if focus is None:
                continue
            passed.append(f"{focus['tag']} {focus['name']}"[:60])
            if not (focus["ringed"] and focus["inside"] and focus["seen"]):
                self.unseen.append(passed[-1])
            if focus["name"].startswith(name):
                return
        raise AssertionError(f"Tab does not lead to {name!r}, but to {passed}")

    def focus(self) -> dict[str, Any] | None:
        """
        Where the focus is: its name, its tag, and whether it can be seen.
        """
        found: dict[str, Any] | None = self.browser.execute_script(_FOCUS)
        return found

    def follow(self, name: str, key: str = Keys.ENTER) -> None:
        """
        Go to a link or a button, press it, and wait for the page it leads to.
        """
        self.tab_to(name)
        self.leave(key)

    def leave(self, *keys: str) -> None:
        """
        Press what leads to another page, and wait for it.
        """
        self.browser.execute_script("window.left = true")
        self.press(*keys)
        WebDriverWait(self.browser, 10, 0.02).until(lambda _: self.browser.execute_script(ARRIVED))

    def wait(self, there: Callable[[], bool]) -> None:
        """
        Wait until something is so.
        """
        WebDriverWait(self.browser, 10, 0.02).until(lambda _: there())
