"""
Tells whether a file is on a network mount, where SQLite's locks do not hold. Linux alone says so; nothing is written.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

__all__ = ["TABLE", "concern", "network_mount"]

TABLE: Final = Path("/proc/self/mountinfo")
_NETWORK: Final = re.compile(r"nfs\d?|cifs|smb\w*|9p|ceph|afs|lustre|glusterfs|ocfs2|gfs2")
_FUSE: Final = re.compile(
    r"fuse\.(sshfs|s3fs|gcsfuse|rclone|glusterfs|goofys|davfs|cephfs|ceph-fuse|smbnetfs|curlftpfs)"
)
_ESCAPED: Final = re.compile(r"\\([0-7]{3})")


def network_mount(path: Path, table: str) -> str | None:
    """
    Return the kind of file system a file is on, if that is a network's.

    Args:
        path: The file, absolute and without links.
        table: What `/proc/self/mountinfo` says.
    """
    longest, kind = -1, ""
    for line in table.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split(" ")
        if len(fields) < 5 or not after:
            continue
        point = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        # A later line of the same place lies over an earlier one.
        if path.is_relative_to(point) and len(point.parts) >= longest:
            longest, kind = len(point.parts), after.split(" ")[0]
    return kind if _NETWORK.fullmatch(kind) or _FUSE.fullmatch(kind) else None


def concern(database: str) -> str | None:
    """
    Return what speaks against where a SQLite file is, or None.

    Args:
        database: The path in the store's URL.
    """
    try:
        kind = network_mount(Path(database).resolve(), TABLE.read_text(encoding="utf-8", errors="surrogateescape"))
    except OSError:  # another system than Linux, or a sandbox that hides the table
        return None
    if kind is None:
        return None
    return (
        f"The SQLite file is on a network mount ({kind}). Its locks do not hold there: events and debits can be lost or"
        " doubled, and the file can break. Put it on a disk of this machine, or use PostgreSQL."
    )
