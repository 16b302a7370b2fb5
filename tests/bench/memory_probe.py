"""
Makes calls, in a process of its own, and tells what they cost in memory and sockets. Imports nothing that it does not
measure.
"""

from __future__ import annotations

import os
import stat
import sys

_KEY, _EMAIL, _PAYWALL = "sk_test_mock", "user@example.com", "3"


def probe(side: str, origin: str, calls: int) -> None:
    """
    Print the MiB in use after the first call, the MiB that further calls added, and the sockets open after closing.
    """
    used = {"ours": _ours, "raw": _raw, "async": _awaited}[side](origin, calls)
    print(*used, sockets())


def rss() -> float:
    """
    Resident memory in MiB: what is used now, or where the system cannot tell, the most that was used.
    """
    try:
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123  # pathlib is 1 MiB by itself
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / (2**20 if sys.platform == "darwin" else 2**10)


def sockets() -> int:
    """
    Count the open sockets of this process.
    """
    return sum(_is_socket(number) for number in range(512))


def _is_socket(number: int) -> bool:
    try:
        return stat.S_ISSOCK(os.fstat(number).st_mode)
    except OSError:
        return False


def _ours(origin: str, calls: int) -> tuple[float, float]:
    from monetize_software import BillingClient

    with BillingClient(paywall_id=_PAYWALL, api_origin=origin, api_key=_KEY) as billing:
        user = billing.for_user(email=_EMAIL)
        user.list_purchases()
        first = rss()
        for _ in range(calls):
            user.list_purchases()
        return first, rss() - first


def _raw(origin: str, calls: int) -> tuple[float, float]:
    import httpx

    url = f"{origin}/api/v1/paywall/{_PAYWALL}/user"
    with httpx.Client(headers={"X-Api-Key": _KEY}) as client:
        client.get(url, params={"email": _EMAIL}).json()
        first = rss()
        for _ in range(calls):
            client.get(url, params={"email": _EMAIL}).json()
        return first, rss() - first


def _awaited(origin: str, calls: int) -> tuple[float, float]:
    import asyncio

    from monetize_software import AsyncBillingClient

    async def main() -> tuple[float, float]:
        async with AsyncBillingClient(paywall_id=_PAYWALL, api_origin=origin, api_key=_KEY) as billing:
            user = billing.for_user(email=_EMAIL)
            await user.list_purchases()
            first = rss()
            for _ in range(calls // 8):
                await asyncio.gather(*(user.list_purchases() for _ in range(8)))
            return first, rss() - first

    return asyncio.run(main())
