import ctypes
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlite_utils

from s300gc.errors import ConfigError, PersonNeeded, Temporary
from s300gc.store import Store, sqlite
from s300gc.store.database import Database
from s300gc.store.migrations import MIGRATIONS
from s300gc.store.opening import open_database
from tests.store.conftest import FixedClock
from tests.store.make import document
from tests.store.processes import ROOT, environment, finish, start

Opened = Callable[..., Store]


def m999_more(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")


def m999_breaks(db: sqlite_utils.Database) -> None:
    db.execute("CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT")
    db.execute("INSERT INTO nowhere VALUES (1)")


def tables(database: Database) -> set[str]:
    return {row[0] for row in database.rows("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_a_new_file_has_the_settings_that_make_a_commit_last(store: Store, mode: str) -> None:
    health = store.health()
    assert health.journal_mode == mode
    assert health.synchronous == (2 if mode == "wal" else 3)
    assert health.schema == len(MIGRATIONS)
    assert health.problems == ()
    for pragma, value in [
        ("foreign_keys", 1), ("recursive_triggers", 1), ("trusted_schema", 0), ("mmap_size", 0)
    ]:  # fmt: skip
        assert store.database.value(f"PRAGMA {pragma}") == value


def test_every_table_is_strict(store: Store) -> None:
    loose = store.database.rows(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0"
        " AND name NOT LIKE 'sqlite%' AND name NOT LIKE '\\_sqlite%' ESCAPE '\\'"
    )
    assert [row["name"] for row in loose] == []


def test_a_second_open_changes_nothing(path: Path, clock: FixedClock, mode: str) -> None:
    with Store.open(path, clock=clock, journal_mode=mode) as store:
        store.documents.put([document()])
    before = path.read_bytes()
    with Store.open(path, clock=clock, journal_mode=mode) as store:
        assert store.documents.get("1200", "IN1") == document()
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_two_programs_may_make_the_same_new_file_at_once(path: Path, mode: str) -> None:
    running = [start("count_up", path, mode, "20") for _ in range(3)]
    for process in running:
        finish(process)
    with Store.open(path, clock=FixedClock(), journal_mode=mode) as store:
        assert store.cursors.get("n") == "60"


def test_the_journal_mode_of_a_file_can_be_changed(path: Path, clock: FixedClock) -> None:
    for mode in ("wal", "delete", "wal"):
        with Store.open(path, clock=clock, journal_mode=mode) as store:
            store.cursors.set("mode", mode)
            assert store.health().journal_mode == mode


def test_the_journal_mode_is_not_changed_under_a_program_that_uses_the_file(
    path: Path, clock: FixedClock
) -> None:
    with Store.open(path, clock=clock, journal_mode="wal") as store:
        store.cursors.set("n", "1")
        with pytest.raises(Temporary, match="held by another program"):
            Store.open(path, clock=clock, journal_mode="delete", busy_seconds=0.1)
        assert clock.waited
        store.cursors.set("n", "2")


def test_an_older_file_is_backed_up_and_brought_up_to_date(
    path: Path, clock: FixedClock, mode: str
) -> None:
    old = open_database(path, clock=clock, journal_mode=mode, migrations=MIGRATIONS[:1])
    with old.immediate("test"):
        old.write(
            "INSERT INTO intents (reference, kind, key, request, request_hash, begun_at, state)"
            " VALUES ('R', 'payment', 'k', '{}', '', '', 'begun')"
        )
    old.close()
    new = open_database(path, clock=clock, journal_mode=mode)
    assert new.value("SELECT reference FROM intents") == "R"
    assert {"intents", "documents", "audit"} <= tables(new)
    new.close()
    (kept,) = path.parent.glob("*.backup")
    assert kept.name == "s300gc.db.schema-1.20260105T090000-000000Z.backup"
    assert kept.stat().st_mode & 0o777 == 0o600
    backup = open_database(kept, clock=clock, journal_mode=mode, migrations=MIGRATIONS[:1])
    assert backup.value("SELECT reference FROM intents") == "R"
    assert "documents" not in tables(backup)
    backup.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path, clock: FixedClock) -> None:
    open_database(path, clock=clock).close()
    with pytest.raises(Exception, match="nowhere"):
        open_database(path, clock=clock, migrations=(*MIGRATIONS, m999_breaks))
    with Store.open(path, clock=clock) as store:
        assert "more" not in tables(store.database)
        assert store.health().schema == len(MIGRATIONS)


def test_a_file_of_a_newer_version_is_refused(path: Path, clock: FixedClock) -> None:
    open_database(path, clock=clock, migrations=(*MIGRATIONS, m999_more)).close()
    before = path.read_bytes()
    said = rf"written by a newer version of s300gc \(schema {len(MIGRATIONS) + 1}"
    with pytest.raises(ConfigError, match=said):
        Store.open(path, clock=clock)
    assert path.read_bytes() == before


def test_a_database_of_another_program_is_refused(tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "other.db"
    connection = sqlite.connect(str(file))
    connection.execute("CREATE TABLE theirs (id)")
    connection.close()
    with pytest.raises(ConfigError, match="a database of another program"):
        Store.open(file, clock=clock)


def test_a_file_that_is_no_database_is_refused_and_kept(tmp_path: Path, clock: FixedClock) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(b"Dear Sir or Madam, " * 100)
    with pytest.raises(PersonNeeded, match="is damaged or is no database"):
        Store.open(file, clock=clock)
    assert file.read_bytes().startswith(b"Dear Sir")


def test_a_damaged_page_is_told_in_one_line(path: Path, clock: FixedClock, mode: str) -> None:
    with Store.open(path, clock=clock, journal_mode=mode) as store:
        store.documents.put([document(f"IN{n}") for n in range(200)])
    content = bytearray(path.read_bytes())
    content[4096 * 3 :] = b"\x55" * len(content[4096 * 3 :])
    path.write_bytes(content)
    with (
        pytest.raises(PersonNeeded, match=r"put the newest backup in its place") as caught,
        Store.open(path, clock=clock, journal_mode=mode) as store,
    ):
        store.documents.page()
    assert "\n" not in str(caught.value)


def test_an_unknown_journal_mode_or_level_is_refused(path: Path, clock: FixedClock) -> None:
    with pytest.raises(ConfigError, match="'wal' or 'delete'"):
        Store.open(path, clock=clock, journal_mode="memory")
    with pytest.raises(ConfigError, match="not known to SQLite"):
        Store.open(path, clock=clock, synchronous="SOMETIMES")


def test_a_folder_in_place_of_the_file_is_a_configuration_error(
    tmp_path: Path, clock: FixedClock
) -> None:
    with pytest.raises(ConfigError, match="cannot be written"):
        Store.open(tmp_path, clock=clock)


def _without_override() -> None:
    """Let root obey file modes in the child (Linux: drop CAP_DAC_OVERRIDE and _READ_SEARCH)."""
    library = ctypes.CDLL(None)
    for capability in (1, 2):
        library.prctl(24, capability, 0, 0, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="drops a Linux capability")
@pytest.mark.parametrize("exists", [False, True])
def test_a_folder_that_may_only_be_read_is_a_configuration_error(
    path: Path, clock: FixedClock, exists: bool
) -> None:
    path.parent.mkdir()
    if exists:
        Store.open(path, clock=clock).close()
        path.chmod(0o400)
    path.parent.chmod(0o500)
    ran = subprocess.run(
        [sys.executable, "-m", "tests.store.child", "open_and_say", str(path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        preexec_fn=_without_override,
        check=True,
    )
    path.parent.chmod(0o700)
    assert ran.stdout.startswith("7 The database ")
    assert "right" in ran.stdout


def test_a_backup_is_whole_checked_and_for_its_owner_only(store: Store, tmp_path: Path) -> None:
    store.documents.put([document()])
    target = tmp_path / "copy.db"
    store.backup(target)
    assert target.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.glob("copy*")] == ["copy.db"]
    with Store.open(target, clock=FixedClock()) as copy:
        assert copy.documents.get("1200", "IN1") == document()
    with pytest.raises(ConfigError, match="exists already"):
        store.backup(target)


def test_a_backup_is_made_while_another_program_writes(
    store: Store, opened: Opened, tmp_path: Path
) -> None:
    store.cursors.set("n", "committed")
    with opened().database.immediate("other"):
        store.backup(tmp_path / "copy.db")
    with Store.open(tmp_path / "copy.db", clock=FixedClock()) as copy:
        assert copy.cursors.get("n") == "committed"
