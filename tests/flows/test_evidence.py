"""An auditor's export: what is in it, and that it is proved with nothing of this program."""

import csv
import hashlib
import json
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.errors import UsageError
from s300gc.flows import evidence, in_force
from s300gc.show import export as showing
from s300gc.show.auditor import CHECK
from tests.company import Company
from tests.flows.failing import collecting, until

NAME = "export.zip"


@pytest.fixture(scope="module")
def booked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, str]:
    """A company whose payment of 50.00 was paid out and came back; and the payout it came in."""
    one = collecting(tmp_path_factory.mktemp("booked"), None)
    with one.parts() as parts:
        in_force.record(parts, "anna")
    one.world.gocardless.plan_failure(_payer(one), kind="late_failure")
    id = until(one, "failed")
    one.live(2)
    one.sync()
    with one.parts() as parts:
        came = [line.payout for line in parts.store.payouts.lines_of_payment(id)]
    assert len(came) == 2
    return one, came[0]


def _payer(one: Company) -> str:
    return str(one.state["gocardless"]["mandates"][0]["links"]["customer"])


def exported(one: Company, folder: Path, *payouts: str) -> Path:
    path = folder / NAME
    with one.parts() as parts:
        names = evidence.chosen(parts, payouts)
        found = evidence.export(parts, names, "0.1.0")
        contents = parts.store.audit.contents(list(found.numbers))
        showing.to_file(
            path, found, evidence.each(parts, names), evidence.chain(parts, found), contents
        )
    return path


