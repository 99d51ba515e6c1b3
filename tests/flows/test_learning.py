"""A server is learned by harmless requests, and nothing but that."""

from pathlib import Path
from typing import Any

import pytest

from s300gc import learned, wiring
from s300gc.errors import ConfigError, CredentialError, Temporary
from s300gc.flows import learning
from s300gc.model.dialect import Calendar, Range
from s300gc.vault import VARIABLES, Vault
from tests.company import company
from tests.learning import ROOT, by_subject, learn, levels, served

# ---------------------------------------------------------------- harmless


def test_only_harmless_requests_are_sent_and_nothing_changes(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    before = one.state["sage300"]
    one.requests()
    lesson = learn(one)
    asked = one.requests()
    assert {request["system"] for request in asked} == {"sage300"}
    posts = [request["path"] for request in asked if request["method"] == "POST"]
    assert {request["method"] for request in asked} == {"GET", "POST"}
    assert sorted(posts) == [
        f"{ROOT}AR/ARPostInvoices('$template')",
        f"{ROOT}AR/ARPostReceiptsAndAdjustments('$template')",
        f"{ROOT}AR/ARPostRefunds('$template')",
        f"{ROOT}GL/GLPostJournal('$template')",
    ]
    assert len(asked) < 60
    assert one.state["sage300"] == before
    assert levels(lesson, "fail") == levels(lesson, "warn") == []
    assert {path.name for path in one.folder.iterdir()} == {"s300gc.toml", "s300gc.server.toml"}


def test_no_question_draws_more_than_a_row_but_those_for_the_length_of_a_page(
    tmp_path: Path,
) -> None:
    one = company(tmp_path, "demo")
    learn(one)
    long = [
        request["query"]
        for request in one.requests()
        if request["method"] == "GET"
        and "$metadata" not in request["path"]
        and "$top=1" not in request["query"].split("&")
    ]
    assert all(query.startswith("$select=") for query in long)
    assert len(long) <= 4


# ---------------------------------------------------------------- what is learned


def test_what_was_learned_is_kept_with_server_company_and_day(tmp_path: Path) -> None:
    one = served(tmp_path, date_literals="v3", gl_post_names="BatchIdFrom", page_size=7)
    lesson = learn(one)
    assert lesson.file == tmp_path / "s300gc.server.toml"
    found = learned.read(one.config)
    assert found is not None
    assert (found.company, found.day) == ("SAMLTD", one.world.timeline.today)
    assert found.url == one.config.sage300.url
    assert found.dialect == lesson.learnt.dialect == learned.dialect(one.config)
    assert found.dialect.dates == "v3"
    assert found.dialect.search == "substringof"
    assert found.dialect.ranges["GL/GLPostJournal"] == Range("BatchIdFrom", "BatchIdTo")
    assert found.dialect.ranges["AR/ARPostInvoices"].some == "Donotpostallbatches"
    calendar = Calendar(
        "FiscalPeriod{n}StartDate", "FiscalPeriod{n}EndDate",
        {module: f"{module}PeriodLocked{{n}}" for module in ("AR", "BK", "GL")},
    )  # fmt: skip
    assert found.dialect.calendar == calendar
    assert lesson.learnt.page_size == 7


@pytest.mark.parametrize(
    ("switches", "attribute", "value"),
    [
        ({"date_literals": "both"}, "dates", "iso"),
        ({"date_literals": "v3", "filter_extras": False}, "search", "substringof"),
        ({"filter_extras": False}, "search", "none"),
        ({"query_options": ("$filter", "$select", "$top", "$skip")}, "count", False),
        ({"query_options": ("$filter", "$count", "$top", "$skip")}, "select", False),
        ({"query_options": ("$filter", "$select", "$count", "$skip")}, "top", False),
        ({"absent": ("GL/GLJournalBatches.ReadyToPost",)}, "gl_ready", "Status"),
        ({"absent": ("AR/ARCustomers.ContactsEmail",)}, "absent",
         frozenset({"AR/ARCustomers.ContactsEmail"})),
        ({"absent": ("CS/CSFiscalCalendars",)}, "calendar", None),
    ],
)  # fmt: skip
def test_each_kind_of_server_is_told_from_the_others(
    tmp_path: Path, switches: dict[str, Any], attribute: str, value: object
) -> None:
    lesson = learn(served(tmp_path, **switches))
    assert levels(lesson, "fail") == []
    assert getattr(lesson.learnt.dialect, attribute) == value


def test_what_the_server_lacks_is_named_with_what_cannot_work(tmp_path: Path) -> None:
    one = served(
        tmp_path,
        absent=(
            "GL/GLPostJournal", "GL/GLPostedTransactions", "AR/ARPaymentCodes",
            "AR/ARPostedDocuments.FullyPaid", "AR/ARCustomers.ContactsEmail",
        ),
    )  # fmt: skip
    found = by_subject(learn(one))
    journal = found["GL/GLPostJournal"]
    assert journal.level == "fail"
    assert journal.what == (
        "is not offered: 'payouts post' with books.status = \"posted\" cannot work"
    )
    assert journal.fix == 'use books.status = "open"'
    assert found["GL/GLPostedTransactions"].what == "is not offered: 'reconcile' cannot work"
    documents = found["AR/ARPostedDocuments"]
    assert documents.level == "fail"
    assert documents.what.startswith("has no FullyPaid: 'invoices collect'")
    assert "--capture" in documents.fix
    assert found["AR/ARPaymentCodes"].level == "warn"
    assert found["AR/ARCustomers"].level == "warn"
    assert "no ContactsEmail, which is done without" in found["AR/ARCustomers"].what


def test_what_this_configuration_does_not_use_is_no_failure(tmp_path: Path) -> None:
    one = served(tmp_path, absent=("GL/GLPostJournal", "AR/ARPostInvoices"))
    one.changes = {'status = "posted"': 'status = "open"'}
    one.__post_init__()
    lesson = learn(one)
    assert levels(lesson, "fail") == []
    assert levels(lesson, "warn") == ["AR/ARPostInvoices", "GL/GLPostJournal"]


def test_a_missing_right_is_named_by_its_module_and_hides_nothing(tmp_path: Path) -> None:
    one = served(tmp_path, tool_rights=("AR", "CS", "BK", "ARPost"), forbidden_number=401)
    found = by_subject(learn(one))
    assert found["$metadata of GL"].level == "fail"
    assert '"Sage 300 Web API" in GL' in found["$metadata of GL"].fix
    assert found["AR/ARCustomers"].level == "ok"
    assert [one.subject for one in found.values() if one.level == "fail"] == ["$metadata of GL"]


def test_a_setting_that_the_server_does_not_understand_is_found(tmp_path: Path) -> None:
    one = served(tmp_path, date_literals="v3")
    one.changes = {"[sage300]": '[sage300]\ndate_literal = "iso"'}
    one.__post_init__()
    lesson = learn(one)
    assert levels(lesson, "fail") == ["sage300.date_literal"]
    # What the configuration states is what runs follow, until a person takes it out.
    assert learned.dialect(one.config).dates == "iso"


# ---------------------------------------------------------------- where nothing can be learned


@pytest.mark.parametrize(
    ("error", "changes", "secret"),
    [
        (ConfigError, {'"SAMLTD"': '"NOSUCH"'}, "S300GC-PASS1"),
        (CredentialError, {}, "WRONG"),
    ],
)
def test_a_server_that_does_not_let_us_in_teaches_nothing(
    tmp_path: Path, error: type[Exception], changes: dict[str, str], secret: str
) -> None:
    one = company(tmp_path, changes=changes)
    outside = one.outside
    outside.vault = Vault(
        "test", {VARIABLES["sage300-user"]: "S300GC", VARIABLES["sage300-password"]: secret}
    )
    with pytest.raises(error):
        learning.learn(wiring.hands(one.config, outside, follow=False))
    assert not (tmp_path / "s300gc.server.toml").exists()


def test_a_server_that_is_down_teaches_nothing_and_takes_nothing_away(tmp_path: Path) -> None:
    one = company(tmp_path)
    learn(one)
    before = (tmp_path / "s300gc.server.toml").read_bytes()
    one.fault({"system": "sage300", "path": "/", "what": "reset", "probability": 1})
    with pytest.raises(Temporary):
        learn(one)
    assert (tmp_path / "s300gc.server.toml").read_bytes() == before


def test_a_single_answer_that_is_lost_hides_no_other(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.fault({"system": "sage300", "path": f"{ROOT}BK/", "what": "html", "probability": 1})
    lesson = learn(one)
    assert levels(lesson, "fail") == ["$metadata of BK", "BK/BKBankEntries", "BK/BKBanks"]
    assert by_subject(lesson)["AR/ARCustomers"].level == "ok"
