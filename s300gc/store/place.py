"""Where the database may lie: a local disk, a folder and a file for the owner only."""

import os
import shutil
import sys
from pathlib import Path

from s300gc.errors import ConfigError

NETWORK_TYPES = frozenset(
    {"9p", "afs", "ceph", "cifs", "davfs", "glusterfs", "lustre", "ncpfs", "nfs", "nfs4",
     "smb3", "smbfs"}
)  # fmt: skip
"""Types in ``/proc/mounts`` whose file locks are not those of a local disk."""

DRIVE_REMOTE = 4
"""What ``GetDriveTypeW`` answers for a mapped network drive (Microsoft Win32 reference)."""

MOUNTS = Path("/proc/mounts")


def prepare(path: Path) -> Path:
    """Make the folder (0700) and an empty file (0600) if need be and give the full path.

    A folder or file that exists is left as it is. The file is created here and
    not by SQLite, so that it is never readable by others, not even for a moment.
    Raises ConfigError where the place is on a network or cannot be made.
    """
    full = Path(os.path.abspath(path))
    reason = network(full)
    if reason:
        raise ConfigError(
            f"The database {full} would lie on {reason}, where file locks cannot be trusted; "
            "choose a folder on a local disk."
        )
    try:
        _make_folders(full.parent)
        # Only a file that did not exist is opened here: closing another handle on an open
        # database would drop the locks this process has on it (POSIX).
        if not full.exists():
            _create(full)
    except OSError as error:
        raise ConfigError(
            f"The database {full} cannot be made ({error.strerror or error}); give this user "
            "the right to write there or choose another place."
        ) from error
    return full


def obstacle(path: Path) -> str:
    """Say why a database could not be made at a place; empty where it could. Makes nothing."""
    full = Path(os.path.abspath(path))
    reason = network(full)
    if reason:
        return f"{full} would lie on {reason}, where file locks cannot be trusted"
    folder = _nearest(full)
    if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
        return f"{full} cannot be made: this user cannot write in {folder}"
    return ""


def room(path: Path) -> int:
    """Give the bytes that are free on the disk of a place, whether it is made yet or not."""
    return shutil.disk_usage(_nearest(Path(os.path.abspath(path)))).free


def _nearest(full: Path) -> Path:
    """Give the folder of a path, or the nearest one above it that is there."""
    return next((one for one in full.parents if one.exists()), full.parent)


def _make_folders(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)


def _create(full: Path) -> None:
    try:
        os.close(os.open(full, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return


def network(full: Path) -> str:
    """Name the network file system a full path lies on; empty for a local disk.

    Linux is read from ``/proc/mounts``, Windows from the path and the type of its
    drive; elsewhere nothing is known and the answer is empty.
    """
    if sys.platform == "win32":
        return _windows_network(str(full))
    if MOUNTS.exists():
        return mounted_network(full, MOUNTS.read_text(encoding="utf-8", errors="replace"))
    return ""


def mounted_network(full: Path, mounts: str) -> str:
    """Name the network file system among ``mounts`` (as in ``/proc/mounts``) that holds a path."""
    best, kind = "", ""
    real = os.path.realpath(full)
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = fields[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
        inside = real == point or real.startswith(point.rstrip("/") + "/")
        if inside and len(point) >= len(best):
            best, kind = point, fields[2]
    # fuse.<name>: fuse.sshfs and fuse.rclone are networks, fuse.ext2 or fuseblk are not.
    remote_fuse = ("fuse.sshfs", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs", "fuse.s3fs")
    return f"{kind} ({best})" if kind in NETWORK_TYPES or kind in remote_fuse else ""


def unc(text: str) -> bool:
    r"""Tell whether a Windows path is a share (``\\server\share``), not a drive of this machine."""
    plain = text.replace("/", "\\")
    if plain.startswith(("\\\\?\\", "\\\\.\\")):
        return plain[4:].upper().startswith("UNC\\")
    return plain.startswith("\\\\")


def _windows_network(text: str) -> str:
    if unc(text):
        return "a network share"
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(text)[0] + "\\"
        if ctypes.windll.kernel32.GetDriveTypeW(drive) == DRIVE_REMOTE:
            return f"the network drive {drive}"
    return ""
