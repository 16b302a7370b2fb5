"""
Lets browsers call the API from other origins, as the vendor's server does. Never looks at who calls.
"""

from __future__ import annotations

import dataclasses

from .messages import Request, Response

_OPEN = "/api/"
_ANY = ("access-control-allow-origin", "*")


def is_preflight(request: Request) -> bool:
    """
    Say whether a browser asks for permission first.
    """
    return (
        request.method == "OPTIONS"
        and request.path.startswith(_OPEN)
        and "origin" in request.headers
        and "access-control-request-method" in request.headers
    )


def preflight(methods: str) -> Response:
    """
    Grant the permission for the methods of a path.
    """
    headers = (_ANY, ("access-control-allow-methods", methods), ("access-control-allow-headers", "*, authorization"))
    return Response(204, headers, b"")


def with_origin(request: Request, response: Response) -> Response:
    """
    Add the header that lets any origin read answers of `/api/`.
    """
    if not request.path.startswith(_OPEN):
        return response
    return dataclasses.replace(response, headers=(*response.headers, _ANY))
