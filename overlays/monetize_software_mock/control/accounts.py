"""
Answers the control routes of accounts: the inbox, and consents that no browser gives. Never signs anybody in.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from monetize_software_mock.accounts import consents, mails
from monetize_software_mock.engine.engine import Engine
from monetize_software_mock.state import listing

from .input import MOST, Routes, only, page_of, typed


class AccountRoutes:
    """
    Routes over the accounts of one world.

    Args:
        engine: The world to steer.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.routes: Routes = {
            ("inbox",): {"GET": self._inbox},
            ("consents",): {"POST": self._consent},
        }

    def _inbox(self, start: int) -> dict[str, Any]:
        return self._engine.look(lambda moment: page_of("mails", listing.mails(moment.tx, start, MOST), mails.to_json))

    def _consent(self, body: Mapping[str, Any]) -> dict[str, Any]:
        only(body, "authorize_url", "email")
        url, email = typed(body, "authorize_url", str), typed(body, "email", str)
        code = self._engine.act(lambda moment: consents.grant(moment, consents.flow_of(url), email))
        return {"code": code.secret}
