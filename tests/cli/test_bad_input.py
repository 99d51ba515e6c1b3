"""The installed command and bad input: one clear line, the documented code, nothing half-done."""

import json
import shutil
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.sandbox.sage300.install import keep
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.cli.sites import meddling, one_line, served_on, variant, writes
from tests.company import Company
from tests.processes import COMMAND, Site

NOBODY = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served company that was current yesterday."""
    folder = tmp_path_factory.mktemp("site") / "world"
    one = Company(World.new("small"), folder)
    one.live(2)
    with served_on(one) as site:
        yield site


# ---------------------------------------------------------------- who we are, where they are


def test_a_wrong_sage_password_is_a_credential(site: Site, tmp_path: Path) -> None:
    wrong = variant(site, tmp_path, S300GC_SAGE300_PASSWORD="NOT-IT")
    site.requests()
    one_line(wrong.run("sync", "-q"), 8, "Sage 300 does not accept", "credentials set")
    assert writes(site) == []


def test_a_company_that_does_not_exist_is_the_configuration(site: Site, tmp_path: Path) -> None:
    wrong = variant(site, tmp_path, change=('"SAMLTD"', '"NOSUCH"'), known=False)
    site.requests()
    one_line(wrong.run("sync", "-q"), 7, "company NOSUCH", "check sage300.company")
    assert writes(site) == []


def test_a_database_of_another_company_is_refused(site: Site, tmp_path: Path) -> None:
    wrong = variant(site, tmp_path, change=('"SAMLTD"', '"NOSUCH"'))
    one_line(wrong.run("sync", "-q"), 7, "is the database of SAMLTD")


def test_a_sage_server_that_is_down_is_temporary_and_said_once(site: Site, tmp_path: Path) -> None:
    down = variant(site, tmp_path, sage=f"{NOBODY}/Sage300WebApi")
    one_line(
        down.run("sync", "-q"),
        5,
        "mandates, invoices:",
        "cannot be reached at 127.0.0.1:9",
        "again",
    )


def test_gocardless_being_down_is_temporary(site: Site, tmp_path: Path) -> None:
    down = variant(site, tmp_path, gocardless=NOBODY)
    one_line(down.run("sync", "-q"), 5, "GoCardless cannot be reached", "run again")


def test_a_sandbox_that_is_not_served_is_temporary(site: Site, tmp_path: Path) -> None:
    down = variant(site, tmp_path, sandbox=NOBODY)
    one_line(down.run("sync", "-q"), 5, "'s300gc sandbox serve'")
    assert "Traceback" not in down.run("doctor").stderr


def test_a_token_of_the_other_environment_is_sent_nowhere(site: Site, tmp_path: Path) -> None:
    text = site.config.read_text(encoding="utf-8")
    url = f'url = "{site.gocardless}"\ncreditor'
    change = (url, 'environment = "sandbox"\ncreditor')
    assert url in text
    wrong = variant(site, tmp_path, change=change, S300GC_GOCARDLESS_TOKEN="live_0123456789")
    for command in (["sync", "-q"], ["events", "poll", "-q"]):
        one_line(wrong.run(*command), 8, "the live environment", "gocardless.environment")
    done = wrong.run("doctor", "--json")
    found = {one["subject"]: one for one in json.loads(done.stdout)["findings"]}
    assert done.returncode == 4
    assert "nothing was sent" in found["GoCardless"]["what"]
    assert found["rights in GL"]["level"] == "ok"


def test_a_user_without_rights_in_a_module_needs_a_person(site: Site, tmp_path: Path) -> None:
    own = variant(site, tmp_path)
    rights = {"do": "set_rights", "user": "S300GC"}
    everything = ["AR", "GL", "BK", "CS", "ARPost", "GLPost"]
    site.control("POST", "person", {**rights, "rights": everything[1:]})
    try:
        done = own.run("sync", "-q")
        found = own.run("doctor")
    finally:
        site.control("POST", "person", {**rights, "rights": everything})
    one_line(done, 6, "mandates, invoices:", '"Sage 300 Web API" in AR')
    assert found.returncode == 4
    assert "fail  rights in AR: the user may not read ARCustomers" in found.stdout
    assert "ok    rights in GL" in found.stdout


# ---------------------------------------------------------------- what they answer


def test_a_web_page_instead_of_json_is_said_as_such(site: Site, tmp_path: Path) -> None:
    with meddling(site, ARCustomers=("text/html", b"<!DOCTYPE html><title>Sign in</title>")) as url:
        done = variant(site, tmp_path, sage=url).run("mandates", "sync", "-q")
    one_line(done, 5, "answered 200 with a web page instead of JSON", url)


def test_no_customer_where_there_were_some_yesterday_stops_and_says_so(
    site: Site, tmp_path: Path
) -> None:
    site.requests()
    with meddling(site, ARCustomers=("application/json", b'{"value": []}')) as url:
        own = variant(site, tmp_path, sage=url)
        one_line(own.run("sync", "-q"), 6, "lists no customer, but had some before")
        assert writes(site) == []
    assert variant(site, tmp_path / "b").run("sync", "--dry-run", "-q").returncode == 0


# ---------------------------------------------------------------- accounts and currencies


def test_a_control_account_that_refuses_us_is_found_before_anything_is_sent(
    tmp_path: Path,
) -> None:
    switches = SageSwitches(control_sources=("AR",))
    one = Company(World.new("small", sage_switches=switches), tmp_path / "world")
    one.live(16)
    francs(one)
    with served_on(one) as site:
        site.requests()
        done = site.run("payouts", "post", "-q")
        skips = json.loads(site.run("invoices", "collect", "--json").stdout)["flows"][0]["skipped"]
        found = site.run("doctor", "-q")
        assert not [path for path in writes(site) if "/GL/" in path or "Receipt" in path]
    words = "control account 1100 takes no entries of source ledger GL (only AR)"
    one_line(done, 6, words, "add GL to the subledgers", "books.credit")
    assert (found.returncode, found.stdout) == (4, "")
    assert words in found.stderr
    reasons = {skip["subject"]: skip["reason"] for skip in skips}
    assert reasons["IN900001"] == "GoCardless collects no CHF: no scheme has that currency"


def francs(one: Company) -> None:
    """Let the company have a customer with an invoice in a currency that no scheme collects."""
    sage, day = one.world.sage300, one.world.timeline.today
    keep(sage.books, "CS/CSCurrencyCodes", {"CurrencyCodeKey": "CHF", "Description": "Franc"})
    account_set = {"AccountSetKey": "CHF", "ReceivablesControlAccount": "1130",
                   "PrepaymentLiabilityAccount": "2050", "CurrencyCode": "CHF"}  # fmt: skip
    keep(sage.books, "AR/ARAccountSets", account_set)
    sage.set_rate("CHF", day, Decimal("0.9"))
    sage.add_customer("C9001", "Alpine", "a@example.com", account_set="CHF", currency="CHF")
    sage.post_invoice("C9001", "IN900001", Decimal("50.00"), day, day)


# ---------------------------------------------------------------- this machine


def test_a_database_of_a_newer_version_is_not_touched(site: Site, tmp_path: Path) -> None:
    own = variant(site, tmp_path)
    database = own.config.with_suffix(".db")
    connection = sqlite3.connect(database)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    before = database.read_bytes()
    one_line(
        own.run("sync", "-q"), 7, "newer version of s300gc (schema 999", "install that version"
    )
    assert database.read_bytes() == before
    assert "newer version" in own.run("doctor", "-q").stderr


def test_a_slip_in_the_configuration_is_named_with_the_nearest_key(
    site: Site, tmp_path: Path
) -> None:
    wrong = variant(site, tmp_path, change=("match_email", "match_emial"), known=False)
    for command in (["sync"], ["config", "check"], ["config", "show"], ["doctor"], ["status"]):
        done = wrong.run(*command)
        assert (done.returncode, done.stdout) == (7, "")
        assert "mandates.match_emial: unknown setting; did you mean match_email?" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["s300gc.toml"]


FULL_DISK = """
set -e
mount -t tmpfs -o size=8m tmpfs "$1"
cp "$2"/s300gc.* "$1"
shift 2
set +e
cat /dev/zero > "$DISK/filling" 2>/dev/null
"$@"; echo "full $?"
rm "$DISK/filling"
"$@"; echo "room $?"
"""


def test_a_full_disk_stops_before_the_request_and_the_next_run_goes_on(
    site: Site, tmp_path: Path
) -> None:
    if (
        shutil.which("unshare") is None
        or subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"],
            check=False,
            capture_output=True,
        ).returncode
    ):
        pytest.skip("no file system of its own can be mounted here")
    own = variant(site, tmp_path / "kept")
    disk = tmp_path / "disk"
    disk.mkdir()
    day = site.control("GET", "clock")["now"][:10]
    invoice = {"customer": "C1001", "number": "IN900002", "amount": "12.34", "dated": day}
    site.control("POST", "person", {"do": "post_invoice", **invoice, "due": day})
    command = [*COMMAND, "sync", "-q", "--config", str(disk / "s300gc.toml")]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", FULL_DISK, "sh", disk, own.config.parent, *command],
        env={**own.environment, "DISK": str(disk)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split("\n")[:2] == ["full 6", "room 0"], done.stderr
    assert f"The disk of the database {disk}" in done.stderr
    assert "Make room and run again" in done.stderr
    assert "Traceback" not in done.stderr
    payments = site.state()["gocardless"]["payments"]
    collected = [one for one in payments if one["metadata"].get("documents", "")[:8] == "IN900002"]
    assert len(collected) == 1


def test_a_log_that_cannot_be_written_is_one_line_and_holds_up_nothing(
    site: Site, tmp_path: Path
) -> None:
    own = variant(site, tmp_path, change=("[sandbox]", '[log]\nfile = "/dev/full"\n\n[sandbox]'))
    one_line(own.run("sync", "-q"), 0, "the log /dev/full cannot be written")


def test_no_fault_shows_a_traceback_unless_more_is_asked_for(site: Site) -> None:
    for command in (["config", "show"], ["config", "check", "--json"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [*COMMAND, *command, "--config", str(site.config)],
                stdout=full, stderr=subprocess.PIPE, text=True, check=False,
            )  # fmt: skip
        assert done.returncode == 1
        assert done.stderr.startswith("s300gc: unforeseen: ")
        assert "Traceback" not in done.stderr


# ---------------------------------------------------------------- interrupted


def test_ctrl_c_is_130_and_one_line_and_the_next_run_finishes(tmp_path: Path) -> None:
    with served_on(Company(World.new("small"), tmp_path / "world"), "--latency-ms", "60") as site:
        site.advance(3)
        run = site.start("sync", "-q")
        while run.poll() is None:
            if [one for one in site.control("GET", "requests") if one["path"] == "/payments"]:
                run.send_signal(signal.SIGINT)
                break
        out, err = run.communicate(timeout=60)
        assert (run.returncode, out) == (130, ""), err
        assert err == (
            "s300gc: interrupted; what was begun is finished or found again by the next run\n"
        )
        done = site.run("sync", "-q")
        assert (done.returncode, done.stderr) == (0, "")
        payments = site.state()["gocardless"]["payments"]
    collected = [one["metadata"]["documents"] for one in payments if one["metadata"]]
    assert collected
    assert len(set(collected)) == len(collected)
