"""
A browser without a screen, a script or a style: asks for HTML, sends forms, and finds what is on a page.
"""

from __future__ import annotations

from html.parser import HTMLParser

import httpx

from monetize_software_mock import Mock

HTML = {"Accept": "text/html"}


def browse(mock: Mock) -> httpx.Client:
    """
    A client that prefers HTML and follows nothing.
    """
    return httpx.Client(transport=mock.transport(), base_url="http://mock.test", headers=HTML)


class Found(HTMLParser):
    """
    What a page refers to, and which tags it has.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.tags: list[str] = []
        self.labelled: set[str] = set()
        self.fields: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """
        Note one tag.
        """
        given = dict(attrs)
        self.tags.append(tag)
        self.addresses += [value for name, value in attrs if name in ("src", "href", "action") and value]
        if tag == "label":
            self.labelled.add(str(given.get("for")))
        if tag in ("select", "input", "textarea") and given.get("type") != "hidden":
            self.fields.append(str(given.get("id")))
