"""
Cancels subscriptions and opens the customer portal. Never ends a paid period early.
"""

from __future__ import annotations

from monetize_software_mock.api.call import Call, Handler
from monetize_software_mock.api.credentials import SignedIn
from monetize_software_mock.api.problems import Problem
from monetize_software_mock.billing import customers, purchases, subscriptions, token_refills
from monetize_software_mock.http.messages import Reply
from monetize_software_mock.state import statuses
from monetize_software_mock.state.rows import PortalLink, PurchaseRow, User
from monetize_software_mock.state.timestamps import to_iso
from monetize_software_mock.world.processors import profile


def cancel_subscription(call: Call) -> Reply:
    """
    Cancel a subscription. The answer is one for all: it runs out at the end of its period, also where it ended (A-81).
    """
    purchase = _cancellable(call)
    if purchase.cancel_at_period_end or purchase.status not in statuses.OPEN:
        raise Problem("already_cancelled")
    subscriptions.cancel(call.moment, purchase)
    cancelled = purchases.cancelled_later(purchase, call.now)
    return Reply(
        {
            "success": True,
            "message": "Subscription cancelled successfully",
            "subscription": {
                "id": cancelled.id,
                "status": cancelled.status,
                "cancel_at_period_end": True,
                "cancel_at": to_iso(cancelled.cancel_at),
                "canceled_at": None,  # filled once the processor confirms
            },
        }
    )


def _cancellable(call: Call) -> PurchaseRow:
    user, paywall_id = _whose(call)
    purchase = call.tx.purchases.get(call.body["subscriptionId"])
    theirs = purchase is not None and purchase.user_id == user.id and paywall_id in (purchase.paywall_id, None)
    if purchase is None or purchase.lifetime or not theirs:
        raise Problem("subscription_not_found")
    return purchase


def _whose(call: Call) -> tuple[User, str | None]:
    """
    Return the user and, for an owner, the only paywall to look at.
    """
    if isinstance(call.caller, SignedIn):
        if call.caller.user.anonymous:
            raise Problem("unauthorized")
        return call.caller.user, None
    paywall_id, email, user_id = (call.body.get(name) for name in ("paywallId", "email", "userId"))
    if paywall_id is None:
        raise Problem("identity_required")
    paywall = call.paywall_of_body(paywall_id)
    if email is None and user_id is None:
        raise Problem("identity_required")
    user = customers.by_identity(call.tx, paywall.id, email, user_id)
    if user is None or not customers.is_on(call.tx, user, paywall.id):
        raise Problem("identity_not_on_paywall")
    return user, paywall.id


def get_customer_portal(call: Call) -> Reply:
    """
    Answer a one-time link; an owner's user is linked, with the metadata sent. A refusal changes nothing.
    """
    user = _portal_user(call)
    if user is None or not _has_portal(call, user):
        raise Problem("no_portal_test" if call.paywall.processor.test_mode else "no_portal_live")
    if not isinstance(call.caller, SignedIn):
        token_refills.link(call.moment, user, call.paywall, call.body.get("userMeta", {}))
    return_url = call.body.get("returnUrl")
    link = PortalLink(call.ids.prefixed("portal"), call.paywall.id, user.id, return_url, call.now)
    call.tx.portal_links.insert(link)
    return Reply({"url": f"{call.request.base_url}/portal/{link.id}"})


def _portal_user(call: Call) -> User | None:
    if isinstance(call.caller, SignedIn):
        return call.caller.user
    if "email" not in call.body:
        raise Problem("email_required")
    return customers.by_email(call.tx, call.body["email"])  # whoever is new has bought nothing, so has no portal


def _has_portal(call: Call, user: User) -> bool:
    owned = purchases.of_user(call.tx, user.id, call.paywall.id)
    processor = call.paywall.processor
    has_one = processor.has_portal and profile(processor.name).portal
    return has_one and any(each.status in statuses.RUNNING for each in owned)


HANDLERS: dict[str, Handler] = {
    "cancelSubscription": cancel_subscription,
    "getCustomerPortal": get_customer_portal,
}
