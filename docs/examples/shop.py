"""
A shop: prices, checkout, webhooks, a page for members, and the portal where they change their minds.

    python docs/examples/shop.py

starts it on port 8000, with a mock server behind it unless PAYWALL_ID, PAYWALL_ORIGIN, MONETIZE_API_KEY and
MONETIZE_WEBHOOK_SECRET are set. What it knows is in `shop.db`, or where SHOP_DATABASE says.
"""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from html import escape
from typing import Annotated

import uvicorn
from fastapi import Cookie, FastAPI, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import create_engine, text

from monetize_software import AlreadyPurchasedError, BillingClient, PaywallError
from monetize_software.access import Access
from monetize_software.receivers import Receiver
from monetize_software.storage import SQLStore, Tx
from monetize_software.webhooks import WebhookEvent

PLANS = {"price_123": "Monthly", "9101": "Yearly", "9102": "Lifetime"}


def build(
    billing: BillingClient, url: str, secret: str, *, clock: Callable[[], datetime] | None = None
) -> tuple[FastAPI, Access]:
    """
    The application, and what it asks who may in.
    """
    store = SQLStore(url)
    store.migrate()
    engine = create_engine(url)
    with engine.begin() as tables:
        tables.execute(text("CREATE TABLE IF NOT EXISTS welcome (user_id TEXT, event TEXT)"))
    engine.dispose()
    receiver, access = Receiver(secret, store), Access(store, plans=PLANS, clock=clock)
    quick = billing.with_options(timeout=2, max_retries=0)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        yield
        receiver.close()
        store.close()

    app = FastAPI(lifespan=lifespan)

    @receiver.on("subscription.created", "payment.completed")
    def welcome(event: WebhookEvent, tx: Tx) -> None:
        """
        In the transaction that records the event: once, however often it comes.
        """
        tx.execute("INSERT INTO welcome VALUES (:user, :event)", {"user": event.user_id, "event": event.id})

    app.include_router(receiver.fastapi("/webhooks/billing"))

    @app.get("/")
    def prices(email: Annotated[str, Cookie()] = "") -> Response:
        """
        What there is to buy.
        """
        offers = "".join(
            f"<p>{price.amount} {price.currency} "
            f"<button name=price_id value='{escape(price.id)}'>{escape(price.label or price.id)}</button></p>"
            for price in billing.get_prices()
        )
        field = f"<p><label>Your address <input name=email type=email required value='{escape(email)}'></label></p>"
        return page("Prices", f"<form action=/checkout method=post>{field}{offers}</form>")

    @app.post("/checkout")
    def checkout(request: Request, email: Annotated[str, Form()], price_id: Annotated[str, Form()]) -> Response:
        """
        Send the buyer to pay. Here the address stands for your own sign-in, which knows whose it is.
        """
        members = str(request.url_for("members"))
        try:
            target = billing.for_user(email=email).create_checkout(price_id, success_url=members).url
        except AlreadyPurchasedError:
            target = members
        response = RedirectResponse(target, status_code=303)
        response.set_cookie("email", email, httponly=True, samesite="lax")
        return response

    @app.get("/members")
    def members(email: Annotated[str, Cookie()] = "") -> Response:
        """
        For members: by what webhooks told, and by asking once where the buyer is faster than they are.
        """
        decision = access.check(email=email, ask=quick) if email else None
        if not decision:
            return page("Members only", "<p><a href=/>Prices</a></p>", status=402)
        until = f", until {decision.until:%d %B %Y}" if decision.until else ""
        portal = "<form action=/portal method=post><button>Manage</button></form>"
        return page("Welcome", f"<p>{decision.plan or 'Member'}: {decision.because}{until}</p>{portal}")

    @app.post("/portal")
    def portal(request: Request, email: Annotated[str, Cookie()]) -> Response:
        """
        Where members cancel, change their card and find their invoices.
        """
        back = str(request.url_for("members"))
        return RedirectResponse(billing.for_user(email=email).get_customer_portal_url(return_url=back).url, 303)

    @app.exception_handler(PaywallError)
    def unavailable(_: Request, error: PaywallError) -> Response:
        """
        The service refused or did not answer.
        """
        return page("Not now", f"<p>{escape(error.code)}</p>", status=502)

    return app, access


def page(title: str, body: str, status: int = 200) -> Response:
    """
    A page.
    """
    return HTMLResponse(f"<!doctype html><title>{title}</title><h1>{title}</h1>{body}", status)


def run(billing: BillingClient, secret: str, listener: socket.socket) -> None:
    """
    Serve until Ctrl-C.
    """
    app, _ = build(billing, f"sqlite:///{os.environ.get('SHOP_DATABASE', 'shop.db')}", secret)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", flush=True)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run(sockets=[listener])


if __name__ == "__main__":
    listener = socket.create_server(("127.0.0.1", int(os.environ.get("PORT", "8000"))))
    if "PAYWALL_ORIGIN" in os.environ:
        run(BillingClient.from_env(), os.environ["MONETIZE_WEBHOOK_SECRET"], listener)
    else:
        from monetize_software_mock import Mock

        with Mock(clock="live", deliveries="live", starts_at="now") as mock, mock.serve() as served:
            mock.webhooks.add(f"http://127.0.0.1:{listener.getsockname()[1]}/webhooks/billing")
            run(BillingClient(paywall_id="3", api_origin=served.url, api_key="sk_test_mock"), "whsec_mock", listener)
