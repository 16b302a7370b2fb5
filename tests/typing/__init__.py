"""
Never run: mypy and pyright check it. Pins what the public signatures accept and answer, and what they refuse.

A line that must be refused says so to both checkers, and both complain about such a line that is accepted.
"""
