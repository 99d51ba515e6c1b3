"""Creditors, their balances, and the tax rates of fees."""

import pytest

from .desk import Desk

KINDS = ("confirmed_funds", "pending_payouts", "pending_payments_submitted")


def amounts(desk: Desk) -> dict[tuple[str, str], int]:
    found = desk.rows("balances", creditor=desk.creditor)
    return {(row["currency"], row["balance_type"]): row["amount"] for row in found}


def test_balances_follow_the_money_from_the_bank_to_the_payout(desk: Desk) -> None:
    payment = desk.pay(desk.sign(), 10000)
    seen = [amounts(desk)]
    for status in ("submitted", "confirmed", "paid_out"):
        while desk.get("payments", payment)["status"] != status:
            desk.days(1)
        seen.append(amounts(desk))
    fees = desk.rows("payouts")[0]["deducted_fees"]
    assert [[balance["GBP", kind] for kind in KINDS] for balance in seen] == [
        [0, 0, 0], [0, 0, 10000], [10000 - fees, 0, 0], [0, 0, 0],
    ]  # fmt: skip


def test_balances_are_of_one_creditor_and_come_in_pages() -> None:
    desk = Desk(currencies=("GBP", "EUR"))
    other = desk.gocardless.creditor("Other Ltd")
    assert {row["links"]["creditor"] for row in desk.rows("balances", creditor=other)} == {other}
    every = desk.rows("balances", creditor=desk.creditor)
    assert [(row["currency"], row["balance_type"]) for row in every] == [
        (currency, kind) for currency in ("GBP", "EUR") for kind in KINDS
    ]
    first = desk.page("balances", creditor=desk.creditor, limit=4)
    after = first["meta"]["cursors"]["after"]
    second = desk.page("balances", creditor=desk.creditor, limit=4, after=after)
    assert first["balances"] + second["balances"] == every
    assert second["meta"]["cursors"]["after"] is None
    before = second["meta"]["cursors"]["before"]
    back = desk.page("balances", creditor=desk.creditor, limit=4, before=before)
    assert back["balances"] == first["balances"]


def test_tax_rates_are_found_by_jurisdiction_and_come_in_pages(desk: Desk) -> None:
    (british,) = desk.rows("tax_rates", jurisdiction="GB")
    assert (british["id"], british["percentage"], british["type"]) == ("GB_VAT_1", "20.0", "VAT")
    assert desk.get("tax_rates", "GB_VAT_1") == british
    assert desk.rows("tax_rates", jurisdiction="XX") == []
    page = desk.page("tax_rates", limit=1)
    rest = desk.rows("tax_rates", after=page["meta"]["cursors"]["after"])
    assert [row["id"] for row in page["tax_rates"] + rest] == ["GB_VAT_1", "FR_VAT_1"]
    assert desk.reason("GET", "/tax_rates/GB_VAT_9") == (404, "resource_not_found")


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/balances", ""),
        ("/balances", "creditor=CR1&currency=GBP"),
        ("/balances", "creditor={creditor}&after=nonsense"),
        ("/balances", "creditor={creditor}&limit=501"),
        ("/tax_rates", "type=VAT"),
        ("/tax_rates", "after=R0JfVkFUXzk"),
        ("/creditors", "name=Sample"),
    ],
)
def test_filters_that_make_no_sense_are_refused(desk: Desk, path: str, query: str) -> None:
    asked = query.format(creditor=desk.creditor)
    assert desk.reason("GET", path, query=asked) == (400, "invalid_filters")


def test_balances_of_nobody_are_not_found(desk: Desk) -> None:
    assert desk.reason("GET", "/balances", query="creditor=CR1") == (404, "resource_not_found")


def test_creditors_are_listed_youngest_first_and_by_the_time_they_were_made(desk: Desk) -> None:
    other = desk.gocardless.creditor("Other Ltd", ("EUR", "GBP"), "FR")
    assert [row["id"] for row in desk.rows("creditors")] == [other, desk.creditor]
    since = desk.get("creditors", desk.creditor)["created_at"]
    later = desk.rows("creditors", **{"created_at[gt]": since})
    assert [row["id"] for row in later] == [other]
    shown = later[0]
    assert shown["links"].keys() == {"default_eur_payout_account", "default_gbp_payout_account"}
    assert {one["scheme"] for one in shown["scheme_identifiers"]} == {"bacs", "sepa_core"}
    assert all(one["minimum_advance_notice"] for one in shown["scheme_identifiers"])
