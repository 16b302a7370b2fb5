"""
The operations of accounts: signing in and up, codes, passwords, consents, sessions. One module for each way in.
"""

from __future__ import annotations

from monetize_software_mock.api.call import Handler

from . import anonymous, mailed_codes, oauth, passwords, sessions, sign_up

HANDLERS: dict[str, Handler] = {
    **passwords.HANDLERS,
    **sign_up.HANDLERS,
    **mailed_codes.HANDLERS,
    **anonymous.HANDLERS,
    **oauth.HANDLERS,
    **sessions.HANDLERS,
}
"""
Every handler by `operationId`.
"""
