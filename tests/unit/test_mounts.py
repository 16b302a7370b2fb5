"""
A SQLite file on a network mount is told, from the system's own table of mounts.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import pytest

from monetize_software.storage import SQLStore
from monetize_software.storage.sql import mounts
from monetize_software.storage.sql.mounts import network_mount

TABLE = r"""22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
31 22 0:40 / /srv rw,relatime shared:2 - {kind} files:/export rw,vers=4.2
32 31 8:2 / /srv/disk rw,relatime shared:3 master:1 - xfs /dev/sdb1 rw
33 22 0:41 / /media/my\040files rw - {kind} files:/export rw
34 22 0:42 / /over rw - {kind} files:/export rw
35 22 8:3 / /over rw - ext4 /dev/sdc1 rw
a line that means nothing
"""


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "9p", "fuse.sshfs", "ceph"])
@pytest.mark.parametrize(
    ("file", "is_far"),
    [
        ("/srv/billing.db", True),
        ("/srv/disk/billing.db", False),
        ("/srv2/billing.db", False),
        ("/media/my files/deep/billing.db", True),
        ("/over/billing.db", False),
        ("/billing.db", False),
    ],
)
def test_mount_that_holds_a_file_is_the_innermost_and_uppermost(kind: str, file: str, is_far: bool) -> None:
    """
    Names with blanks are read, and a name that only begins alike is another.
    """
    assert (kind if is_far else None) == network_mount(Path(file), TABLE.replace("{kind}", kind))


@pytest.mark.parametrize("kind", ["ext4", "xfs", "btrfs", "zfs", "tmpfs", "overlay", "fuse.mergerfs", "apfs"])
def test_disk_of_this_machine_is_no_network(kind: str) -> None:
    """
    Nothing is said about file systems whose locks hold.
    """
    assert network_mount(Path("/srv/billing.db"), TABLE.replace("{kind}", kind)) is None


def test_store_on_a_network_mount_warns_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """
    In the log, with what may happen and what to do, and without the path; elsewhere nothing is said.
    """
    table = tmp_path / "mountinfo"
    table.write_text(f"1 0 0:1 / {tmp_path.resolve()} rw - nfs4 files:/ rw\n")
    monkeypatch.setattr(mounts, "TABLE", table)
    caplog.set_level(logging.WARNING)
    made = [SQLStore(f"sqlite:///{tmp_path / 'billing.db'}") for _ in range(2)]
    told = [record.getMessage() for record in caplog.records]
    table.unlink()

    assert 1 == len(told)
    assert told[0].startswith("The SQLite file is on a network mount (nfs4).")
    assert "use PostgreSQL" in told[0]
    assert str(tmp_path) not in told[0]
    assert made[0].concern is None


@pytest.mark.skipif(sys.platform != "linux", reason="the table is Linux's")
def test_systems_own_table_is_read(tmp_path: Path) -> None:
    """
    A file in the folder of this test is on a disk, by the table of this machine.
    """
    assert SQLStore(f"sqlite:///{tmp_path / 'billing.db'}").concern is None
    assert " - " in mounts.TABLE.read_text()
