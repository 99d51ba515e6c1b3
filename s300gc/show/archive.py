"""A zip file that is the same byte for byte where its contents are the same."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from s300gc.errors import UsageError

MANIFEST, SUMS = "manifest.json", "sha256sums.txt"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The first instant that a zip file can name."""


class Archive:
    """Files in the order of their names, each with its SHA-256, then the manifest."""

    def __init__(self, target: zipfile.ZipFile, at: datetime | None) -> None:
        self._target = target
        self._time = tuple(at.timetuple())[:6] if at else EARLIEST
        self._sums: dict[str, str] = {}

    def add(self, name: str, text: str | Iterable[str]) -> None:
        """Write one file from its text, or from pieces of it one after the other.

        Raises ValueError where its name does not come after the one before.
        """
        if self._sums and name <= max(self._sums):
            raise ValueError(f"{name} does not come after {max(self._sums)}")
        entry = zipfile.ZipInfo(name, self._time)  # type: ignore[arg-type]
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        entry.create_system = 3
        digest = hashlib.sha256()
        with self._target.open(entry, "w", force_zip64=True) as file:
            for piece in [text] if isinstance(text, str) else text:
                data = piece.encode()
                digest.update(data)
                file.write(data)
        self._sums[name] = digest.hexdigest()

    def finish(self, manifest: Mapping[str, Any]) -> str:
        """Write the manifest with the hash of each file, and the sums; give the manifest's hash."""
        body = {**manifest, "files": dict(self._sums)}
        self.add(MANIFEST, as_json(body))
        self.add(SUMS, "".join(f"{digest}  {name}\n" for name, digest in self._sums.items()))
        return self._sums[MANIFEST]


@contextmanager
def writing(path: Path, at: datetime | None) -> Iterator[Archive]:
    """Write an archive whose files all bear one instant; it is there once it is whole.

    Raises UsageError where there is a file of that name, or where it cannot be written.
    """
    if path.exists():
        raise UsageError(f"{path} is there already: name another file with --output")
    half = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED) as target:
            yield Archive(target, at)
        os.replace(half, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from error
    finally:
        half.unlink(missing_ok=True)


def as_json(body: Any) -> str:
    """Write a value as JSON that a person can read; keys are sorted."""
    return json.dumps(body, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
