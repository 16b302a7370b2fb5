# Generated from openapi.yaml. Do not edit: change openapi.yaml and run `make generate`.
"""Contains all the data models used in inputs/outputs"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .acquiring import Acquiring
    from .active_purchase import ActivePurchase
    from .analytics_batch import AnalyticsBatch
    from .analytics_event import AnalyticsEvent
    from .anonymous_sign_in import AnonymousSignIn
    from .anonymous_upgrade import AnonymousUpgrade
    from .auth_ok import AuthOk
    from .auth_session import AuthSession
    from .auth_tokens import AuthTokens
    from .auth_user import AuthUser
    from .balance import Balance
    from .balance_change import BalanceChange
    from .balance_changed import BalanceChanged
    from .balance_list import BalanceList
    from .balance_op import BalanceOp
    from .block import Block
    from .bootstrap import Bootstrap
    from .bootstrap_unchanged import BootstrapUnchanged
    from .cancel_subscription import CancelSubscription
    from .cancellation import Cancellation
    from .cancelled_subscription import CancelledSubscription
    from .checkout_mode import CheckoutMode
    from .checkout_session import CheckoutSession
    from .customer_portal import CustomerPortal
    from .email_sign_in import EmailSignIn
    from .email_sign_up import EmailSignUp
    from .error_body import ErrorBody
    from .event_acquiring import EventAcquiring
    from .event_customer import EventCustomer
    from .event_payment import EventPayment
    from .event_paywall import EventPaywall
    from .event_price import EventPrice
    from .event_properties import EventProperties
    from .event_refund import EventRefund
    from .event_subject import EventSubject
    from .event_subscription import EventSubscription
    from .event_user import EventUser
    from .exchange_oauth import ExchangeOauth
    from .experiment import Experiment
    from .experiment_variant import ExperimentVariant
    from .interval import Interval
    from .layout import Layout
    from .legacy_price import LegacyPrice
    from .legacy_price_list import LegacyPriceList
    from .legacy_ticket_request import LegacyTicketRequest
    from .local_price import LocalPrice
    from .locale_overrides import LocaleOverrides
    from .locales import Locales
    from .metadata import Metadata
    from .new_password import NewPassword
    from .oauth_started import OauthStarted
    from .offer import Offer
    from .open_portal import OpenPortal
    from .otp_type import OtpType
    from .password_reset_request import PasswordResetRequest
    from .password_updated import PasswordUpdated
    from .payment_completed_event import PaymentCompletedEvent
    from .payment_event_data import PaymentEventData
    from .portal_refusal import PortalRefusal
    from .price import Price
    from .price_text import PriceText
    from .price_texts import PriceTexts
    from .purchase import Purchase
    from .purchase_state import PurchaseState
    from .purchase_status import PurchaseStatus
    from .refresh_session import RefreshSession
    from .refund_created_event import RefundCreatedEvent
    from .refund_event_data import RefundEventData
    from .resend_confirmation import ResendConfirmation
    from .runtime_mode import RuntimeMode
    from .send_otp import SendOtp
    from .set_test_balances import SetTestBalances
    from .settings import Settings
    from .sign_up_confirmation_required import SignUpConfirmationRequired
    from .sign_up_signed_in import SignUpSignedIn
    from .sign_up_taken import SignUpTaken
    from .start_checkout import StartCheckout
    from .start_oauth import StartOauth
    from .subscription_cancelled_event import SubscriptionCancelledEvent
    from .subscription_created_event import SubscriptionCreatedEvent
    from .subscription_event_data import SubscriptionEventData
    from .subscription_updated_event import SubscriptionUpdatedEvent
    from .test_balances_set import TestBalancesSet
    from .test_flag import TestFlag
    from .ticket import Ticket
    from .ticket_created import TicketCreated
    from .ticket_form import TicketForm
    from .ticket_request import TicketRequest
    from .ticket_status import TicketStatus
    from .tokens_withdrawn import TokensWithdrawn
    from .trial_config import TrialConfig
    from .trial_detail import TrialDetail
    from .trial_mode import TrialMode
    from .trial_state import TrialState
    from .upgrade_confirmation_required import UpgradeConfirmationRequired
    from .upgrade_updated import UpgradeUpdated
    from .user_detail import UserDetail
    from .user_profile import UserProfile
    from .user_state import UserState
    from .variant_price import VariantPrice
    from .verify_otp import VerifyOtp
    from .visibility import Visibility
    from .withdraw_tokens import WithdrawTokens

_HOMES = {
    "Acquiring": ".acquiring",
    "ActivePurchase": ".active_purchase",
    "AnalyticsBatch": ".analytics_batch",
    "AnalyticsEvent": ".analytics_event",
    "AnonymousSignIn": ".anonymous_sign_in",
    "AnonymousUpgrade": ".anonymous_upgrade",
    "AuthOk": ".auth_ok",
    "AuthSession": ".auth_session",
    "AuthTokens": ".auth_tokens",
    "AuthUser": ".auth_user",
    "Balance": ".balance",
    "BalanceChange": ".balance_change",
    "BalanceChanged": ".balance_changed",
    "BalanceList": ".balance_list",
    "BalanceOp": ".balance_op",
    "Block": ".block",
    "Bootstrap": ".bootstrap",
    "BootstrapUnchanged": ".bootstrap_unchanged",
    "CancelSubscription": ".cancel_subscription",
    "Cancellation": ".cancellation",
    "CancelledSubscription": ".cancelled_subscription",
    "CheckoutMode": ".checkout_mode",
    "CheckoutSession": ".checkout_session",
    "CustomerPortal": ".customer_portal",
    "EmailSignIn": ".email_sign_in",
    "EmailSignUp": ".email_sign_up",
    "ErrorBody": ".error_body",
    "EventAcquiring": ".event_acquiring",
    "EventCustomer": ".event_customer",
    "EventPayment": ".event_payment",
    "EventPaywall": ".event_paywall",
    "EventPrice": ".event_price",
    "EventProperties": ".event_properties",
    "EventRefund": ".event_refund",
    "EventSubject": ".event_subject",
    "EventSubscription": ".event_subscription",
    "EventUser": ".event_user",
    "ExchangeOauth": ".exchange_oauth",
    "Experiment": ".experiment",
    "ExperimentVariant": ".experiment_variant",
    "Interval": ".interval",
    "Layout": ".layout",
    "LegacyPrice": ".legacy_price",
    "LegacyPriceList": ".legacy_price_list",
    "LegacyTicketRequest": ".legacy_ticket_request",
    "LocalPrice": ".local_price",
    "LocaleOverrides": ".locale_overrides",
    "Locales": ".locales",
    "Metadata": ".metadata",
    "NewPassword": ".new_password",
    "OauthStarted": ".oauth_started",
    "Offer": ".offer",
    "OpenPortal": ".open_portal",
    "OtpType": ".otp_type",
    "PasswordResetRequest": ".password_reset_request",
    "PasswordUpdated": ".password_updated",
    "PaymentCompletedEvent": ".payment_completed_event",
    "PaymentEventData": ".payment_event_data",
    "PortalRefusal": ".portal_refusal",
    "Price": ".price",
    "PriceText": ".price_text",
    "PriceTexts": ".price_texts",
    "Purchase": ".purchase",
    "PurchaseState": ".purchase_state",
    "PurchaseStatus": ".purchase_status",
    "RefreshSession": ".refresh_session",
    "RefundCreatedEvent": ".refund_created_event",
    "RefundEventData": ".refund_event_data",
    "ResendConfirmation": ".resend_confirmation",
    "RuntimeMode": ".runtime_mode",
    "SendOtp": ".send_otp",
    "SetTestBalances": ".set_test_balances",
    "Settings": ".settings",
    "SignUpConfirmationRequired": ".sign_up_confirmation_required",
    "SignUpSignedIn": ".sign_up_signed_in",
    "SignUpTaken": ".sign_up_taken",
    "StartCheckout": ".start_checkout",
    "StartOauth": ".start_oauth",
    "SubscriptionCancelledEvent": ".subscription_cancelled_event",
    "SubscriptionCreatedEvent": ".subscription_created_event",
    "SubscriptionEventData": ".subscription_event_data",
    "SubscriptionUpdatedEvent": ".subscription_updated_event",
    "TestBalancesSet": ".test_balances_set",
    "TestFlag": ".test_flag",
    "Ticket": ".ticket",
    "TicketCreated": ".ticket_created",
    "TicketForm": ".ticket_form",
    "TicketRequest": ".ticket_request",
    "TicketStatus": ".ticket_status",
    "TokensWithdrawn": ".tokens_withdrawn",
    "TrialConfig": ".trial_config",
    "TrialDetail": ".trial_detail",
    "TrialMode": ".trial_mode",
    "TrialState": ".trial_state",
    "UpgradeConfirmationRequired": ".upgrade_confirmation_required",
    "UpgradeUpdated": ".upgrade_updated",
    "UserDetail": ".user_detail",
    "UserProfile": ".user_profile",
    "UserState": ".user_state",
    "VariantPrice": ".variant_price",
    "VerifyOtp": ".verify_otp",
    "Visibility": ".visibility",
    "WithdrawTokens": ".withdraw_tokens",
}

__all__ = (
    "Acquiring",
    "ActivePurchase",
    "AnalyticsBatch",
    "AnalyticsEvent",
    "AnonymousSignIn",
    "AnonymousUpgrade",
    "AuthOk",
    "AuthSession",
    "AuthTokens",
    "AuthUser",
    "Balance",
    "BalanceChange",
    "BalanceChanged",
    "BalanceList",
    "BalanceOp",
    "Block",
    "Bootstrap",
    "BootstrapUnchanged",
    "Cancellation",
    "CancelledSubscription",
    "CancelSubscription",
    "CheckoutMode",
    "CheckoutSession",
    "CustomerPortal",
    "EmailSignIn",
    "EmailSignUp",
    "ErrorBody",
    "EventAcquiring",
    "EventCustomer",
    "EventPayment",
    "EventPaywall",
    "EventPrice",
    "EventProperties",
    "EventRefund",
    "EventSubject",
    "EventSubscription",
    "EventUser",
    "ExchangeOauth",
    "Experiment",
    "ExperimentVariant",
    "Interval",
    "Layout",
    "LegacyPrice",
    "LegacyPriceList",
    "LegacyTicketRequest",
    "LocaleOverrides",
    "Locales",
    "LocalPrice",
    "Metadata",
    "NewPassword",
    "OauthStarted",
    "Offer",
    "OpenPortal",
    "OtpType",
    "PasswordResetRequest",
    "PasswordUpdated",
    "PaymentCompletedEvent",
    "PaymentEventData",
    "PortalRefusal",
    "Price",
    "PriceText",
    "PriceTexts",
    "Purchase",
    "PurchaseState",
    "PurchaseStatus",
    "RefreshSession",
    "RefundCreatedEvent",
    "RefundEventData",
    "ResendConfirmation",
    "RuntimeMode",
    "SendOtp",
    "SetTestBalances",
    "Settings",
    "SignUpConfirmationRequired",
    "SignUpSignedIn",
    "SignUpTaken",
    "StartCheckout",
    "StartOauth",
    "SubscriptionCancelledEvent",
    "SubscriptionCreatedEvent",
    "SubscriptionEventData",
    "SubscriptionUpdatedEvent",
    "TestBalancesSet",
    "TestFlag",
    "Ticket",
    "TicketCreated",
    "TicketForm",
    "TicketRequest",
    "TicketStatus",
    "TokensWithdrawn",
    "TrialConfig",
    "TrialDetail",
    "TrialMode",
    "TrialState",
    "UpgradeConfirmationRequired",
    "UpgradeUpdated",
    "UserDetail",
    "UserProfile",
    "UserState",
    "VariantPrice",
    "VerifyOtp",
    "Visibility",
    "WithdrawTokens",
)


if (
    not TYPE_CHECKING
):  # a type checker that saw it would take every misspelled name for one that exists

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(_HOMES[name], __name__), name)
        globals()[name] = value
        return value
