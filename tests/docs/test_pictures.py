"""
The pictures of the documentation: each is described, small, and drawn by the one command.
"""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image

from tests.support.document import ROOT

FOLDER = ROOT / "docs" / "images"
PAGE = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
MOST = 1_500_000


def test_each_picture_is_described_and_small() -> None:
    """
    `docs/pages.md` shows every picture once, with a sentence; all are of few colours, and together under 1.5 MB.
    """
    files = sorted(FOLDER.iterdir())

    assert [each.name for each in files] == sorted(re.findall(r"!\[[^\]]+\]\(images/([^)]+)\) \| \*\*", PAGE))
    assert {"P"} == {mode_of(each) for each in files}
    assert sum(each.stat().st_size for each in files) < MOST


def mode_of(file: Path) -> str:
    """
    How a picture holds its colours; `P` is a palette.
    """
    with Image.open(file) as picture:
        return picture.mode
