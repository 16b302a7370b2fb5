"""
A process of its own that asks for a user's token. Run by a test: python session_process.py ORIGIN FOLDER
"""

from __future__ import annotations

import sys

from monetize_software import AuthClient
from monetize_software.storage import FileStore


def main(origin: str, folder: str) -> None:
    auth = AuthClient(paywall_id="3", api_origin=origin, store=FileStore(folder))
    print(auth.session("ada").token(), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
