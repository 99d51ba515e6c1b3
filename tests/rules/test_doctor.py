"""What doctor makes of the facts: pure, each thing by itself."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from s300gc.model import AccountSet, Bank, GLAccount, Period
from s300gc.rules.doctor import Account, Disk, Facts, Lock, Secret, examine
from s300gc.rules.findings import Finding, Unanswered
from s300gc.rules.setup import READS, FoundPeriod, SetUp, Wanted
from tests.rules.make import AT, BANKS, BOOKS, CLEARING, DAY, DOM, EXP, PERIOD

CHART = {
    number: GLAccount(number, "", True, number in ("1100", "1110"), ("AR", "GL"))
    for number in ("1000", "1100", "1110", "1190", "2190", "2201", "7100", "7900", "7901",
                   "7902", "7903")
}  # fmt: skip
WANTED = Wanted("SAMLTD", {"books": BOOKS}, ("GCMANDATE", "GCSTATUS"))
SETUP = SetUp(
    reads=dict.fromkeys(READS),
    profile=("GBP", "Sample"),
    account_sets=[DOM, EXP],
    banks=BANKS,
    chart=CHART,
    source_codes={"GL-GC": True},
    payment_codes={"GC": True},
    fields={"GCMANDATE", "GCSTATUS"},
    periods={DAY: FoundPeriod(PERIOD), date(2026, 1, 31): FoundPeriod(PERIOD)},
    rates={"EUR": True},
)
FACTS = Facts(
    now=AT,
    wanted=WANTED,
    secrets=[Secret("gocardless-token", "keyring", "the Secret Service keyring")],
    sage=SETUP,
    gocardless=Account("CR1", {"CR1": ("Sample Ltd", "successful")}, timedelta(seconds=1)),
    disk=Disk("/var/lib/s300gc.db", 6, "wal", True, "3.53.0", free=10**11),
    lock=Lock(held=False),
)
FORBIDDEN = Unanswered("no right", "forbidden")
DOWN = Unanswered("cannot be reached", "down")


def examined(**changes: Any) -> list[Finding]:
    """The facts with changes of the set-up, or of the facts themselves."""
    names = Facts.__dataclass_fields__
    inside = {name: value for name, value in changes.items() if name not in names}
    own = {name: value for name, value in changes.items() if name in names}
    return examine(replace(FACTS, **({"sage": replace(SETUP, **inside)} if inside else {}), **own))


def bad(**changes: Any) -> dict[str, Finding]:
    """What is not well, by subject; every one of them says what to do."""
    return {one.subject: one for one in examined(**changes) if one.level != "ok"}


def test_where_all_is_well_every_line_is_ok() -> None:
    assert {one.level for one in examined()} == {"ok"}
    assert not any(one.fix for one in examined())


@pytest.mark.parametrize(
    ("changes", "subject", "level", "words"),
    [
        ({"profile": FORBIDDEN}, "company SAMLTD", "warn", "may not read it"),
        ({"banks": DOWN}, "receipts banks", "fail", "cannot be reached"),
        ({"chart": DOWN}, "GL accounts", "fail", "cannot be reached"),
        ({"account_sets": DOWN}, "account sets", "fail", "cannot be reached"),
        ({"source_codes": {"GL-GC": False}}, "source code GL-GC", "fail", "is not in"),
        ({"payment_codes": {"GC": False}}, "payment code GC", "fail", "is not in AR"),
        ({"payment_codes": {"GC": None}}, "payment code GC", "warn", "cannot be looked at"),
        ({"fields": {"GCMANDATE"}}, "optional fields", "warn", "has GCSTATUS"),
        ({"rates": {"EUR": False}}, "rate of EUR", "fail", "there is none"),
        ({"periods": {DAY: None}}, "fiscal period of 2026-01-05", "fail", "there is none"),
        (
            {"periods": {DAY: FoundPeriod(replace(PERIOD, locked=("AR", "GL")))}},
            "fiscal period of 2026-01-05", "fail", "2026-01 is locked for AR and GL",
        ),
        (
            {"periods": {DAY: FoundPeriod(PERIOD, assumed=True)}},
            "fiscal period of 2026-01-05", "warn", "is assumed",
        ),
        ({"sage": DOWN}, "Sage 300, company SAMLTD", "fail", "cannot be reached"),
        ({"gocardless": Unanswered("no", "credential")}, "GoCardless", "fail", "no"),
        ({"now": DOWN}, "clock", "fail", "cannot be reached"),
        ({"disk": Disk("/a.db", obstacle="is on nfs", free=10**11)}, "database", "fail", "nfs"),
        ({"disk": Disk("/a.db", free=10**7)}, "disk", "fail", "0.0 GB free"),
        ({"disk": Disk("/a.db", free=5 * 10**8)}, "disk", "warn", "0.5 GB free"),
        (
            {"disk": Disk("/a.db", 6, "wal", False, "3.40.1", free=10**11)},
            "database", "fail", "may damage a file",
        ),
        (
            {"disk": Disk("/a.db", 6, problems=("row 3 missing",), free=10**11)},
            "database", "fail", "row 3 missing",
        ),
        ({"lock": Lock(True, "'sync'", timedelta(hours=5))}, "run lock", "warn", "held by 'sync'"),
        ({"secrets": [Secret("x", problem="locked")]}, "credential x", "fail", "locked"),
        (
            {"secrets": [Secret("gocardless-token", problem="locked")]},
            "GoCardless", "warn", "its credentials are missing",
        ),
    ],
)  # fmt: skip
def test_one_thing_that_is_not_well_is_said_and_hides_no_other(
    changes: dict[str, Any], subject: str, level: str, words: str
) -> None:
    found = bad(**changes)
    assert (found[subject].level, bool(found[subject].fix)) == (level, True)
    assert words in found[subject].what
    subjects = {one.subject for one in examined(**changes)}
    assert {"run lock", "disk"} <= subjects
    assert len(found) <= 2


# ---------------------------------------------------------------- rights


@pytest.mark.parametrize("module", ["AR", "BK", "CS", "GL"])
def test_a_missing_right_is_named_by_its_module_once(module: str) -> None:
    reads = {path: FORBIDDEN if path.startswith(module) else None for path in READS}
    found = bad(reads=reads)
    assert list(found) == [f"rights in {module}"]
    assert found[f"rights in {module}"].level == "fail"
    assert f'"Sage 300 Web API" in {module}' in found[f"rights in {module}"].fix


# ---------------------------------------------------------------- accounts and banks


def test_a_control_account_that_refuses_our_ledger_is_the_commonest_failure() -> None:
    chart = {**CHART, "1110": replace(CHART["1110"], sources=("AR",))}
    found = bad(chart=chart)["control account 1110"]
    assert found.level == "fail"
    assert "takes no entries of source ledger GL" in found.what
    assert "account set EXP" in found.what
    assert "add GL to the subledgers" in found.fix


def test_what_a_server_does_not_tell_of_a_control_account_is_a_warning() -> None:
    chart = {**CHART, "1110": replace(CHART["1110"], sources=None)}
    assert bad(chart=chart)["control account 1110"].level == "warn"


def test_in_clearing_the_control_accounts_need_not_take_our_ledger() -> None:
    chart = {**CHART, "1110": replace(CHART["1110"], sources=("AR",))}
    wanted = replace(WANTED, books={"books": CLEARING})
    assert bad(chart=chart, wanted=wanted) == {}
    gone = {number: one for number, one in CHART.items() if number != "1190"}
    assert "books.credit" in bad(chart=gone, wanted=wanted)["account 1190"].fix


def test_every_account_of_the_settings_must_be_there_and_active() -> None:
    chart = {**CHART, "7900": replace(CHART["7900"], active=False)}
    del chart["2190"]
    found = bad(chart=chart)
    assert set(found) == {"account 2190", "account 7900"}
    assert "books.unmatched_account" in found["account 2190"].fix
    assert found["account 7900"].what == "account 7900 is inactive"


def test_a_bank_must_post_to_the_account_that_is_credited() -> None:
    banks = {**BANKS, "GC1110": Bank("GC1110", "1100", "GBP")}
    found = bad(banks=banks)["receipts bank of 1110 GBP"]
    assert found.level == "fail"
    assert "bank GC1110 posts to 1100" in found.what
    assert "whose GL account is 1110" in found.fix
    del banks["GC1110"]
    assert "does not exist" in bad(banks=banks)["receipts bank of 1110 GBP"].what


def test_a_bank_that_keeps_another_currency_is_a_warning() -> None:
    euro = AccountSet("EUR", "1110", "2050", "EUR")
    found = bad(account_sets=[DOM, euro])["receipts bank of 1110 EUR"]
    assert (found.level, "statements in GBP" in found.what) == ("warn", True)


def test_an_account_set_that_nobody_who_pays_has_is_only_worth_a_warning() -> None:
    chart = {**CHART, "1110": replace(CHART["1110"], sources=("AR",))}
    banks = {"GC1100": BANKS["GC1100"]}
    for used, level in ((None, "fail"), ({"EXP"}, "fail"), ({"DOM"}, "warn")):
        found = bad(chart=chart, banks=banks, wanted=replace(WANTED, used=used))
        assert {one.level for one in found.values()} == {level}
        assert set(found) == {"control account 1110", "receipts bank of 1110 GBP"}


def test_an_account_set_in_a_currency_without_a_scheme_is_no_concern() -> None:
    franc = AccountSet("CHF", "1199", "2050", "CHF")
    assert bad(account_sets=[DOM, EXP, franc]) == {}


def test_receipts_switched_off_is_a_warning() -> None:
    books = BOOKS.model_copy(update={"receipts": "none"})
    assert "will differ" in bad(wanted=replace(WANTED, books={"books": books}))["receipts"].what


# ---------------------------------------------------------------- the rest


def test_a_lock_at_the_months_end_is_a_warning_today_it_is_not() -> None:
    locked = Period("2026", "02", date(2026, 1, 20), date(2026, 2, 16), ("BK",))
    days = {DAY: FoundPeriod(PERIOD), date(2026, 1, 31): FoundPeriod(locked)}
    found = bad(periods=days)
    assert found["fiscal period of 2026-01-31"].level == "warn"


@pytest.mark.parametrize(
    ("creditors", "level", "words"),
    [
        ({"CR2": ("Other", "successful")}, "fail", "CR2 Other"),
        ({}, "fail", "nobody"),
        ({"CR1": ("Us", "action_required")}, "fail", "not verified"),
        ({"CR1": ("Us", "in_review")}, "warn", "being verified"),
    ],
)
def test_the_creditor_must_be_ours_and_verified(
    creditors: dict[str, tuple[str, str]], level: str, words: str
) -> None:
    found = bad(gocardless=Account("CR1", creditors))["creditor CR1"]
    assert (found.level, words in found.what) == (level, True)


@pytest.mark.parametrize(
    ("drift", "level"),
    [(timedelta(minutes=5), "warn"), (timedelta(minutes=-5), "warn"), (timedelta(hours=3), "fail")],
)
def test_a_clock_that_is_off_is_said(drift: timedelta, level: str) -> None:
    account = Account("CR1", {"CR1": ("Us", "successful")}, drift)
    found = bad(gocardless=account)["clock"]
    assert found.level == level
    assert ("behind" in found.what) == (drift > timedelta(0))


def test_a_rollback_journal_is_the_right_answer_to_an_old_sqlite() -> None:
    disk = Disk("/a.db", 6, "delete", False, "3.40.1", free=10**11)
    assert bad(disk=disk) == {}


def test_a_database_that_is_not_made_yet_is_no_fault() -> None:
    assert bad(disk=Disk("/a.db", free=10**11)) == {}
