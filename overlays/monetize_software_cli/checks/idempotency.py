"""
Checks that a checkout whose answer is lost can be repeated without a second one. Sends nothing to anybody.
"""

from __future__ import annotations

from monetize_software.installing import how_to_install

from .check import Check, failed, ok

_NAME = "idempotency"


def check_idempotency() -> Check:
    """
    Let two checkouts lose their answers in this process, the second repeating the first, and compare their keys.
    """
    sent: list[str] = []
    told = _lost_checkout(sent, None)
    _lost_checkout(sent, told)
    if told and sent == [told, told]:
        return ok(_NAME, "a checkout has a key, and one whose answer was lost is repeated with it")
    fix = f"Install this package and httpx anew. {how_to_install()}, either with --force-reinstall"
    return failed(_NAME, "a checkout whose answer is lost cannot be repeated safely", fix)


def _lost_checkout(sent: list[str], key: str | None) -> str | None:
    """
    Start a checkout whose answer is lost; note the key that was sent, and return the one that the error names.
    """
    import httpx

    from monetize_software import BillingClient, NetworkError

    def lose(request: httpx.Request) -> httpx.Response:
        sent.append(request.headers.get("Idempotency-Key", ""))
        raise httpx.ReadError("The answer is lost", request=request)

    with BillingClient(
        paywall_id="1",
        api_origin="https://pay.invalid",
        api_key="sk_test_doctor",
        max_retries=0,
        transport=httpx.MockTransport(lose),
    ) as billing:
        try:
            billing.for_user(email="doctor@example.com").create_checkout("price", idempotency_key=key)
        except NetworkError as error:
            return error.idempotency_key
    return None
