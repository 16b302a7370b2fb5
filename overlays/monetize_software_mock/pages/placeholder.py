"""
Stands in for the hosted pages: says what an address is and which control call acts on it. Never changes anything.
"""

from __future__ import annotations

from html import escape

from monetize_software_mock.engine import Engine
from monetize_software_mock.messages import Request, Response, sentence

PREFIXES = ("/pay/", "/portal/")


def dispatch(engine: Engine, request: Request) -> Response:
    """
    Answer one request for a page.
    """
    if request.method not in ("GET", "HEAD"):
        return sentence(405, "Method not allowed", [("allow", "GET, HEAD")])
    kind, _, name = request.path[1:].partition("/")
    with engine.store.transaction() as tx:
        checkout = tx.checkouts.get(name) if kind == "pay" else None
        portal = tx.portal_links.get(name) if kind == "portal" else None
    if checkout is not None:
        state = "already paid" if checkout.purchase_id else "open"
        lines = [f"Checkout session {checkout.id} for price {checkout.price_id} is {state}.", "Pay it with:"]
        return _page("Checkout", lines, f"curl -X POST {request.base_url}/_mock/checkouts/{checkout.id}/pay")
    if portal is not None:
        lines = [f"Customer portal of user {portal.user_id} on paywall {portal.paywall_id}.", "Cancel through the API:"]
        return _page("Customer portal", lines, f"curl -X POST {request.base_url}/api/paywall/cancel-subscription …")
    return _page("Not found", ["There is no such session or link."], None, 404)


def _page(title: str, lines: list[str], command: str | None, status: int = 200) -> Response:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    code = f"<pre>{escape(command)}</pre>" if command else ""
    html = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title><h1>{title}</h1>'
    body = f"{html}{paragraphs}{code}</html>\n".encode()
    headers = (("content-type", "text/html; charset=utf-8"), ("content-length", str(len(body))))
    return Response(status, headers, body)
