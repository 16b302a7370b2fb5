"""
Failures that a script asks for. Knows no socket.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from monetize_software_mock._lazy import names_of

if TYPE_CHECKING:
    from .actions import ActionName, Cut, Delay, FaultError, Place, Status, delay, status
    from .faults import Faults, Fired
    from .rules import FaultNeverFired, Rule

__all__ = [
    "ActionName",
    "Cut",
    "Delay",
    "FaultError",
    "FaultNeverFired",
    "Faults",
    "Fired",
    "Place",
    "Rule",
    "Status",
    "delay",
    "status",
]

_HOMES = {
    "ActionName": "actions",
    "Cut": "actions",
    "Delay": "actions",
    "FaultError": "actions",
    "FaultNeverFired": "rules",
    "Faults": "faults",
    "Fired": "faults",
    "Place": "actions",
    "Rule": "rules",
    "Status": "actions",
    "delay": "actions",
    "status": "actions",
}

if not TYPE_CHECKING:  # a type checker that saw it would take every misspelled name for one that exists
    __getattr__ = names_of(__name__, _HOMES)
