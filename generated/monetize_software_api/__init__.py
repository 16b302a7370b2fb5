# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""A client library for accessing monetize.software server API"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .client import AuthenticatedClient, Client

__all__ = (
    "AuthenticatedClient",
    "Client",
)


if (
    not TYPE_CHECKING
):  # a type checker that saw it would take every misspelled name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from . import client

        return getattr(client, name)
