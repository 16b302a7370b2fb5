"""
The entry point of `monetize`. Works without the extra `cli` just far enough to say that it is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .session import Surroundings


def main(arguments: Sequence[str] | None = None, surroundings: Surroundings | None = None) -> int:
    """
    Run one command.

    Args:
        arguments: What stands after `monetize`; the process's own when left out.
        surroundings: What the command finds outside itself, for tests.

    Returns:
        The exit code; `monetize --help` explains it.
    """
    try:
        from .running import run
        from .session import Surroundings
    except ModuleNotFoundError as missing:
        if missing.name != "click":
            raise
        from monetize_software.installing import how_to_install

        print(f"The command line is not installed. {how_to_install('cli')}", file=sys.stderr)
        return 3
    return run(sys.argv[1:] if arguments is None else arguments, surroundings or Surroundings())


if __name__ == "__main__":
    sys.exit(main())
