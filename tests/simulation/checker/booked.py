"""Every payout is booked exactly once and to the penny; revenue and output tax are left alone."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from tests.simulation.checker.evidence import (
    ALLOWED,
    CONTROL,
    Evidence,
    minor,
    reference,
    status,
)

BANK, VAT, FEES, UNKNOWN = "1195", "2201", "7900", "2190"
IN, OUT = ("payment_paid_out",), ("payment_failed", "payment_charged_back")
REFUNDS = ("payment_refunded", "refund", "refund_funds_returned")
HALF = Decimal("0.5")


def booked(evidence: Evidence, *, whole: bool) -> Iterator[str]:
    """Look at the journal of each payout; with ``whole`` each must be there."""
    for kind in ("gl_batches", "receipt_batches", "invoice_batches"):
        for batch in evidence.sage[kind]:
            if reference(batch).startswith("DUPLICATE") and status(batch) == "Posted":
                yield f"posted twice: {kind} {batch['BatchNumber']} {reference(batch)}"
    journals: dict[str, list[dict[str, Any]]] = {}
    for batch in evidence.posted("gl_batches"):
        words = batch["Description"].split()
        journals.setdefault(" ".join(words[1:]), []).append(batch)
    for name, batches in journals.items():
        if len(batches) > 1:
            yield f"booked twice: {name} in {[b['BatchNumber'] for b in batches]}"
    for payout in evidence.gocardless["payouts"]:
        own = journals.get(payout["id"], [])
        if payout["status"] == "paid" and whole and not own:
            yield f"payout {payout['id']} of {payout['arrival_date']} is not booked"
        for batch in own:
            taxes = journals.get(f"{payout['id']} VAT", [])
            yield from _right(evidence, payout, batch, taxes, whole)


def _right(
    evidence: Evidence,
    payout: dict[str, Any],
    batch: dict[str, Any],
    taxes: list[dict[str, Any]],
    whole: bool,
) -> Iterator[str]:
    """The journal is what the payout's items come to, account by account."""
    lines = _lines(batch, "SourceCurrencyAmount", payout["currency"])
    items = evidence.gocardless["payout_items"][payout["id"]]
    where = f"journal of {payout['id']} (batch {batch['BatchNumber']})"
    if lines[BANK] != payout["amount"]:
        yield f"{where}: the bank has {lines[BANK]}, the payout is {payout['amount']}"
    for amount in ("Amount", "SourceCurrencyAmount"):
        own = _lines(batch, amount, "" if amount == "Amount" else payout["currency"])
        if sum(own.values()):
            yield f"{where}: {amount} is out of balance by {sum(own.values())}"
    credited = _credited(evidence)
    if strange := set(lines) - ALLOWED - credited:
        yield f"{where}: touches {sorted(strange)}"
    gross = sum(Decimal(i["amount"]) for i in items if i["type"] in (*IN, *OUT, *REFUNDS))
    x = sum(lines[account] for account in (*credited, UNKNOWN))
    if x != -gross:
        yield f"{where}: payments are credited with {-x}, they are {gross}"
    if whole:
        yield from _vat(where, items, [batch, *taxes])


def _vat(where: str, items: list[dict[str, Any]], batches: list[dict[str, Any]]) -> Iterator[str]:
    """Input VAT is what the fees' taxes come to in home currency; not known yet: nothing."""
    taxes = [tax for item in items for tax in item["taxes"]]
    vat = -sum((Decimal(tax["destination_amount"] or 0) for tax in taxes), Decimal(0))
    found = sum((_lines(one, "Amount")[VAT] for one in batches), 0)
    if abs(found - vat) > HALF:
        yield f"{where}: VAT is {found}, the items have {vat}"


def _credited(evidence: Evidence) -> set[str]:
    return set(CONTROL) if evidence.credit == "ar-control" else {evidence.credit}


def _lines(batch: dict[str, Any], amount: str, currency: str = "") -> Counter[str]:
    """Sums by account in minor units; of lines in one source currency, where one is given."""
    found: Counter[str] = Counter()
    for header in batch["JournalHeaders"]:
        for line in header["JournalDetails"]:
            if currency in ("", line["SourceCurrency"]):
                found[line["AccountNumber"]] += minor(line[amount])
    return found


def revenue_untouched(evidence: Evidence) -> Iterator[str]:
    """Revenue and output tax are what other people's documents have made of them."""
    for batch in evidence.sage["gl_batches"]:
        for header in batch["JournalHeaders"]:
            for line in header["JournalDetails"]:
                account = line["AccountNumber"]
                if batch["made_by"] == "tool" and account in ("4000", "4900", "2200"):
                    yield f"batch {batch['BatchNumber']} of ours touches {account}"
    net = tax = Decimal(0)
    ours = {
        entry["DocumentNumber"]
        for batch in evidence.batches("invoice_batches")
        for entry in batch["Invoices"]
    }
    for row in evidence.sage["documents"]:
        if row["DocumentType"] not in ("Invoice", "CreditNote") or row["DocumentNumber"] in ours:
            continue
        rate = Decimal(str(row["ExchangeRate"]))
        tax += (Decimal(str(row["CustomerCurrencyTaxAmount"])) * rate).quantize(Decimal("0.01"))
        net += Decimal(str(row["FunctionalCurrencyInvoiceAmount"]))
    balances = evidence.sage["gl_balances"]
    if -Decimal(balances["4000"]) != net - tax:
        yield f"revenue is {-Decimal(balances['4000'])}, documents come to {net - tax}"
    if -Decimal(balances["2200"]) != tax:
        yield f"output tax is {-Decimal(balances['2200'])}, documents come to {tax}"
