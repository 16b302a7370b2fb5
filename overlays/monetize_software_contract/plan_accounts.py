"""
The requests of the suite about accounts. All are refused: none signs anybody in, mails anything or makes a user.
"""

from __future__ import annotations

from .asks import MADE_UP_BEARER, NOBODY, OK, Ask

_WRONG = f"Bearer {MADE_UP_BEARER}"
_MISSING = "authorization_required"
_MALFORMED = "nobody"
_CODE = {"email": NOBODY, "token": "000000"}
_CONSENT = {"auth_code": "made-up", "code_verifier": "made-up-by-the-contract-check-and-long-enough"}


ACCOUNTS = (
    Ask("signInWithEmail", "nobody", ("invalid_credentials",), body={"email": NOBODY, "password": "made-up"}),
    Ask("signUp", "weak password", ("weak_password",), body={"email": NOBODY, "password": "12345"}),
    Ask("resendConfirmation", "no e-mail", ("invalid_request",), body={}),
    Ask("sendOtp", "malformed e-mail", ("invalid_email",), body={"email": _MALFORMED}),
    Ask("verifyOtp", "wrong code", ("invalid_otp",), body=_CODE),
    Ask("verifyOtp", "unknown type", ("invalid_type",), body={**_CODE, "type": "made-up"}),
    Ask("requestPasswordReset", "malformed e-mail", ("invalid_email",), body={"email": _MALFORMED}),
    Ask("updatePassword", "no bearer", (_MISSING,), body={"password": "made-up"}),
    Ask("updatePassword", "wrong bearer", ("invalid_token",), bearer=_WRONG, body={"password": "made-up"}),
    Ask("signInAnonymously", "malformed", ("invalid_request", "anonymous_disabled"), body={"captcha_token": 5}),
    Ask("upgradeAnonymous", "no bearer", (_MISSING,), body={"email": NOBODY, "password": "made-up"}),
    Ask("startOauth", "no challenge", ("invalid_request", "custom_domain_required"), body={"provider": "google"}),
    Ask("exchangeOauth", "wrong code", ("exchange_failed",), body=_CONSENT),
    Ask("refreshSession", "wrong token", ("refresh_failed",), body={"refresh_token": "made-up"}),
    Ask("signOut", "no bearer", (_MISSING,)),
    Ask("revokeAllSessions", "no bearer", (_MISSING,)),
    Ask("recordEvents", "none", (OK,), body={"events": []}),
)
