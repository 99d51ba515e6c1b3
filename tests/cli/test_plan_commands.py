"""Plans on the command line: written, looked at, approved, collected; and what is open."""

import csv
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from s300gc.cli import entry
from s300gc.flows import mandates
from tests.cli.sites import one_line, served_on, variant
from tests.company import Company
from tests.flows.collectors import company_of, owe
from tests.processes import Site


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served company of which nothing is collected."""
    with served_on(company(tmp_path_factory.mktemp("plans"))) as found:
        yield found


@pytest.fixture
def collected(tmp_path: Path) -> Iterator[Site]:
    """A served company of which something may be collected."""
    with served_on(company(tmp_path / "world")) as found:
        yield found


def company(folder: Path) -> Company:
    """Three invoices due, of which one is too small, and one far ahead."""
    one = company_of(folder)
    owe(one, "IN1", "100.00", days=10)
    owe(one, "IN2", "50.00", days=12)
    owe(one, "IN3", "0.50", days=3)
    owe(one, "IN4", "70.00", days=60)
    with one.parts() as parts:
        mandates.sync(parts)
    return one


Ask = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Run a command of the installed program, in this process."""

    def run(site: Site, *words: str) -> "subprocess.CompletedProcess[str]":
        for name, value in site.environment.items():
            if name.startswith("S300GC_"):
                monkeypatch.setenv(name, value)
        capsys.readouterr()
        code = entry.run([*words, "--config", str(site.config)])
        said = capsys.readouterr()
        return subprocess.CompletedProcess([*words], code, said.out, said.err)

    return run


def required(site: Site, folder: Path) -> Site:
    """The same site with a database of its own, and approval required."""
    change = ("horizon_days = 30\n", 'horizon_days = 30\napproval = "required"\n')
    return variant(site, folder, change=change)


def test_a_plan_goes_to_a_file_is_approved_and_collected_exactly(
    collected: Site, tmp_path: Path, ask: Ask
) -> None:
    site = required(collected, tmp_path / "own")
    sheet = tmp_path / "plan.csv"
    waits = ask(site, "invoices", "collect")
    assert (waits.returncode, waits.stderr.count("\n")) == (6, 1)
    assert "no plan is approved" in waits.stderr
    made = ask(site, "invoices", "plan", "--out", str(sheet), "--by", "Anna")
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("plan 1: 2 to collect, 150.00 GBP, 1 left alone; not approved")
    with sheet.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["action"], row["documents"]) for row in rows] == [
        ("collect", "IN1/1=100.00"), ("collect", "IN2/1=50.00"), ("skip", "IN3"),
    ]  # fmt: skip
    good = sheet.read_text()

    sheet.write_text(good.replace("50.00,GBP", "5.00,GBP"))
    for command in (["approve", "1"], ["collect", "1"], ["collect"]):
        refused = ask(site, "invoices", *command, "--file", str(sheet))
        one_line(refused, 3, "row 2 (IN2/1=50.00) has amount '5.00', the plan says '50.00'")

    sheet.write_text(good)
    looked = ask(site, "invoices", "approve", "1", "--file", str(sheet), "--dry-run")
    assert looked.returncode == 0
    assert "not approved" in looked.stdout
    approved = ask(site, "invoices", "approve", "1", "--file", str(sheet), "--by", "Berta")
    assert approved.returncode == 0, approved.stderr
    assert "approved by Berta on " in approved.stdout
    done = ask(site, "invoices", "collect", "--file", str(sheet))
    assert done.returncode == 0, done.stderr
    again = ask(site, "invoices", "collect", "1", "--json")
    assert json.loads(again.stdout)["flows"][0]["done"] == []
    ended = ask(site, "invoices", "approve", "1")
    one_line(ended, 6, "plan 1 is collected: 2 of 2 payments")


def test_a_plan_is_shown_again_by_its_number_in_either_form(
    looked_at: Site, tmp_path: Path, ask: Ask
) -> None:
    site = variant(looked_at, tmp_path / "own")
    made = json.loads(ask(site, "invoices", "plan", "--json").stdout)
    assert (made["schema_version"], made["plan"], made["state"]) == (1, 1, "open")
    shown = json.loads(ask(site, "invoices", "plan", "1", "--json").stdout)
    assert shown == made
    target = tmp_path / "plan.data"
    ask(site, "invoices", "plan", "1", "--out", str(target), "--format", "json", "-q")
    assert json.loads(target.read_text())["hash"] == made["hash"]
    tried = json.loads(ask(site, "invoices", "plan", "--dry-run", "--json").stdout)
    assert tried["plan"] == 0


def test_bad_words_are_one_line(looked_at: Site, tmp_path: Path, ask: Ask) -> None:
    site = variant(looked_at, tmp_path / "own")
    nowhere = str(tmp_path / "nowhere" / "plan.csv")
    one_line(ask(site, "invoices", "plan", "9"), 2, "there is no plan 9")
    one_line(ask(site, "invoices", "approve", "9"), 2, "there is no plan 9")
    one_line(ask(site, "invoices", "collect", "9"), 2, "there is no plan 9")
    one_line(ask(site, "invoices", "plan", "--out", "plan.txt"), 2, "name it .csv or .json")
    one_line(ask(site, "invoices", "plan", "--out", nowhere), 2, "cannot be written", "is kept")
    one_line(ask(site, "invoices", "approve", "1", "--file", nowhere), 2, "cannot be read")
    one_line(ask(site, "invoices", "collect", "0"), 2)
    odd = tmp_path / "odd.csv"
    odd.write_bytes(b"\xff\xfe\x00")
    one_line(ask(site, "invoices", "collect", "--file", str(odd)), 2, "is not UTF-8")
    odd.write_text("a,b\n1,2\n")
    one_line(ask(site, "invoices", "collect", "--file", str(odd)), 3, "the file is no plan")


def test_invoices_are_listed_by_how_they_stand(looked_at: Site, tmp_path: Path, ask: Ask) -> None:
    site = variant(looked_at, tmp_path / "own")
    # A plan reads what there is and collects nothing.
    assert ask(site, "invoices", "plan", "-q").returncode == 0
    found = json.loads(ask(site, "invoices", "list", "--json").stdout)["invoices"]
    assert {one["document"]: one["state"] for one in found} == {
        "IN1/1": "due", "IN2/1": "due", "IN3": "skipped", "IN4": "later",
    }  # fmt: skip
    skipped = ask(site, "invoices", "list", "--state", "skipped")
    assert "IN3 of C1 0.50 GBP due " in skipped.stdout
    assert "less than the smallest payment" in skipped.stdout
    assert "IN1" not in skipped.stdout
    nobody = ask(site, "invoices", "list", "--customer", "C9")
    assert nobody.stdout == "invoices: none\n"
    assert (
        ask(site, "invoices", "list", "--customer", "c1", "--state", "due").stdout.count("\n") == 3
    )
    one_line(ask(site, "invoices", "list", "--state", "lost"), 2)


def test_what_is_under_way_names_its_payment(collected: Site, tmp_path: Path, ask: Ask) -> None:
    site = variant(collected, tmp_path / "own")
    assert ask(site, "invoices", "collect", "-q").returncode == 0
    found = json.loads(ask(site, "invoices", "list", "--json", "--state", "under-way").stdout)[
        "invoices"
    ]
    assert [one["document"] for one in found] == ["IN1/1", "IN2/1"]
    assert all(one["payment"].startswith("PM") for one in found)
    assert all("pending_submission" in one["reason"] for one in found)
