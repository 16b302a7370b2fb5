"""
Checks what the environment says about TLS and proxies. Sends nothing.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from pathlib import Path

from monetize_software_cli.addresses import host_of, leads_somewhere, scheme_of
from monetize_software_cli.session import Session

from .check import Check, failed, ok

_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
_PROXY_SCHEMES = ("", "http", "https", "socks5", "socks5h")


def check_connections(session: Session) -> list[Check]:
    """
    Check every setting that decides how this machine reaches the service.
    """
    return [_checked("tls", _tls(session)), _checked("proxy", _proxies(session.around.environ))]


def _checked(name: str, found: dict[str, str]) -> Check:
    """
    Sum up settings.

    Args:
        found: What is wrong with each that is set; empty when nothing is.
    """
    wrong = {variable: problem for variable, problem in found.items() if problem}
    if wrong:
        text = "; ".join(f"{variable} {problem}" for variable, problem in wrong.items())
        return failed(name, text, f"Correct or unset {' and '.join(wrong)}.")
    return ok(name, f"{', '.join(found)} set, and usable" if found else "nothing of it is set in the environment")


def _tls(session: Session) -> dict[str, str]:
    checks = {"SSL_CERT_FILE": _file_problem, "SSL_CERT_DIR": _folder_problem, "SSLKEYLOGFILE": _log_problem}
    return {name: check(session.setting(name)) for name, check in checks.items() if session.setting(name)}


def _file_problem(path: str) -> str:
    try:
        ssl.create_default_context(cafile=path)
    except (OSError, ValueError) as error:  # an SSLError, for what is no certificate, is an OSError
        return "holds no certificates" if isinstance(error, ssl.SSLError) else "names a file that cannot be read"
    return ""


def _folder_problem(path: str) -> str:
    return "" if Path(path).is_dir() and os.access(path, os.R_OK | os.X_OK) else "names no folder that can be read"


def _log_problem(path: str) -> str:
    place = Path(path) if Path(path).exists() else Path(path).parent
    if not os.access(place, os.W_OK) or Path(path).is_dir():
        return "names a file that cannot be written"
    return "lets whoever reads that file read every connection"


def _proxies(environ: Mapping[str, str]) -> dict[str, str]:
    names = [spelled for name in _PROXIES for spelled in (name.lower(), name) if environ.get(spelled, "").strip()]
    return {name: _proxy_problem(environ[name].strip()) for name in names}


def _proxy_problem(address: str) -> str:
    if scheme_of(address) not in _PROXY_SCHEMES or not leads_somewhere(host_of(address), None):
        return "is no address of a proxy, such as http://proxy.example.com:8080"
    return ""
