"""
A receiver as a router of FastAPI.
"""

from __future__ import annotations

from fastapi import APIRouter

from .core import Core
from .starlette import routes

__all__ = ["router"]


def router(core: Core, path: str) -> APIRouter:
    """
    A router with the raw route alone: FastAPI would read, and refuse, a body that has a type.
    """
    return APIRouter(routes=routes(core, path))
