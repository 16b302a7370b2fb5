"""
The templates themselves: whatever they show of a stranger's is escaped, and stands where escaping is enough.
"""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

TEMPLATES = {
    each.name: each.read_text("utf-8")
    for each in files("monetize_software_mock.pages").joinpath("templates").iterdir()
    if each.name.endswith(".html")
}
OURS = {"drawing.html": ["ICONS[name] | safe"]}
"""
The only texts that are markup: the icons, which stand in the same file.
"""


@pytest.mark.parametrize("name", TEMPLATES)
def test_nothing_but_our_own_is_markup(name: str) -> None:
    """
    No expression of a template turns escaping off.
    """
    shown = re.findall(r"{{(.*?)}}", TEMPLATES[name], re.DOTALL)

    assert OURS.get(name, []) == [each.strip() for each in shown if re.search(r"\bsafe\b|Markup", each)]
    assert "autoescape" not in TEMPLATES[name]


@pytest.mark.parametrize("name", TEMPLATES)
def test_whatever_is_shown_in_a_tag_stands_in_quotes(name: str) -> None:
    """
    Escaping protects text and quoted attributes; there is no style, no script and no handler to write into.
    """
    text = re.sub(r"{%.*?%}", "", TEMPLATES[name], flags=re.DOTALL)
    tags = re.findall(r"<[a-z][^>]*>", re.sub(r"{{.*?}}", "{{}}", text, flags=re.DOTALL))

    assert [] == [tag for tag in tags if re.search(r"=\s*{{", re.sub(r'"[^"]*"', '""', tag))]
    assert [] == re.findall(r"<style|\sstyle=|\son[a-z]+=|<script(?! src=)", text)


OUR_ADDRESSES = ("path", "here", "href", "preview_back", "preview_next", "each.link", 'back or "/_mock/"')
"""
Addresses that the pages themselves make: of the request, of a list, of the console's other pages.
"""


@pytest.mark.parametrize("name", TEMPLATES)
def test_foreign_address_is_a_link_only_if_it_is_of_the_web(name: str) -> None:
    """
    What an address begins with is written in the template, is one of our own, or went through the filter `web`.
    """
    begun = re.findall(r'\b(?:href|src|action|formaction|data|poster)="\s*{{-?\s*(.*?)\s*-?}}', TEMPLATES[name])

    assert [] == [each for each in begun if each not in OUR_ADDRESSES and not each.endswith("| web")]


@pytest.mark.parametrize("name", TEMPLATES)
def test_form_works_without_a_script(name: str) -> None:
    """
    Each form has a method and a button that sends it, or ends at the page it stands on.
    """
    forms = re.findall(r"<form\b.*?</form>", TEMPLATES[name], re.DOTALL)

    assert [] == [each[:80] for each in forms if "method=" not in each.partition(">")[0]]
    assert [] == [each[:80] for each in forms if not re.search(r'<button(?! [^>]*type="button")', each)]
