"""What the other side can get wrong: one clear reason, nothing half-done, the next run goes on."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from s300gc.errors import ConfigError, PersonNeeded, Temporary
from s300gc.flows import sync
from s300gc.flows.parts import Parts
from s300gc.sandbox.sage300.install import keep
from tests.company import Company, company
from tests.flows.meddling import failures, run

EMPTY = (200, '{"value": []}')


def written(one: Company) -> list[str]:
    """The writes since the last look."""
    return [r["path"] for r in one.requests() if r["method"] != "GET"]


# ---------------------------------------------------------------- nothing where there was something


def test_no_customer_where_there_were_some_yesterday_stops_the_run(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(2)
    one.requests()
    with pytest.raises(PersonNeeded, match="lists no customer, but had some before"):
        run(one, lambda method, path: EMPTY if path.endswith("ARCustomers") else None)
    assert written(one) == []
    with one.parts() as parts:
        assert parts.store.customers.count() == 12
    assert failures(one.sync()) == []


def test_a_customer_who_was_deleted_is_no_reason_to_stop(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(2)
    with one.parts() as parts:
        last = parts.store.customers.read_last()
    shelf = one.world.sage300.books.shelf("AR/ARCustomers")
    shelf.remove(next(key for key, row in shelf.rows.items() if row["CustomerNumber"] == last))
    assert failures(one.sync()) == []
    # The full read that this cost is not needed every time.
    one.requests()
    one.sync()
    asked = [r["query"] for r in one.requests() if r["path"].endswith("ARCustomers")]
    assert len(asked) == 1
    assert "DateLastMaintained" in asked[0]


def test_no_document_at_all_where_there_were_some_stops_the_run(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    due(one, "IN900001")
    known(one)
    one.requests()
    with pytest.raises(PersonNeeded, match="lists no posted document, but had some before"):
        run(one, lambda method, path: EMPTY if path.endswith("ARPostedDocuments") else None)
    assert written(one) == []
    one.sync()
    assert one.collections()["IN900001/1"] == [12345]


def test_a_document_that_is_gone_is_not_collected_and_said(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    due(one, "IN900001")
    known(one)
    shelf = one.world.sage300.books.shelf("AR/ARPostedDocuments")
    shelf.remove(next(k for k, row in shelf.rows.items() if row["DocumentNumber"] == "IN900001"))
    skips = {skip.kind: skip for outcome in one.sync() for skip in outcome.skips()}
    assert skips["gone"].subject == "IN900001"
    assert "IN900001/1" not in one.collections()


def known(one: Company) -> None:
    """Let a day go by after everything was read, so that it is read again before it is used."""
    one.sync(dry_run=True)
    one.world.advance(1)


def due(one: Company, number: str) -> None:
    day = one.world.timeline.today
    one.world.sage300.post_invoice("C1001", number, Decimal("123.45"), day, day)


def test_nothing_is_collected_on_what_was_known_of_customers_yesterday(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    due(one, "IN900001")
    one.fault(
        {"system": "sage300", "path": "/AR/ARCustomers", "what": "500", "probability": 1}
    )  # fmt: skip
    found = failures(one.sync())
    assert {failure.exit_code for failure in found} == {5}
    assert {failure.subject for failure in found} == {"mandates", "invoices"}
    assert "IN900001/1" not in one.collections()


# ---------------------------------------------------------------- rights


@pytest.mark.parametrize(
    ("module", "held_up"),
    [
        ("AR", {"mandates", "invoices", "payouts"}),
        ("GL", {"PO"}),
        ("BK", {"payouts"}),
        ("CS", {"PO"}),
    ],
)
def test_a_right_that_is_missing_in_one_module_is_named_and_the_rest_goes_on(
    tmp_path: Path, module: str, held_up: set[str]
) -> None:
    one = company(tmp_path)
    one.live(16)
    booked = one.posted_twice(), journals(one)
    everything = ["AR", "GL", "BK", "CS", "ARPost", "GLPost"]
    one.world.sage300.set_rights("S300GC", [right for right in everything if right != module])
    found = failures(one.sync())
    assert {f.subject[:2] if f.subject[:2] == "PO" else f.subject for f in found} == held_up
    assert {failure.exit_code for failure in found} == {6}
    assert all(f'right "Sage 300 Web API" in {module}' in failure.error for failure in found)
    assert (one.posted_twice(), journals(one)) == booked
    one.world.sage300.set_rights("S300GC", everything)
    one.live(3)
    assert journals(one) > booked[1]
    assert one.posted_twice() == []


def journals(one: Company) -> int:
    batches = one.state["sage300"]["gl_batches"]
    return len([batch for batch in batches if batch["made_by"] == "tool"])


def test_without_the_right_to_post_the_batch_waits_and_is_posted_once_later(
    tmp_path: Path,
) -> None:
    one = company(tmp_path)
    one.world.sage300.set_rights("S300GC", ["AR", "GL", "BK", "CS"])
    one.live(16)
    found = failures(one.sync())
    assert {failure.exit_code for failure in found} == {6}
    assert all("post GL batch" in failure.error for failure in found)
    one.world.sage300.set_rights("S300GC", ["AR", "GL", "BK", "CS", "ARPost", "GLPost"])
    one.live(2)
    assert one.posted_twice() == []
    assert [check for check in one.reconcile().checks if not check.holds] == []


def test_a_token_that_may_only_read_stops_at_its_first_refusal(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.world.advance(3)
    refused = {"error": {"type": "invalid_api_usage", "code": 403, "message": "Insufficient",
                         "errors": [{"reason": "insufficient_permissions",
                                     "message": "Insufficient permissions"}]}}  # fmt: skip
    asked = []

    def words(method: str, path: str) -> tuple[int, str] | None:
        if method == "POST" and path.endswith("/payments"):
            asked.append(path)
            return 403, json.dumps(refused)
        return None

    (failure,) = failures(run(one, words))
    assert (failure.subject, failure.exit_code, len(asked)) == ("invoices", 6, 1)
    assert "read-write" in failure.error
    one.sync()
    assert all(len(amounts) == 1 for amounts in one.collections().values())


# ---------------------------------------------------------------- currencies


def test_an_invoice_in_a_currency_without_a_scheme_is_left_alone_with_its_reason(
    tmp_path: Path,
) -> None:
    one = company(tmp_path)
    sage = one.world.sage300
    keep(sage.books, "CS/CSCurrencyCodes", {"CurrencyCodeKey": "CHF", "Description": "Franc"})
    francs = {"AccountSetKey": "CHF", "ReceivablesControlAccount": "1130",
              "PrepaymentLiabilityAccount": "2050", "CurrencyCode": "CHF"}  # fmt: skip
    keep(sage.books, "AR/ARAccountSets", francs)
    day = one.world.timeline.today
    sage.set_rate("CHF", day, Decimal("0.9"))
    sage.add_customer("C9001", "Alpine", "a@example.com", account_set="CHF", currency="CHF")
    sage.post_invoice("C9001", "IN900001", Decimal("50.00"), day, day)
    outcomes = one.sync()
    assert failures(outcomes) == []
    skips = {skip.subject: skip.reason for outcome in outcomes for skip in outcome.skips()}
    assert "CHF" in skips["IN900001"]


# ---------------------------------------------------------------- what is not JSON


@pytest.mark.parametrize("status", [200, 404, 500])
def test_a_web_page_instead_of_json_is_one_reason_and_nothing_is_written(
    tmp_path: Path, status: int
) -> None:
    one = company(tmp_path)
    one.world.advance(3)

    def words(method: str, path: str) -> tuple[int, str] | None:
        return (status, "<html>Sign in</html>") if "Sage300WebApi" in path else None

    if status == 404:
        with pytest.raises(ConfigError, match=r"check sage300.company and sage300.url"):
            run(one, words)
    else:
        found = failures(run(one, words))
        assert {failure.exit_code for failure in found} == {Temporary.exit_code}
        assert len({failure.error for failure in found}) == 1
        assert "web page instead of JSON" in found[0].error
    assert written(one) == []


def test_a_full_disk_stops_before_the_request_and_the_next_run_goes_on(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    due(one, "IN900001")
    with one.parts() as parts:
        fill(parts)
        with pytest.raises(PersonNeeded, match=r"disk of the database .* is full"):
            sync.run(parts)
    assert "IN900001/1" not in one.collections()
    one.sync()
    assert one.collections()["IN900001/1"] == [12345]


def fill(parts: Parts) -> None:
    """Let the database grow no more, as on a full disk."""
    connection = parts.store.database.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    # What is free inside the file would do for this small run.
    free = connection.execute("PRAGMA freelist_count").fetchone()[0]
    assert free == 0


def test_a_company_may_be_written_in_small_letters(tmp_path: Path) -> None:
    one = company(tmp_path)
    small = replace(one, changes={'company = "SAMLTD"': 'company = "samltd"'})
    assert failures(small.sync()) == []
