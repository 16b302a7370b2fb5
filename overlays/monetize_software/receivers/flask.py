"""
A receiver as a blueprint of Flask.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from .core import Core
from .wsgi import answer_environ

__all__ = ["blueprint"]

_METHODS = ["POST", "GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"]


def blueprint(core: Core, path: str) -> Blueprint:
    """
    The path, with and without a slash at its end: a redirect would lose the delivery. It reads the server's own
    stream, so that no `MAX_CONTENT_LENGTH` applies, and a form that was parsed before is noticed.
    """
    made = Blueprint(f"monetize_receiver_{core.name}", __name__)
    plain = "/" + path.strip("/")

    def receive() -> Response:
        answer = answer_environ(core, request.environ)
        return Response(answer.body, answer.status, answer.all_headers)

    # Our own rules for methods, or Flask would answer OPTIONS itself.
    for spelling in (plain, f"{plain}/"):
        made.add_url_rule(spelling, "receive", receive, methods=_METHODS, provide_automatic_options=False)
    return made
