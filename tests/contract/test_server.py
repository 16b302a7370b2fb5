"""
The mock server keeps the specification, whatever schemathesis thinks of sending.
"""

from __future__ import annotations

import pytest

from .__main__ import SEED
from .running import run
from .verdict import complaints, gaps

EXAMPLES = 50
"""
Of each operation and of the walks along links; `make contract` tries twice as many, and fills no cell more.
"""

pytestmark = [pytest.mark.contract, pytest.mark.enable_socket]


def test_server_keeps_the_specification() -> None:
    """
    No check finds anything, and every documented answer, every link and each operation's own logic was reached.
    """
    done = run("--seed", str(SEED), "--max-examples", str(EXAMPLES))

    assert [] == complaints(done), done.output
    assert [] == gaps(done.observed)
