"""
Forms as a browser without scripts sends them: what a page has, and each way to press its buttons.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

Attributes = dict[str, str | None]

SAMPLES = {
    "email": "new@example.com",
    "url": "http://127.0.0.1:9/webhooks",
    "password": "a-new-horse-7",
    "world": """
keys: [{key: sk_test_acme, account: acme}]
paywalls: [{id: "7", owner: acme, prices: [{id: monthly, amount: 9.99, interval: month}]}]
""",
    "name": "kept",
    "preview": "31",
}
"""
What somebody writes into an empty field, by its name or its type.
"""


@dataclass
class Form:
    """
    One form.

    Attributes:
        fields: What would be sent, with whatever is chosen at first.
        buttons: Name and value of each button that sends it; `("", "")` for one without a name.
    """

    method: str
    action: str
    fields: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    buttons: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])
    radios: dict[str, list[tuple[str, bool]]] = field(default_factory=dict[str, list[tuple[str, bool]]])

    @property
    def kind(self) -> tuple[str, ...]:
        """
        What it is like: two that differ in ids alone are of one kind.
        """
        action = re.sub(r"(?<=/)[a-z]*_?[0-9a-f-]{8,}[^/?]*|(?<=/)sub_seed\\w*", "ID", self.action)
        return (self.method, action, *sorted({name for name, _ in self.fields}), str(self.buttons))

    def ways(self) -> Iterator[dict[str, str]]:
        """
        What is sent, by each of its buttons.
        """
        chosen = {name: next((value for value, on in each if on), each[0][0]) for name, each in self.radios.items()}
        for name, value in self.buttons:
            yield {**dict(self.fields), **chosen, **({name: value} if name else {})}


class Forms(HTMLParser):
    """
    The forms and the links of a page.

    Args:
        address: Where the page is.
    """

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._address, self._form = address, None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._option: Attributes | None = None
        self._area: Attributes | None = None
        self._text = ""
        self.feed(html)

    _form: Form | None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Note one tag.
        """
        given = dict(attrs)
        self._text = ""
        if tag == "a" and given.get("href"):
            self.links.append(urljoin(self._address, str(given["href"])))
        elif tag == "form":
            action = urljoin(self._address, given.get("action") or self._address)
            self._form = Form((given.get("method") or "get").lower(), action)
            self.forms.append(self._form)
        elif self._form is not None:
            self._inside(self._form, tag, given)

    def _inside(self, form: Form, tag: str, given: Attributes) -> None:
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "input" and given.get("type") == "radio":
            form.radios.setdefault(name, []).append((value, "checked" in given))
        elif tag == "input" and name:
            form.fields.append((name, value or sample(name, given)))
        elif tag == "button" and given.get("type", "submit") == "submit":
            form.buttons.append((name, value))
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option":
            self._option = given
        elif tag == "textarea":
            self._area = given

    def handle_data(self, data: str) -> None:
        """
        Note a text.
        """
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """
        Note an end.
        """
        if tag == "option" and self._option is not None and self._select is not None:
            value = self._option.get("value")
            self._select[1].append((self._text if value is None else value, "selected" in self._option))
        elif tag == "select" and self._select is not None and self._form is not None:
            name, options = self._select
            chosen = [value for value, on in options if on] or [value for value, _ in options[:1]]
            self._form.fields += [(name, value) for value in chosen]
        elif tag == "textarea" and self._area is not None and self._form is not None:
            name = str(self._area.get("name"))
            self._form.fields.append((name, self._text or sample(name, self._area)))
        elif tag == "form":
            self._form = None


def sample(name: str, given: Attributes) -> str:
    """
    What somebody writes into an empty field: something where it must not be empty.
    """
    return SAMPLES.get(name, SAMPLES.get(str(given.get("type")), "")) if "required" in given or name == "name" else ""
