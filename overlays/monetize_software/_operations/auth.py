"""
Sign-in, sign-up, sessions: arguments → `Call`. Never sends, and keeps no password in a variable of its own.

Whatever an answer holds of tokens is hidden as soon as it is read. What a call holds of secrets is named in it, so that
no error of the call prints them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from monetize_software._exchange import Call, Credential
from monetize_software._profile import arguments as check
from monetize_software._profile.identity import CredentialRule
from monetize_software._secret import Secret
from monetize_software._sessions.record import Tokens

from .calls import call_of, check_json

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from monetize_software._profile.profile import Profile
    from monetize_software_api import models as wire

__all__ = [
    "Arrived",
    "Taken",
    "Waits",
    "exchange_oauth",
    "refresh_session",
    "request_password_reset",
    "resend_confirmation",
    "revoke_all_sessions",
    "send_otp",
    "sign_in_anonymously",
    "sign_in_with_email",
    "sign_out",
    "sign_up",
    "start_oauth",
    "update_password",
    "upgrade_anonymous",
    "verify_otp",
]

_LONGEST_SECRET = 1000
_LONGEST_LIFE = 10 * 366 * 86_400
"""Seconds; what a server names beyond it is taken as this."""


class Arrived(NamedTuple):
    """
    A session as the service answers it.
    """

    tokens: Tokens
    user: dict[str, Any]


class Waits(NamedTuple):
    """
    A mail was sent that must be answered first.
    """

    email: str
    user_id: str


class Taken(NamedTuple):
    """
    The e-mail has an account already.
    """

    email: str


def _tokens(answer: wire.AuthTokens | wire.AuthSession | wire.SignUpSignedIn) -> Tokens:
    lives = min(max(answer.expires_in, 0), _LONGEST_LIFE)
    return Tokens(Secret(answer.access_token), Secret(answer.refresh_token), float(lives))


def _arrived(answer: wire.AuthSession | wire.SignUpSignedIn) -> Arrived:
    return Arrived(_tokens(answer), answer.user.to_dict())


def _private(*secrets: Secret | None) -> dict[str, Any]:
    """
    What errors of a call keep to themselves: what it is told here, and the whole answer.
    """
    return {"secrets": tuple(secret for secret in secrets if secret is not None), "secret_answer": True}


def _meta(user_meta: Mapping[str, Any] | None) -> wire.Metadata | None:
    from monetize_software_api.models.metadata import Metadata

    meta = check.metadata("user_meta", user_meta)
    check_json(meta)
    return Metadata.from_dict(meta) if meta else None


def _key(idempotency_key: str | None) -> str | None:
    if idempotency_key is None:
        return None
    return check.header_text("idempotency_key", idempotency_key, longest=255)


def sign_in_with_email(
    profile: Profile,
    email: Secret,
    password: Secret,
    user_meta: Mapping[str, Any] | None,
    visitor_id: str | None,
    idempotency_key: str | None,
) -> Call[Arrived]:
    """
    signInWithEmail.
    """
    from monetize_software_api.api.auth import sign_in_with_email as endpoint
    from monetize_software_api.models.email_sign_in import EmailSignIn

    key = _key(idempotency_key)
    secret = check.secret("password", password, longest=_LONGEST_SECRET)
    facts = _who(email, user_meta, visitor_id)  # last: what is refused before it has no address in its frames
    return call_of(
        "signInWithEmail",
        endpoint.build_request(
            profile.paywall_id, body=EmailSignIn(password=secret.reveal(), **facts), idempotency_key=key
        ),
        Credential.NONE,
        lambda payload: _arrived(endpoint.parse_success(payload)),
        **_private(secret, Secret(facts["email"])),
    )


def sign_up(
    profile: Profile,
    email: Secret,
    password: Secret,
    user_meta: Mapping[str, Any] | None,
    visitor_id: str | None,
    idempotency_key: str | None,
) -> Call[Arrived | Waits | Taken]:
    """
    signUp.
    """
    from monetize_software_api.api.auth import sign_up as endpoint
    from monetize_software_api.models.email_sign_up import EmailSignUp
    from monetize_software_api.models.sign_up_signed_in import SignUpSignedIn
    from monetize_software_api.models.sign_up_taken import SignUpTaken

    def parse(payload: Any) -> Arrived | Waits | Taken:
        match endpoint.parse_success(payload):
            case SignUpSignedIn() as answer:
                return _arrived(answer)
            case SignUpTaken() as answer:
                return Taken(answer.email)
            case answer:
                return Waits(answer.user.email or facts["email"], answer.user.id)

    key = _key(idempotency_key)
    secret = check.secret("password", password, longest=_LONGEST_SECRET)
    facts = _who(email, user_meta, visitor_id)  # last: what is refused before it has no address in its frames
    return call_of(
        "signUp",
        endpoint.build_request(
            profile.paywall_id, body=EmailSignUp(password=secret.reveal(), **facts), idempotency_key=key
        ),
        Credential.NONE,
        parse,
        **_private(secret, Secret(facts["email"])),
    )


def _who(email: Secret, user_meta: Mapping[str, Any] | None, visitor_id: str | None) -> dict[str, Any]:
    return {
        "email": check.email_address("email", email),
        "visitor_id": check.optional_text("visitor_id", visitor_id, longest=200),
        "user_meta": _meta(user_meta),
    }


def resend_confirmation(profile: Profile, email: Secret, idempotency_key: str | None) -> Call[None]:
    """
    resendConfirmation.
    """
    from monetize_software_api.api.auth import resend_confirmation as endpoint
    from monetize_software_api.models.resend_confirmation import ResendConfirmation

    address, key = check.email_address("email", email), _key(idempotency_key)
    return call_of(
        "resendConfirmation",
        endpoint.build_request(profile.paywall_id, body=ResendConfirmation(email=address), idempotency_key=key),
        Credential.NONE,
        _nothing(endpoint.parse_success),
        **_private(Secret(address)),
    )


def send_otp(profile: Profile, email: Secret, create_user: bool, user_meta: Mapping[str, Any] | None) -> Call[None]:
    """
    sendOtp.
    """
    from monetize_software_api.api.auth import send_otp as endpoint
    from monetize_software_api.models.send_otp import SendOtp

    body = SendOtp(
        email=check.email_address("email", email),
        create_user=check.flag("create_user", create_user),
        user_meta=_meta(user_meta),
    )
    return call_of(
        "sendOtp",
        endpoint.build_request(profile.paywall_id, body=body),
        Credential.NONE,
        _nothing(endpoint.parse_success),
        **_private(Secret(body.email)),
    )


def verify_otp(
    profile: Profile,
    email: Secret,
    token: Secret,
    kind: str,
    user_meta: Mapping[str, Any] | None,
    visitor_id: str | None,
) -> Call[Arrived]:
    """
    verifyOtp.
    """
    from monetize_software_api.api.auth import verify_otp as endpoint
    from monetize_software_api.models.otp_type import OtpType
    from monetize_software_api.models.verify_otp import VerifyOtp

    chosen = OtpType(check.text("type", kind, longest=50))
    secret = check.secret("token", token, longest=100)
    facts = _who(email, user_meta, visitor_id)
    return call_of(
        "verifyOtp",
        endpoint.build_request(profile.paywall_id, body=VerifyOtp(token=secret.reveal().strip(), type=chosen, **facts)),
        Credential.NONE,
        lambda payload: _arrived(endpoint.parse_success(payload)),
        **_private(secret, Secret(facts["email"])),
    )


def request_password_reset(profile: Profile, email: Secret) -> Call[None]:
    """
    requestPasswordReset.
    """
    from monetize_software_api.api.auth import request_password_reset as endpoint
    from monetize_software_api.models.password_reset_request import PasswordResetRequest

    address = check.email_address("email", email)
    return call_of(
        "requestPasswordReset",
        endpoint.build_request(profile.paywall_id, body=PasswordResetRequest(email=address)),
        Credential.NONE,
        _nothing(endpoint.parse_success),
        **_private(Secret(address)),
    )


def update_password(profile: Profile, password: Secret) -> Call[wire.AuthUser]:
    """
    updatePassword.
    """
    from monetize_software_api.api.auth import update_password as endpoint
    from monetize_software_api.models.new_password import NewPassword

    secret = check.secret("password", password, longest=_LONGEST_SECRET)
    return call_of(
        "updatePassword",
        endpoint.build_request(profile.paywall_id, body=NewPassword(password=secret.reveal())),
        Credential.BEARER,
        lambda payload: endpoint.parse_success(payload).user,
        **_private(secret),
    )


def sign_in_anonymously(
    profile: Profile, captcha_token: Secret | None, user_meta: Mapping[str, Any] | None, visitor_id: str | None
) -> Call[Arrived]:
    """
    signInAnonymously.
    """
    from monetize_software_api.api.auth import sign_in_anonymously as endpoint
    from monetize_software_api.models.anonymous_sign_in import AnonymousSignIn

    visitor = check.optional_text("visitor_id", visitor_id, longest=200)
    meta = _meta(user_meta)
    captcha = None if captcha_token is None else check.secret("captcha_token", captcha_token, longest=5000)
    return call_of(
        "signInAnonymously",
        endpoint.build_request(
            profile.paywall_id,
            body=AnonymousSignIn(
                captcha_token=None if captcha is None else captcha.reveal(), visitor_id=visitor, user_meta=meta
            ),
        ),
        Credential.NONE,
        lambda payload: _arrived(endpoint.parse_success(payload)),
        **_private(captcha),
    )


def upgrade_anonymous(
    profile: Profile, email: Secret, password: Secret, user_meta: Mapping[str, Any] | None, idempotency_key: str | None
) -> Call[wire.AuthUser | str]:
    """
    upgradeAnonymous.
    """
    from monetize_software_api.api.auth import upgrade_anonymous as endpoint
    from monetize_software_api.models.anonymous_upgrade import AnonymousUpgrade
    from monetize_software_api.models.upgrade_updated import UpgradeUpdated

    def parse(payload: Any) -> wire.AuthUser | str:
        answer = endpoint.parse_success(payload)
        return answer.user if isinstance(answer, UpgradeUpdated) else answer.email

    secret = check.secret("password", password, longest=_LONGEST_SECRET)
    address, meta, key = check.email_address("email", email), _meta(user_meta), _key(idempotency_key)
    return call_of(
        "upgradeAnonymous",
        endpoint.build_request(
            profile.paywall_id,
            body=AnonymousUpgrade(email=address, password=secret.reveal(), user_meta=meta),
            idempotency_key=key,
        ),
        Credential.BEARER,
        parse,
        **_private(secret, Secret(address)),
    )


def start_oauth(profile: Profile, provider: str, challenge: str, scopes: str | None) -> Call[str]:
    """
    startOauth.
    """
    from monetize_software_api.api.auth import start_oauth as endpoint
    from monetize_software_api.models.start_oauth import StartOauth

    body = StartOauth(
        provider=check.text("provider", provider, longest=50),
        code_challenge=challenge,
        code_challenge_method="s256",
        scopes=check.optional_text("scopes", scopes, longest=1000),
    )
    return call_of(
        "startOauth",
        endpoint.build_request(profile.paywall_id, body=body),
        profile.credential(CredentialRule.PUBLIC),
        lambda payload: endpoint.parse_success(payload).authorize_url,
        **_private(),
    )


def exchange_oauth(
    profile: Profile, code: Secret, verifier: Secret, user_meta: Mapping[str, Any] | None, visitor_id: str | None
) -> Call[Arrived]:
    """
    exchangeOauth.
    """
    from monetize_software_api.api.auth import exchange_oauth as endpoint
    from monetize_software_api.models.exchange_oauth import ExchangeOauth

    visitor = check.optional_text("visitor_id", visitor_id, longest=200)
    meta = _meta(user_meta)
    return call_of(
        "exchangeOauth",
        endpoint.build_request(
            profile.paywall_id,
            body=ExchangeOauth(
                auth_code=code.reveal(), code_verifier=verifier.reveal(), visitor_id=visitor, user_meta=meta
            ),
        ),
        Credential.NONE,
        lambda payload: _arrived(endpoint.parse_success(payload)),
        **_private(code, verifier),
    )


def refresh_session(profile: Profile, refresh: Secret, *, doubtful: bool) -> Call[Tokens]:
    """
    refreshSession; `doubtful` where the service may have spent this token already.
    """
    from monetize_software_api.api.auth import refresh_session as endpoint
    from monetize_software_api.models.refresh_session import RefreshSession

    return call_of(
        "refreshSession",
        endpoint.build_request(profile.paywall_id, body=RefreshSession(refresh_token=refresh.reveal())),
        Credential.NONE,
        lambda payload: _tokens(endpoint.parse_success(payload)),
        doubtful=doubtful,
        **_private(refresh),
    )


def sign_out(profile: Profile) -> Call[None]:
    """
    signOut.
    """
    from monetize_software_api.api.auth import sign_out as endpoint

    return call_of(
        "signOut",
        endpoint.build_request(profile.paywall_id),
        Credential.BEARER,
        _nothing(endpoint.parse_success),
        empty_answer=True,
        **_private(),
    )


def revoke_all_sessions(profile: Profile) -> Call[None]:
    """
    revokeAllSessions.
    """
    from monetize_software_api.api.auth import revoke_all_sessions as endpoint

    return call_of(
        "revokeAllSessions",
        endpoint.build_request(profile.paywall_id),
        Credential.BEARER,
        _nothing(endpoint.parse_success),
        **_private(),
    )


def _nothing(parse: Callable[[Any], Any]) -> Callable[[Any], None]:
    def read(payload: Any) -> None:
        parse(payload)

    return read