@pytest.fixture(scope="module")
def unpacked(booked: tuple[Company, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(exported(booked[0], folder, booked[1])) as archive:
        archive.extractall(folder)
    return folder


def table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(folder: Path, name: str) -> Any:
    return json.loads((folder / name).read_text(encoding="utf-8"))


# ---------------------------------------------------------------- what is in it


def test_the_journal_balances_and_its_bank_leg_is_the_payout(
    booked: tuple[Company, str], unpacked: Path
) -> None:
    rows = table(unpacked, f"{booked[1]}/journal.csv")
    debits = sum(Decimal(row["debit"] or 0) for row in rows)
    credits = sum(Decimal(row["credit"] or 0) for row in rows)
    assert debits == credits > 0
    amount = told(unpacked, f"{booked[1]}/payout.json")["amount"]
    assert (rows[0]["account"], rows[0]["debit"]) == ("1195", amount)
    assert {row["batch"] for row in rows} != {""}


def test_documents_say_what_each_receipt_closed(
    booked: tuple[Company, str], unpacked: Path
) -> None:
    rows = table(unpacked, f"{booked[1]}/documents.csv")
    (mine,) = [row for row in rows if row["closes_document"] == "IN1"]
    assert (mine["kind"], mine["customer"], mine["closes_amount"]) == ("receipt", "C1", "50.00")
    assert mine["status"] in ("posted", "Posted")
    (payment,) = [
        row for row in table(unpacked, f"{booked[1]}/payments.csv") if row["document"] == "IN1"
    ]
    assert mine["payment"] == payment["payment"]
    assert payment["x"] == mine["x"] == "1100"


def test_the_life_of_a_payment_is_told_from_before_it_had_an_id(
    booked: tuple[Company, str], unpacked: Path
) -> None:
    says = [row["says"] for row in table(unpacked, f"{booked[1]}/audit.csv")]
    assert any(one.startswith("to collect 50.00 GBP") for one in says)
    assert any("is posted" in one for one in says)


def test_raw_copies_and_settings_are_proved_by_the_row_of_the_booking(
    booked: tuple[Company, str], unpacked: Path
) -> None:
    rows = [json.loads(line) for line in (unpacked / "audit/rows.jsonl").read_bytes().splitlines()]
    (planned,) = [row for row in rows if row[2] == "payout.planned" and row[3] == booked[1]]
    said = json.loads(planned[5])
    assert sorted(said["raw"]) == ["payout", "payout_items"]
    for kind, digest in said["raw"].items():
        # A payout changes its status later: then there is a further copy.
        copies = (unpacked / booked[1] / "raw").glob(f"{kind}.*.json")
        assert digest in {hashlib.sha256(one.read_bytes()).hexdigest() for one in copies}
    settings = (unpacked / booked[1] / "settings.1.json").read_bytes()
    assert hashlib.sha256(settings).hexdigest() == said["settings"]
    assert json.loads(settings)["books.bank_account"] == "1195"
    (under,) = told(unpacked, f"{booked[1]}/payout.json")["settings"]
    assert (under["hash"], under["program.user"]) == (said["settings"], "anna")


def test_there_is_no_secret_and_no_bank_account_in_it(
    booked: tuple[Company, str], unpacked: Path
) -> None:
    world = booked[0].world
    secrets = (world.sage300.password, world.gocardless.access_token)
    for path in unpacked.rglob("*"):
        if path.is_file() and path.name != NAME:
            text = path.read_text(encoding="utf-8")
            assert not [one for one in secrets if one in text], path
            assert "account_number" not in text


# ---------------------------------------------------------------- the proof


def test_the_chain_is_followed_with_hashlib_and_json_alone(unpacked: Path) -> None:
    manifest = told(unpacked, "manifest.json")
    for name, digest in manifest["files"].items():
        assert hashlib.sha256((unpacked / name).read_bytes()).hexdigest() == digest
    contents = {}
    for line in (unpacked / "audit/rows.jsonl").read_bytes().splitlines():
        contents[json.loads(line)[0]] = hashlib.sha256(line).hexdigest()
    before, seen = "", 0
    for line in (unpacked / "audit/chain.jsonl").read_bytes().splitlines():
        number, digest, seal, previous = json.loads(line)
        assert seal == "sha256"
        assert before in ("", previous)
        assert contents.pop(number, digest) == digest
        before, seen = hashlib.sha256(line).hexdigest(), number
    assert contents == {}
    assert (seen, before) == (manifest["audit"]["rows"], manifest["audit"]["head"])


def run_check(folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run what the README.txt inside says, as it stands there."""
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    shown = "".join(f"{line[4:]}\n" for line in readme.splitlines() if line.startswith("    "))
    assert CHECK in shown
    return subprocess.run(
        [sys.executable, "-I", "-c", CHECK], cwd=folder, capture_output=True, text=True,
        timeout=60, check=False,
    )  # fmt: skip


def test_the_check_that_the_readme_prints_finds_an_edited_row_with_forged_sums(
    booked: tuple[Company, str], unpacked: Path, tmp_path: Path
) -> None:
    honest = run_check(unpacked)
    assert honest.returncode == 0, honest.stderr
    with zipfile.ZipFile(unpacked / NAME) as archive:
        archive.extractall(tmp_path)
    rows = tmp_path / "audit/rows.jsonl"
    rows.write_bytes(rows.read_bytes().replace(b"5000", b"4000"))
    assert "rows.jsonl" in run_check(tmp_path).stderr
    manifest = told(tmp_path, "manifest.json")
    manifest["files"]["audit/rows.jsonl"] = hashlib.sha256(rows.read_bytes()).hexdigest()
    (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert "was changed" in run_check(tmp_path).stderr


def test_two_exports_of_one_state_differ_by_when_they_were_made_and_by_nothing_else(
    booked: tuple[Company, str], unpacked: Path, tmp_path: Path
) -> None:
    later = Company(booked[0].world.copy(), booked[0].folder)
    assert exported(later, tmp_path, booked[1]).read_bytes() == (unpacked / NAME).read_bytes()
    (tmp_path / NAME).unlink()
    later.world.advance(1)
    with (
        zipfile.ZipFile(unpacked / NAME) as first,
        zipfile.ZipFile(exported(later, tmp_path, booked[1])) as second,
    ):
        names = second.namelist()
        assert names == sorted(names) == first.namelist()
        assert {one.date_time for one in (*first.infolist(), *second.infolist())} == {
            second.infolist()[0].date_time
        }
        differ = [name for name in names if first.read(name) != second.read(name)]
        manifests = [json.loads(one.read("manifest.json")) for one in (first, second)]
    assert differ == ["manifest.json", "sha256sums.txt"]
    assert manifests[0].pop("made_at") < manifests[1].pop("made_at")
    assert manifests[0] == manifests[1]


def test_a_broken_chain_is_said_in_the_export(booked: tuple[Company, str], tmp_path: Path) -> None:
    one = booked[0]
    one.keep_database("whole.db")
    try:
        with one.parts() as parts, parts.store.database.immediate("tamper"):
            parts.store.database.write("DROP TRIGGER audit_is_never_changed")
            parts.store.database.write("UPDATE audit SET body = '{}' WHERE seq = 3")
        with zipfile.ZipFile(exported(one, tmp_path, booked[1])) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            readme = archive.read("README.txt").decode()
    finally:
        one.put_back("whole.db")
    assert manifest["audit"]["holds"] is False
    assert manifest["audit"]["first_broken"]["row"] == 3
    assert "ITS CHAIN IS BROKEN at row 3" in readme


# ---------------------------------------------------------------- what is asked for


def test_payouts_are_chosen_by_id_or_by_the_days_they_arrived(
    booked: tuple[Company, str],
) -> None:
    one, payout = booked
    with one.parts() as parts:
        known = parts.store.payouts.get(payout)
        assert known is not None
        day = known.arrival_date
        assert evidence.chosen(parts, [payout.lower()]) == (payout,)
        assert payout in evidence.chosen(parts, [], day, day)
        assert payout in evidence.chosen(parts, [], None, day)
        with pytest.raises(UsageError, match="PO404: no such payout"):
            evidence.chosen(parts, [payout, "PO404"])
        with pytest.raises(UsageError, match="name payouts"):
            evidence.chosen(parts, [])


def test_a_file_that_is_there_is_never_overwritten(
    booked: tuple[Company, str], tmp_path: Path
) -> None:
    (tmp_path / NAME).write_text("mine")
    with pytest.raises(UsageError, match="is there already"):
        exported(booked[0], tmp_path, booked[1])
    assert (tmp_path / NAME).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1
