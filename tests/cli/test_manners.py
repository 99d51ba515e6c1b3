"""What a person and a scheduler meet: streams, quiet, JSON, the log."""

import json
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Site, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served company that has lived for some weeks."""
    folder = tmp_path_factory.mktemp("site") / "world"
    with served(folder) as site:
        for _ in range(24):
            assert site.run("sync", "-q").returncode in (0, 3)
            site.advance()
        yield site


def test_quiet_says_nothing_on_standard_output(site: Site) -> None:
    done = site.run("sync", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "command", [["sync"], ["status"], ["reconcile"], ["invoices", "collect"], ["sync", "--dry-run"]]
)
def test_json_is_one_object_with_its_schema_version_before_or_after(
    site: Site, command: list[str]
) -> None:
    after, before = site.run(*command, "--json"), site.run("--json", *command)
    assert json.loads(after.stdout)["schema_version"] == 1
    assert json.loads(before.stdout).keys() == json.loads(after.stdout).keys()


def test_a_pipe_gets_no_colours_and_no_progress(site: Site) -> None:
    done = site.run("sync")
    assert "\x1b" not in done.stdout + done.stderr
    assert done.stdout.splitlines()[0].startswith("events: ")


def test_the_log_says_what_was_done_and_only_its_owner_reads_it(site: Site) -> None:
    site.run("sync", "-q")
    log = site.config.with_suffix(".log")
    text = log.read_text(encoding="utf-8")
    assert "sync begins" in text
    assert "sync ends with 0" in text
    assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_no_secret_is_in_the_log_the_database_or_any_output(site: Site) -> None:
    secrets = [value for name, value in site.environment.items() if name.startswith("S300GC_")]
    secrets = [value for value in secrets if value != site.environment["S300GC_SAGE300_USER"]]
    assert len(secrets) == 3
    outputs = [site.run("sync", "-v", "-v"), site.run("status", "--json")]
    said = "".join(one.stdout + one.stderr for one in outputs)
    for path in [*site.config.parent.glob("s300gc.*")]:
        said += path.read_bytes().decode("latin-1")
    for secret in secrets:
        assert secret not in said


def test_status_tells_of_runs_payments_and_failures(site: Site) -> None:
    found = json.loads(site.run("status", "--json").stdout)
    assert found["runs"][0]["command"] in {"sync", "invoices collect"}
    assert found["runs"][0]["exit_code"] == 0
    assert sum(one["count"] for one in found["payments"]) > 5


def test_the_life_of_an_invoice_has_both_systems_ids(site: Site) -> None:
    state = site.state()
    payment = next(
        one
        for one in state["gocardless"]["payments"]
        if one["status"] == "paid_out" and one["metadata"]
    )
    document = payment["metadata"]["documents"].split("/")[0]
    done = site.run("audit", "show", document, "--json")
    text = done.stdout
    assert done.returncode == 0
    assert payment["id"] in text
    assert payment["links"]["payout"] in text
    kinds = [row["kind"] for row in json.loads(text)["rows"]]
    assert kinds[0] == "intent.begun"
    assert "payout.planned" in kinds
    for key in (payment["id"], payment["links"]["payout"]):
        assert json.loads(site.run("audit", "show", key, "--json").stdout)["rows"]


def test_what_nobody_knows_is_a_wrong_command_line(site: Site) -> None:
    done = site.run("audit", "show", "NOSUCH")
    assert done.returncode == 2
    assert done.stderr == "s300gc: nothing in the audit trail names NOSUCH\n"


def test_no_configuration_is_one_line_that_names_the_place(site: Site, tmp_path: Path) -> None:
    site_elsewhere = Site(
        site.sage, site.gocardless, tmp_path / "none.toml", site.environment, site.process
    )
    done = site_elsewhere.run("sync")
    assert done.returncode == 7
    assert done.stderr.count("\n") == 1
    assert "none.toml" in done.stderr


def test_a_terminal_shows_a_progress_bar_for_long_work(tmp_path: Path) -> None:
    import os
    import pty
    import subprocess

    from tests.processes import COMMAND

    ours, theirs = pty.openpty()
    with served(tmp_path / "world", "--scenario", "demo", "--latency-ms", "80") as slow:
        run = subprocess.Popen(
            [*COMMAND, "sync", "--config", str(slow.config)],
            env={**slow.environment, "TERM": "xterm", "COLUMNS": "80"},
            stdout=subprocess.PIPE, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:
            pass  # Linux says so when the other end of a terminal is closed.
        out, _ = run.communicate(timeout=60)
    os.close(ours)
    assert run.returncode in (0, 3)
    assert b"%" in shown
    assert b"\x1b" not in out
