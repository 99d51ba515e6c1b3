import os
import sys
from pathlib import Path

import pytest

from s300gc.errors import ConfigError
from s300gc.store import place

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /srv/nfs nfs4 rw 0 0
//server/share /mnt/the\\040share cifs rw 0 0
user@host: /mnt/ssh fuse.sshfs rw 0 0
/dev/sdb1 /mnt/ntfs fuseblk rw 0 0
host0 /mnt/shared 9p rw 0 0
tmpfs /srv/nfs/local tmpfs rw 0 0
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/var/lib/s300gc/s.db", ""),
        ("/srv/nfs/s.db", "nfs4 (/srv/nfs)"),
        ("/srv/nfs/local/s.db", ""),
        ("/srv/nfs2/s.db", ""),
        ("/mnt/the share/a/s.db", "cifs (/mnt/the share)"),
        ("/mnt/ssh/s.db", "fuse.sshfs (/mnt/ssh)"),
        ("/mnt/ntfs/s.db", ""),
        ("/mnt/shared/s.db", "9p (/mnt/shared)"),
    ],
)
def test_the_innermost_mount_decides_whether_a_path_is_on_a_network(
    path: str, network: str
) -> None:
    assert place.mounted_network(Path(path), MOUNTS) == network


@pytest.mark.parametrize(
    ("path", "share"),
    [
        (r"\\server\share\s.db", True),
        ("//server/share/s.db", True),
        (r"\\?\UNC\server\share\s.db", True),
        (r"C:\ProgramData\s300gc\s.db", False),
        (r"\\?\C:\ProgramData\s.db", False),
    ],
)
def test_a_windows_share_is_told_from_a_drive(path: str, share: bool) -> None:
    assert place.unc(path) is share


def test_a_database_on_a_network_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path}/net nfs rw 0 0\n")
    monkeypatch.setattr(place, "MOUNTS", mounts)
    with pytest.raises(ConfigError, match="file locks cannot be trusted"):
        place.prepare(tmp_path / "net" / "s.db")
    assert not (tmp_path / "net").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_folders_and_file_are_for_their_owner_only(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        made = place.prepare(tmp_path / "a" / "b" / "s.db")
    finally:
        os.umask(old)
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert made.parent.parent.stat().st_mode & 0o777 == 0o700


def test_what_exists_is_left_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "s.db"
    file.write_bytes(b"kept")
    file.chmod(0o640)
    tmp_path.chmod(0o750)
    place.prepare(file)
    assert file.read_bytes() == b"kept"
    assert file.stat().st_mode & 0o777 == 0o640
    assert tmp_path.stat().st_mode & 0o777 == 0o750


def test_whether_a_database_could_be_made_is_told_without_making_anything(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert place.obstacle(tmp_path / "a" / "b" / "s.db") == ""
    assert "this user cannot write" in place.obstacle(tmp_path / "file" / "s.db")
    assert place.room(tmp_path / "a" / "b" / "s.db") > 0
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_made_is_a_configuration_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="cannot be made"):
        place.prepare(tmp_path / "file" / "s.db")
