"""
Says to which URLs webhooks may be sent. Never resolves a name, never sends.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from monetize_software_mock.http.hosts import is_loopback, normal


def refusal(url: str, *, remote: bool, named: Iterable[str] = ()) -> str | None:
    """
    Say why an endpoint may not have a URL; None when it may.

    Args:
        remote: Other machines may be reached, over HTTPS.
        named: Other machines that may be reached, over HTTP too.
    """
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        return f"Not a URL: {error}"
    if parts.scheme not in ("http", "https") or not host:
        return "A webhook's URL begins with http:// or https:// and names a host"
    if parts.username is not None or not url.isascii() or any(letter <= " " for letter in url):
        return "A webhook's URL holds neither a user nor blanks"
    if is_loopback(host) or normal(host) in map(normal, named):
        return None
    allow = f"allow it by name: --allow-webhook-host {host}, or the world's switch webhook_hosts"
    if not remote:
        return f"{host} is another machine; {allow}"
    return None if parts.scheme == "https" else f"Other machines are reached over https:// only; or {allow}"
