"""
Whatever a server answers, a call takes no more memory than its bound, in a process of its own.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from ..support.hostile_server import Act, HostileServer, sends, streams
from .test_sockets import BOMB, HEAD

pytestmark = [
    pytest.mark.enable_socket,
    pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="this system does not tell the peak"),
]

MIB = 1 << 20
MOST = 5 * 16 * MIB
"""Bytes over an ordinary call: less than five times the largest answer."""


def framed(body: bytes, coding: bytes = b"") -> Act:
    """
    Send an answer with a length, packed as it says.
    """
    fields = b"Content-Encoding: %s\r\n" % coding if coding else b""
    return sends(HEAD + fields + b"Content-Length: %d\r\n\r\n%s" % (len(body), body))


def listed(value: bytes) -> Act:
    """
    Send a list of one value over and over, as long as answers may be.
    """
    return framed(b"[" + value + (b"," + value) * ((16 * MIB - 20) // (len(value) + 1)) + b"]")


ANSWERS: dict[str, Act] = {
    "bomb": framed(BOMB, b"gzip"),
    "bomb in a bomb": framed(gzip.compress(BOMB), b"gzip, gzip"),
    "bomb in another's bomb": framed(zlib.compress(BOMB), b"gzip, deflate"),
    "as long as may be": framed(b" " * (16 * MIB)),
    "one long text": framed(gzip.compress(b'"' + b"a" * (16 * MIB - 2) + b'"'), b"gzip"),
    "empty lists": listed(b"[]"),
    "small objects": listed(b'{"a":1}'),
    "decimals": listed(b"1.5"),
    "bytes in chunks": streams(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 5000),
    "interim answers": streams(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1000),
    "endless head": streams(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 65536 + b"\r\n"),
}
ENDLESS = ("bytes in chunks", "interim answers", "endless head")
CALL = """\
import sys, monetize_software as sdk

client = sdk.BillingClient(paywall_id="3", api_origin=sys.argv[1], api_key="k", max_retries=0, timeout=int(sys.argv[2]))
try:
    client.for_user(email="ada@example.com").debit_tokens("t", 1)
except sdk.PaywallError:
    pass
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


def peak(act: Act, seconds: int = 20) -> int:
    """
    The most memory, in bytes, that a process takes whose only call is answered like this, for so long at most.
    """
    with HostileServer(act) as server:
        command = [sys.executable, "-c", CALL, server.origin, str(seconds)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return int(done.stdout) * 1024


@pytest.fixture(scope="module")
def ordinary() -> int:
    """
    The peak of a process whose call is answered shortly.
    """
    return peak(framed(b"{}"))


@pytest.mark.parametrize("name", ANSWERS)
def test_memory_is_bounded(name: str, ordinary: int) -> None:
    """
    Packed in whatever way, made of whatever pieces and values: the peak stays under five times the largest answer.
    """
    seconds = 3 if name in ENDLESS else 20
    assert peak(ANSWERS[name], seconds) - ordinary < MOST
