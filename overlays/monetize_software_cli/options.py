"""
The options that several commands share; each writes its value into the session.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

from .session import Session

F = TypeVar("F", bound=Callable[..., Any])


def _remembered(*names: str, help: str, **attributes: Any) -> Callable[[F], F]:
    def remember(context: click.Context, parameter: click.Parameter, value: Any) -> None:
        if value is not None and value is not False:
            setattr(context.find_object(Session), str(parameter.name), value)

    return click.option(*names, callback=remember, expose_value=False, help=help, **attributes)


def _all(*options: Callable[[F], F]) -> Callable[[F], F]:
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


as_json: Callable[[Any], Any] = _remembered("--json", "as_json", is_flag=True, help="Print JSON, errors too.")

for_service: Callable[[Any], Any] = _all(
    _remembered("--paywall", metavar="ID", help="The paywall's id, instead of PAYWALL_ID."),
    _remembered("--origin", metavar="URL", help="The paywall's own domain, instead of PAYWALL_ORIGIN."),
    _remembered("--ask-key", is_flag=True, help="Type the key in, instead of MONETIZE_API_KEY. It is not shown."),
    _remembered("--timeout", type=click.FloatRange(min=0, min_open=True), help="Seconds to wait for an answer."),
    as_json,
)

for_user: Callable[[Any], Any] = _all(
    _remembered("--email", metavar="ADDRESS", help="The user's e-mail address."),
    _remembered("--user-id", metavar="ID", help="The service's user id, or your own id that a checkout stored."),
    for_service,
)

for_check: Callable[[Any], Any] = _all(
    _remembered("--base-url", "origin", metavar="URL", help="The server to check; the same as --origin."),
    for_user,
)

for_mock: Callable[[Any], Any] = _all(
    _remembered(
        "--mock", metavar="URL", help="Where the mock is, instead of MONETIZE_MOCK.  [default: http://127.0.0.1:4242]"
    ),
    as_json,
)
