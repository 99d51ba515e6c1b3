"""Customers and their bank accounts."""

import pytest

from .desk import Desk

IBAN = "DE89370400440532013000"
BRITISH = {"account_number": "55779911", "branch_code": "200000", "country_code": "GB"}


def account(desk: Desk, **fields: object) -> dict[str, object]:
    customer = desk.make("customers", company_name="Ives Ltd")["id"]
    given = {"account_holder_name": "Ives Ltd", "links": {"customer": customer}}
    return desk.make("customer_bank_accounts", **{**given, **fields})


def test_a_customer_is_a_company_or_has_two_names(desk: Desk) -> None:
    assert desk.make("customers", company_name="Ives Ltd")["given_name"] is None
    assert desk.make("customers", given_name="Ada", family_name="Ives")["language"] == "en"
    assert desk.fault("customers", given_name="Ada") == ("family_name", "can't be blank")


@pytest.mark.parametrize(
    ("fields", "field"),
    [({"email": "ada"}, "email"), ({"country_code": "gb"}, "country_code"),
     ({"language": "xx"}, "language")],
)  # fmt: skip
def test_a_customer_s_fields_are_checked(desk: Desk, fields: dict[str, str], field: str) -> None:
    assert desk.fault("customers", company_name="Ives Ltd", **fields)[0] == field


@pytest.mark.parametrize(
    "metadata",
    [dict.fromkeys("abcd", "x"), {"k" * 51: "x"}, {"k": "x" * 501}, {"k": 1}],
)
def test_metadata_is_three_short_strings(desk: Desk, metadata: dict[str, object]) -> None:
    assert desk.fault("customers", company_name="Ives Ltd", metadata=metadata)[0] == "metadata"
    longest = {"k" * 50: "x" * 500, "b": "", "c": "y"}
    made = desk.make("customers", company_name="Ives Ltd", metadata=longest)
    assert made["metadata"] == longest


def test_a_customer_can_be_changed_field_by_field(desk: Desk) -> None:
    made = desk.make("customers", company_name="Ives Ltd", metadata={"a": "1"})
    changed = desk.put("customers", made["id"], email="ada@example.com")
    assert changed == {**made, "email": "ada@example.com"}
    assert desk.put("customers", made["id"], metadata={"b": "2"})["metadata"] == {"b": "2"}
    blank = {"customers": {"company_name": ""}}
    assert desk.call("PUT", f"/customers/{made['id']}", blank)[0] == 422


def test_a_removed_customer_is_gone(desk: Desk) -> None:
    kept, gone = (desk.make("customers", company_name=name)["id"] for name in "AB")
    assert desk.call("DELETE", f"/customers/{gone}") == (204, None)
    assert [row["id"] for row in desk.rows("customers")] == [kept]
    assert desk.reason("GET", f"/customers/{gone}") == (410, "customer_data_removed")
    assert desk.reason("DELETE", f"/customers/{gone}") == (410, "customer_data_removed")


def test_customers_are_found_by_currency_and_sorted_by_name(desk: Desk) -> None:
    desk.make("customers", company_name="Zed", given_name="Z", family_name="Zed")
    account(desk, **BRITISH)
    desk.make("customers", company_name="Abbot", given_name="A", family_name="Abbot")
    assert [row["company_name"] for row in desk.rows("customers", currency="GBP")] == ["Ives Ltd"]
    rows = desk.rows("customers", sort_field="company_name", sort_direction="asc")
    assert [row["company_name"] for row in rows] == ["Abbot", "Ives Ltd", "Zed"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (BRITISH, ("GB", "GBP", "11", None)),
        ({"iban": IBAN}, ("DE", "EUR", "00", None)),
        (
            {"account_number": "2715500356", "bank_code": "026073150", "country_code": "US",
             "account_type": "checking"},
            ("US", "USD", "56", "checking"),
        ),
    ],
)  # fmt: skip
def test_an_account_is_made_from_local_details_or_an_iban(
    desk: Desk, fields: dict[str, str], expected: tuple[str, ...]
) -> None:
    made = account(desk, **fields)
    shown = ("country_code", "currency", "account_number_ending", "account_type")
    assert tuple(made[name] for name in shown) == expected
    assert "account_number" not in made and "iban" not in made


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({**BRITISH, "branch_code": "20-00-00"}, "branch_code"),
        ({**BRITISH, "account_number": "1234"}, "account_number"),
        ({**BRITISH, "currency": "EUR"}, "currency"),
        ({"iban": "DE89370400440532013001"}, "iban"),
        ({"account_number": "2715500356", "bank_code": "026073150", "country_code": "US"},
         "account_type"),
        ({**BRITISH, "links": {}}, "customer"),
    ],
)  # fmt: skip
def test_wrong_details_are_told(desk: Desk, fields: dict[str, str], field: str) -> None:
    customer = desk.make("customers", company_name="Ives Ltd")["id"]
    given = {"account_holder_name": "Ives", "links": {"customer": customer}}
    assert desk.fault("customer_bank_accounts", **{**given, **fields})[0] == field


def test_the_same_account_twice_is_a_conflict_with_its_id(desk: Desk) -> None:
    made = account(desk, **BRITISH)
    given = {"account_holder_name": "Ives Ltd", "links": made["links"], **BRITISH}
    error = desk.refused("POST", "/customer_bank_accounts", {"customer_bank_accounts": given})
    assert (error["code"], error["type"]) == (409, "validation_failed")
    assert error["errors"][0]["reason"] == "bank_account_exists"
    assert error["errors"][0]["links"] == {"customer_bank_account": made["id"]}


def test_disabling_an_account_cancels_what_hangs_on_it(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    bank_account = desk.get("mandates", mandate)["links"]["customer_bank_account"]
    assert desk.act("customer_bank_accounts", bank_account, "disable")["enabled"] is False
    assert desk.get("mandates", mandate)["status"] == "cancelled"
    assert desk.get("payments", payment)["status"] == "cancelled"
    path = f"/customer_bank_accounts/{bank_account}/actions/disable"
    assert desk.reason("POST", path) == (422, "disable_failed")
    given = {"mandates": {"links": {"customer_bank_account": bank_account}}}
    assert desk.reason("POST", "/mandates", given) == (422, "bank_account_disabled")
    assert [row["id"] for row in desk.rows("customer_bank_accounts", enabled="false")] == [
        bank_account
    ]


def test_only_the_metadata_of_an_account_can_change(desk: Desk) -> None:
    made = account(desk, **BRITISH)
    changed = desk.put("customer_bank_accounts", str(made["id"]), metadata={"a": "b"})
    assert changed == {**made, "metadata": {"a": "b"}}
    given = {"customer_bank_accounts": {"account_holder_name": "Other"}}
    assert desk.call("PUT", f"/customer_bank_accounts/{made['id']}", given)[0] == 422
