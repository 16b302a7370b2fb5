"""
The commands that verify and sign webhook bodies. Sends nothing.
"""

from __future__ import annotations

from typing import IO

import click

from monetize_software_cli.options import as_json
from monetize_software_cli.output import emit, facts
from monetize_software_cli.session import Session

_MOST = (1 << 20) + 1  # a byte more than the SDK accepts

_ask_secret = click.option("--ask-secret", is_flag=True, help="Type the secret in, instead of WEBHOOK_SECRET.")
_file = click.argument("file", type=click.File("rb"), default="-")


@click.group()
def webhook() -> None:
    """
    Verify a delivery, or sign one to test your own receiver. The secret comes from WEBHOOK_SECRET.
    """


@webhook.command()
@_file
@click.option(
    "--header", "-H", "headers", multiple=True, metavar="'NAME: VALUE'", help="A header of the delivery; repeatable."
)
@_ask_secret
@as_json
@click.pass_obj
def verify(session: Session, file: IO[bytes], headers: tuple[str, ...], ask_secret: bool) -> None:
    """
    Check a delivery's signature, and tell what the event is.

    The raw body stands in FILE, or comes from standard input.
    """
    from monetize_software import webhooks

    pairs = [_header(text) for text in headers]
    secret = session.webhook_secret(ask=ask_secret)
    event = webhooks.construct_event(file.read(_MOST), pairs, secret)
    about = {"id": event.id, "type": event.type, "created_at": event.created_at.isoformat()}
    emit(session, {"valid": True, **about}, facts({"signature": "valid", **about}))


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        raise click.BadParameter("Write it as 'name: value'.", click.get_current_context(), param_hint="--header")
    return name.strip(), value.strip()


@webhook.command()
@_file
@_ask_secret
@as_json
@click.pass_obj
def sign(session: Session, file: IO[bytes], ask_secret: bool) -> None:
    """
    Print the signature headers of a body, as the vendor sends them.

    The body stands in FILE, or comes from standard input.
    """
    from monetize_software import webhooks

    secret = session.webhook_secret(ask=ask_secret)
    body = file.read(_MOST)
    if len(body) == _MOST:
        raise click.BadParameter("It is larger than 1 MiB, so no receiver takes it.", click.get_current_context())
    headers = webhooks.sign(body, secret)
    emit(session, headers, "\n".join(f"{name}: {value}" for name, value in headers.items()))


COMMANDS = (webhook,)
