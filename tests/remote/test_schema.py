"""``$metadata`` and odd names are understood, whichever way a server writes them."""

from pathlib import Path

import pytest

from s300gc.errors import CredentialError, Temporary
from s300gc.model.dialect import Calendar, Dialect, Range
from s300gc.model.server import Probe
from s300gc.remote import spellings
from s300gc.remote.sage300_schema import read_schema
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import AR, CS, GL, Wire

PUBLISHED = Path(__file__).parents[3] / "shared" / "sage300" / "ar-metadata.edmx"
MODEL = """<?xml version="1.0" encoding="utf-8"?>
<edmx:Edmx Version="4.0" xmlns:edmx="http://docs.oasis-open.org/odata/ns/edmx">
<edmx:DataServices><Schema Namespace="Sage.Models" xmlns="http://docs.oasis-open.org/odata/ns/edm">
<EntityType Name="Base"><Key><PropertyRef Name="BatchNumber"/></Key>
<Property Name="BatchNumber" Type="Edm.Decimal"/></EntityType>
<EntityType Name="Batch" BaseType="Sage.Models.Base">
<Property Name="BatchStatus" Type="Sage.Models.StatusEnum"/>
<Property Name="bad name" Type="Edm.String"/>
<NavigationProperty Name="Invoices" Type="Collection(Sage.Models.Invoice)"/></EntityType>
<ComplexType Name="Invoice"><Property Name="Lines" Type="Collection(Sage.Models.Line)"/>
</ComplexType><ComplexType Name="Line"><Property Name="Amount" Type="Edm.Decimal"/></ComplexType>
<EnumType Name="StatusEnum"><Member Name="Open" Value="1"/><Member Name="Posted"/></EnumType>
</Schema><Schema Namespace="Default"><EntityContainer Name="Container">
<EntitySet Name="ARBatches" EntityType="Sage.Models.Batch"/>
<Singleton Name="Profile" Type="Sage.Models.Base"/></EntityContainer></Schema>
</edmx:DataServices></edmx:Edmx>"""


def test_a_model_is_read_with_what_it_inherits_and_nests() -> None:
    found = read_schema("\ufeff" + MODEL, "AR")
    assert found.sets == {"ARBatches": "Batch", "Profile": "Base"}
    assert found.properties("ARBatches") == {
        "BatchNumber": "Edm.Decimal",
        "BatchStatus": "StatusEnum",
        "Invoices": "Collection(Invoice)",
    }
    assert found.properties("ARBatches", ("Invoices", "Lines")) == {"Amount": "Edm.Decimal"}
    assert found.properties("ARBatches", ("BatchStatus",)) is None
    assert found.properties("Nothing") is None
    assert found.enums == {"StatusEnum": {"Open": 1, "Posted": 1}}
    assert found.keys["Base"] == ("BatchNumber",)


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published $metadata is not here")
def test_the_older_form_that_sage_publishes_is_read_too() -> None:
    found = read_schema(PUBLISHED.read_text("utf-8"), "AR")
    assert found.sets["Customers"] == "Customer"
    lines = found.properties("InvoiceBatches", ("Invoices", "InvoiceDetails"))
    assert lines is not None
    assert lines["ExtendedAmountWithTIP"] == "Edm.Decimal"


def test_a_type_that_inherits_from_itself_ends() -> None:
    text = MODEL.replace('EntityType Name="Base"', 'EntityType Name="Base" BaseType="S.Batch"')
    assert "BatchNumber" in (read_schema(text, "AR").properties("ARBatches") or {})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<html><body>Sign on</body></html>", "no model of entities"),
        ("Sign on", "no XML"),
        ("", "no XML"),
        (MODEL[:300], "no XML"),
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + MODEL, "document type"),
    ],
)
def test_what_is_no_model_is_said_and_not_taken_for_an_empty_one(text: str, why: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=rf"\$metadata of AR: .*{why}"):
        read_schema(text, "AR")


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (
            ["FiscalYear", "FiscalPeriod1StartDate", "FiscalPeriod1EndDate", "QuarterWith4Periods"],
            Calendar("FiscalPeriod{n}StartDate", "FiscalPeriod{n}EndDate"),
        ),
        (
            ["BeginningOfPeriod1", "EndOfPeriod1", "GLPeriodLocked1", "APPeriodLocked1"],
            Calendar("BeginningOfPeriod{n}", "EndOfPeriod{n}", {"GL": "GLPeriodLocked{n}"}),
        ),
        (
            ["Start1", "End1", "Start2", "End2", "SpecialStart1", "SpecialEnd1", "ARLock1"],
            Calendar("Start{n}", "End{n}", {"AR": "ARLock{n}"}),
        ),
        (["FiscalYear", "Start1"], None),
        (["Start1", "Start2", "End1"], None),
        ([], None),
    ],
)
def test_a_fiscal_year_is_recognised_by_its_names(names: list[str], found: object) -> None:
    assert spellings.calendar(names) == found


def test_the_calendar_that_was_learned_is_read_and_nothing_is_guessed() -> None:
    wire = Wire()
    row = {
        "FiscalYear": "2026",
        "Von1": "2026-01-01T00:00:00Z", "Bis1": "2026-01-31T00:00:00Z", "Zu1": "Yes",
        "FiscalPeriod1StartDate": "2020-01-01", "FiscalPeriod1EndDate": "2020-01-31",
    }  # fmt: skip
    wire.feed(CS + "CSFiscalCalendars", [row])
    names = Calendar("Von{n}", "Bis{n}", {"AR": "Zu{n}"})
    (period,) = wire.sage(dialect=Dialect(calendar=names)).fiscal_calendar().periods
    assert (period.start.year, period.number, period.locked) == (2026, "01", ("AR",))


