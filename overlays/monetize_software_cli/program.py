"""
Puts the commands together. Imports nothing heavy, so that help and completion come at once.
"""

from __future__ import annotations

import click

from monetize_software import __version__

from .commands import (
    access,
    balances,
    catalog,
    completion,
    contract,
    doctor,
    meter,
    mock,
    receiver,
    support,
    users,
    webhooks,
)
from .exits import EXIT_CODES
from .options import as_json

_EXIT_CODES = "\n".join(f"  {int(code):>3}  {meaning}" for code, meaning in EXIT_CODES.items())
_EPILOG = f"""\b
Settings come from the environment:
  PAYWALL_ID, PAYWALL_ORIGIN   which paywall; or --paywall and --origin
  MONETIZE_API_KEY             the owner's key; or --ask-key, which asks for it
  WEBHOOK_SECRET               for `webhook`, `receiver check` and `doctor`
  MONETIZE_BEARER              for `contract check`: a user's access token
  MONETIZE_STORE               for `access` and `meter`: where the receiver records
  MONETIZE_EMAIL_KEY           the key of that store's addresses, if it has one
  MONETIZE_MOCK                where the mock is; http://127.0.0.1:4242 when not set

\b
Exit codes:
{_EXIT_CODES}

\b
First steps, without any account:
  monetize mock up             in one terminal
  eval "$(monetize mock env)"  in another one
  monetize prices
"""


@click.group(epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="monetize %(version)s")
@as_json
def program() -> None:
    """
    Billing with monetize.software from a terminal: prices, checkouts, users, tokens, webhooks, and a mock of it all.
    """


for _module in (
    catalog,
    users,
    balances,
    support,
    webhooks,
    access,
    meter,
    receiver,
    doctor,
    contract,
    mock,
    completion,
):
    for _command in _module.COMMANDS:
        program.add_command(_command)
