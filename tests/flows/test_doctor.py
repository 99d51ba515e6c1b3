"""Doctor against the simulated company: what makes a first night fail is found the day before."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from s300gc import wiring
from s300gc.flows import doctor
from s300gc.rules.findings import Finding
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from s300gc.store.lock import RunLock
from s300gc.vault import VARIABLES, Vault
from tests.company import Company, company


def examine(one: Company, **outside: Any) -> dict[str, Finding]:
    found = doctor.run(wiring.hands(one.config, replace(one.outside, **outside)))
    subjects = [finding.subject for finding in found]
    assert len(set(subjects)) == len(subjects)
    return {finding.subject: finding for finding in found}


def levels(found: dict[str, Finding], level: str) -> list[str]:
    return [subject for subject, one in found.items() if one.level == level]


def test_a_company_that_is_ready_fails_nothing_and_nothing_is_written(tmp_path: Path) -> None:
    one = company(tmp_path)
    found = examine(one)
    assert levels(found, "fail") == []
    assert levels(found, "warn") == ["optional fields"]
    assert {request["method"] for request in one.requests()} == {"GET"}
    assert [path.name for path in one.folder.iterdir()] == ["s300gc.toml"]


def test_what_a_run_has_shown_is_known_the_next_day(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(2)
    one.requests()
    found = examine(one)
    assert levels(found, "warn") == []
    assert "schema" in found["database"].what
    assert {request["method"] for request in one.requests()} == {"GET"}


@pytest.mark.parametrize("module", ["AR", "GL", "BK", "CS"])
def test_a_right_that_is_missing_is_named_by_its_module_and_hides_nothing(
    tmp_path: Path, module: str
) -> None:
    one = company(tmp_path)
    one.world.sage300.set_rights("S300GC", [m for m in ("AR", "GL", "BK", "CS") if m != module])
    found = examine(one)
    assert levels(found, "fail") == [f"rights in {module}"]
    assert f'"Sage 300 Web API" in {module}' in found[f"rights in {module}"].fix
    others = {f"rights in {m}" for m in ("AR", "GL", "BK", "CS")} - {f"rights in {module}"}
    assert others <= set(levels(found, "ok"))


def test_control_accounts_that_refuse_our_ledger_are_found_the_day_before(tmp_path: Path) -> None:
    switches = SageSwitches(control_sources=("AR",))
    one = Company(World.new("small", sage_switches=switches), tmp_path)
    found = examine(one)
    assert levels(found, "fail") == [f"control account {n}" for n in (1100, 1110, 1120, 1130)]
    one.live(2)
    # From the first day on it is known who pays: the other account sets are worth a warning.
    found = examine(one)
    assert levels(found, "fail") == ["control account 1100"]
    assert levels(found, "warn") == [f"control account {n}" for n in (1110, 1120, 1130)]


def test_what_a_person_changed_in_the_set_up_is_found(tmp_path: Path) -> None:
    one = company(tmp_path)
    sage = one.world.sage300
    sage.edit_master("GL/GLAccounts", "7900", Status="Inactive")
    sage.edit_master("BK/BKBanks", "GC1110", BankAccount="1100")
    sage.edit_master("AR/ARPaymentCodes", "GC", Status="Inactive")
    sage.edit_master("CS/CSCurrencyRates", "GBP", "SP", CurrencyRateDetail=[])
    sage.lock_period(2026, 1, ["BK"])
    found = examine(one)
    assert set(levels(found, "fail")) == {
        "account 7900", "receipts bank of 1110 GBP", "payment code GC",
        "rate of EUR", "rate of USD", "fiscal period of 2026-01-05",
    }  # fmt: skip
    assert "locked for BK" in found["fiscal period of 2026-01-05"].what


def test_accounts_and_codes_that_only_the_configuration_knows_are_found(tmp_path: Path) -> None:
    changes = {'unmatched_account = "2190"': 'unmatched_account = "2999"',
               'source_type = "GC"': 'source_type = "XX"'}  # fmt: skip
    found = examine(company(tmp_path, changes=changes))
    assert levels(found, "fail") == ["source code GL-XX", "account 2999"]
    assert "books.unmatched_account" in found["account 2999"].fix


@pytest.mark.parametrize("system", ["sage300", "gocardless"])
def test_one_side_that_is_down_does_not_hide_the_other(tmp_path: Path, system: str) -> None:
    one = company(tmp_path)
    one.fault({"system": system, "path": "/", "what": "reset", "probability": 1})
    found = examine(one)
    assert len(levels(found, "fail")) == 1
    other = f"creditor {one.config.gocardless.creditor}"
    assert found[other if system == "sage300" else "rights in GL"].level == "ok"


def test_a_single_answer_that_is_lost_hides_no_other(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.fault({"system": "sage300", "path": "/BK/", "what": "html", "probability": 1})
    found = examine(one)
    assert levels(found, "fail") == ["BK/BKBanks", "receipts banks"]
    assert "answered 502 (a web page instead of JSON)" in found["BK/BKBanks"].what


def test_credentials_that_are_missing_or_of_the_other_environment_are_named(
    tmp_path: Path,
) -> None:
    one = company(tmp_path)
    wrong = {
        VARIABLES["sage300-user"]: "S300GC",
        VARIABLES["sage300-password"]: "WRONG",
        VARIABLES["gocardless-token"]: "live_0123456789",
    }
    found = examine(one, vault=Vault("test", wrong))
    assert "does not accept" in found["Sage 300, company SAMLTD"].what
    assert "does not accept the access token" in found["GoCardless"].what
    assert found["credential sage300-user"].level == "ok"


def test_outside_of_a_sandbox_the_clocks_are_compared(tmp_path: Path) -> None:
    sandbox = '[sandbox]\nurl = "http://127.0.0.1:1"'
    found = examine(company(tmp_path, changes={sandbox: ""}))
    # The clock of this World stands at its own day, the Date of its answers is the machine's.
    assert (found["clock"].level, "seconds" in found["clock"].what) == ("fail", True)
    assert "clock" not in examine(company(tmp_path / "b"))


def test_the_holder_of_the_lock_is_named(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    lock = RunLock(one.config.database, "payouts post")
    with lock.held("run", 0, one.outside.clock):  # type: ignore[arg-type]
        found = examine(one)
    assert "held by 'payouts post'" in found["run lock"].what
    assert examine(one)["run lock"].what == "is free"


def test_a_database_of_a_newer_version_is_one_finding_among_the_others(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    with one.parts() as parts:
        parts.store.database.connection.execute("PRAGMA user_version = 999")
    found = examine(one)
    assert levels(found, "fail") == ["database"]
    assert "newer version" in found["database"].what