# ---------------------------------------------------------------- following


def test_what_is_absent_is_neither_asked_for_nor_sent() -> None:
    wire = Wire()
    dialect = Dialect(
        absent=frozenset({
            "CS/CSFiscalCalendars", "AR/ARPaymentCodes", "AR/ARCustomers.ContactsEmail",
            "AR/ARCustomers.CustomerOptionalFieldValues.UpdateOperation",
        })
    )  # fmt: skip
    client = wire.sage(dialect=dialect)
    assert client.fiscal_calendar().periods == ()
    assert client.payment_code_exists("GC") is None
    assert wire.sent == []
    wire.feed(AR + "ARCustomers", [])
    list(client.customers())
    assert ",Email," in wire.sent[0].url
    assert "ContactsEmail" not in wire.sent[0].url
    wire.adapter.register_uri("PATCH", AR + "ARCustomers('1')", status_code=204)
    client.update_fields("1", [("GCMANDATE", "MD1")])
    (field,) = wire.sent[1].json()["CustomerOptionalFieldValues"]
    assert field == {"CustomerNumber": "1", "OptionalField": "GCMANDATE", "Value": "MD1"}


def test_options_that_are_not_understood_are_not_sent() -> None:
    wire = Wire()
    wire.feed(AR + "ARCustomers", [])
    client = wire.sage(dialect=Dialect(count=False, select=False, top=False))
    list(client.customers())
    client.reach("AR/ARCustomers")
    wire.adapter.register_uri("GET", AR + "ARCustomers('1')", status_code=404, json={})
    assert [request.url.rpartition("?")[2] for request in wire.sent] == [AR + "ARCustomers"] * 2


def test_a_learned_range_is_used_for_every_process_and_no_template_is_read() -> None:
    wire = Wire()
    names = Range("FromBatch", "ToBatch", "PostAll", "DoNotPostAll")
    paths = ("AR/ARPostInvoices", "AR/ARPostReceiptsAndAdjustments", "GL/GLPostJournal")
    for path in paths:
        base = GL if path.startswith("GL") else AR
        wire.adapter.register_uri("POST", f"{base}{path[3:]}('$process')", status_code=204)
    client = wire.sage(dialect=Dialect(ranges=dict.fromkeys(paths, names)))
    client.post_note_batch("7")
    client.post_receipt_batch("7")
    client.post_gl_batch("000007")
    assert [request.json() for request in wire.sent] == [
        {"PostAll": "DoNotPostAll", "FromBatch": 7, "ToBatch": 7},
        {"BatchType": "CA", "PostAll": "DoNotPostAll", "FromBatch": 7, "ToBatch": 7},
        {"PostAll": "DoNotPostAll", "FromBatch": "000007", "ToBatch": "000007"},
    ]


# ---------------------------------------------------------------- asking


def test_a_refusal_is_an_answer_and_is_asked_for_once() -> None:
    wire = Wire()
    error = {"error": {"code": "InvalidParameters", "message": {"value": "Customer 1200?"}}}
    for status in (400, 403, 404, 409, 500):
        wire.adapter.register_uri("GET", AR + "ARCustomers", status_code=status, json=error)
        found = wire.sage().probe("AR/ARCustomers")
        assert found == Probe(status, "InvalidParameters")
    assert wire.clock.waits == []


def test_a_code_that_may_tell_of_the_company_is_not_kept() -> None:
    wire = Wire()
    error = {"error": {"code": "Customer 1200 is on hold", "message": {"value": "x"}}}
    wire.adapter.register_uri("GET", AR + "ARCustomers", status_code=409, json=error)
    assert wire.sage().probe("AR/ARCustomers").code == "Other"


def test_what_is_no_feed_and_no_template_is_no_success() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "ARCustomers", text="<html>hello</html>")
    wire.adapter.register_uri("POST", AR + "ARPostInvoices('$template')", text="hello")
    client = wire.sage()
    assert not client.probe("AR/ARCustomers").ok
    assert not client.template_of("AR/ARPostInvoices").probe.ok


def test_wrong_credentials_and_a_server_that_is_away_are_errors_all_the_same() -> None:
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "$metadata", status_code=401, text="")
    with pytest.raises(CredentialError):
        wire.sage().describe("AR")
    wire.adapter.register_uri("GET", AR + "$metadata", status_code=503, text="")
    with pytest.raises(Temporary):
        wire.sage().describe("AR")
    denied = {"error": {"code": "Forbidden", "message": {"value": "no"}}}
    wire.adapter.register_uri("GET", AR + "$metadata", status_code=401, json=denied)
    assert wire.sage().describe("AR").probe.forbidden


def test_the_look_of_an_answer_is_told_without_its_values() -> None:
    wire = Wire()
    rows = [
        {"CustomerNumber": "B ", "Dated": "2026-01-05T00:00:00Z", "odata.etag": "x"},
        {"CustomerNumber": "A ", "Dated": "2026-01-05T00:00:00Z"},
    ]
    body = {"odata.context": "x", "odata.count": "9", "odata.nextLink": "x", "value": rows}
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    wire.adapter.register_uri("GET", AR + "ARCustomers", json=body, headers=headers)
    assert wire.sage().probe("AR/ARCustomers") == Probe(
        200, "", rows=2, width=2, more=True, count=9, media="text/plain", older=True,
        zoned=True, padded=True, descending=True,
    )  # fmt: skip
