"""``doctor --learn``, ``doctor --capture`` and ``sandbox serve --like`` as they are installed."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from s300gc.cli.entry import run
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.cli.sites import one_line, served_on, variant, writes
from tests.company import Company
from tests.processes import Site, served

SERVER = "s300gc.server.toml"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served company on a server that lacks something, and was learned."""
    switches = SageSwitches(date_literals="v3", page_size=7, absent=("GL/GLPostJournal",))
    one = Company(World.new("small", sage_switches=switches), tmp_path_factory.mktemp("w") / "w")
    with served_on(one) as site:
        assert site.run("doctor", "--learn", "-q").returncode == 4
        yield site


def test_a_table_of_eighty_columns_with_what_cannot_work(site: Site, tmp_path: Path) -> None:
    wide = variant(site, tmp_path, COLUMNS="200", known=False)
    done = wide.run("doctor", "--learn")
    assert (done.returncode, done.stderr) == (4, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("fail  GL/GLPostJournal ") for line in lines)
    text = " ".join(done.stdout.split())
    assert "is not offered: 'payouts post' with" in text
    assert 'use books.status = "open"' in text
    assert lines[-1].endswith(SERVER)
    assert 'dates = "v3"' in wide.config.with_name(SERVER).read_text("utf-8")
    assert "\x1b" not in done.stdout


def test_json_and_quiet_mean_what_they_mean_elsewhere(site: Site) -> None:
    found = json.loads(site.run("--json", "doctor", "--learn").stdout)
    assert (found["schema_version"], found["ok"], found["failed"]) == (1, False, 1)
    assert found["dialect"]["dates"] == "v3"
    assert found["page_size"] == 7
    assert Path(found["file"]).name == SERVER
    quiet = site.run("doctor", "--learn", "-q")
    assert (quiet.returncode, quiet.stdout) == (4, "")
    assert quiet.stderr.startswith("s300gc: GL/GLPostJournal: is not offered")
    assert quiet.stderr.count("\n") == 1


def test_nothing_is_changed_but_the_file_beside_the_configuration(site: Site) -> None:
    site.requests()
    file = site.config.with_name(SERVER)
    before = {path.name for path in site.config.parent.iterdir()}
    file.unlink()
    site.run("doctor", "--learn", "-q")
    assert {path.name for path in site.config.parent.iterdir()} == before
    assert {path.partition("(")[2] for path in writes(site)} == {"'$template')"}


def test_errors_are_one_line_with_the_code_of_elsewhere(site: Site, tmp_path: Path) -> None:
    down = variant(site, tmp_path, sage="http://127.0.0.1:9/Sage300WebApi", known=False)
    one_line(down.run("doctor", "--learn"), 5, "cannot be reached", "run again")
    wrong = variant(site, tmp_path, S300GC_SAGE300_PASSWORD="NOT-IT", known=False)
    one_line(wrong.run("doctor", "--learn"), 8, "does not accept")
    other = variant(site, tmp_path, change=('"SAMLTD"', '"NOSUCH"'), known=False)
    one_line(other.run("doctor", "--learn"), 7, "company NOSUCH")
    one_line(site.run("doctor", "--learn", "--capture", "x.json"), 2, "give one of them")
    assert not (tmp_path / SERVER).exists()


def test_what_was_learned_elsewhere_stops_every_command_until_it_is_learned_anew(
    site: Site, tmp_path: Path
) -> None:
    moved = variant(site, tmp_path, sage=site.sage.replace("127.0.0.1", "localhost"), known=False)
    (tmp_path / SERVER).write_bytes(site.config.with_name(SERVER).read_bytes())
    site.requests()
    one_line(moved.run("sync", "-q"), 7, "learned from company SAMLTD", "doctor --learn' again")
    assert writes(site) == []
    assert moved.run("doctor", "--learn", "-q").returncode == 4
    assert moved.run("sync", "--dry-run", "-q").returncode == 0


def test_a_picture_is_written_and_served(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "server.json"
    done = site.run("doctor", "--capture", str(file))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{file}: the kind of this server (AR, GL, BK, CS); no value")
    done = site.run("doctor", "--capture", str(file), "--json")
    told = json.loads(done.stdout)
    assert told == {"schema_version": 1, "file": str(file), "modules": ["AR", "GL", "BK", "CS"]}
    with served(tmp_path / "like", "--like", str(file)) as like:
        assert like.run("doctor", "--learn", "-q").returncode == 4
        learned = like.config.with_name(SERVER).read_text("utf-8")
    here = site.config.with_name(SERVER).read_text("utf-8")
    assert learned.partition("[dialect]")[2] == here.partition("[dialect]")[2]


def test_another_file_is_never_overwritten(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine", "utf-8")
    site.requests()
    one_line(site.run("doctor", "--capture", str(file)), 2, "no picture of a server")
    assert file.read_text("utf-8") == "mine"
    assert site.requests() == []


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (None, "No such file"),
        ("{", "is no JSON"),
        ("[]", "must hold a JSON object"),
        ('{"sage_of_avon": 1}', "there is no switch sage_of_avon"),
        ('{"page_size": 0}', "page_size must be a whole number"),
        ('{"picture": "quickbooks"}', "is no picture of Sage 300"),
        ('{"picture": "sage300", "schema_version": 99}', "is no picture of Sage 300"),
        ('{"picture": "sage300", "schema_version": 1}', "cannot be used"),
    ],
)
def test_a_bad_picture_is_one_line_and_the_configuration(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str | None, why: str
) -> None:
    file = tmp_path / "like.json"
    if text is not None:
        file.write_text(text, "utf-8")
    code = run(["sandbox", "serve", "--dir", str(tmp_path / "w"), "--like", str(file)])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (7, "", 1)
    assert err.startswith("s300gc: the sandbox cannot be served: ")
    assert "like.json" in err
    assert why in err
