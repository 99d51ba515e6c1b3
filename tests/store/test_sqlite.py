import re
import subprocess
import sys
from pathlib import Path

import pytest

from s300gc.store import sqlite
from tests.store.processes import environment

PACKAGE = Path(__file__).parents[2] / "s300gc"


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 1), False),
        ((3, 50, 4), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
        ((4, 0, 0), True),
    ],
)
def test_wal_is_safe_only_with_the_reset_fix(version: tuple[int, int, int], safe: bool) -> None:
    assert sqlite.wal_is_safe(version) is safe


def test_nothing_else_imports_a_sqlite_module() -> None:
    pattern = re.compile(r"^\s*(import|from) (pysqlite3|sqlite3)\b", re.MULTILINE)
    found = [file for file in PACKAGE.rglob("*.py") if pattern.search(file.read_text())]
    assert found == [PACKAGE / "store" / "sqlite.py"]


def test_without_pysqlite3_the_librarys_own_version_chooses_the_journal(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['pysqlite3'] = None; import sqlite3;"
        "from s300gc.store import sqlite; assert sqlite.module is sqlite3;"
        "from pathlib import Path; from tests.store.child import open_and_say;"
        "open_and_say(Path(sys.argv[1])); print(sqlite.wal_is_safe(sqlite.version_info))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "s.db")],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    opened, safe = ran.stdout.splitlines()
    assert opened == ("wal 2" if safe == "True" else "delete 3")
