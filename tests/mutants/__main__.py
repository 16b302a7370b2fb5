"""
What `make mutants` runs. Only finds the package; everything else is in `command.py`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

if __name__ == "__main__":
    # A folder that is run comes first on the path, where its modules would stand before those of the same name.
    sys.path[0] = str(Path(__file__).resolve().parents[2])
    sys.exit(import_module("tests.mutants.command").main())
