"""Every receipt is applied once: what came in and what went back, payment by payment."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from tests.simulation.checker.booked import IN, OUT
from tests.simulation.checker.evidence import Evidence, minor


def received(evidence: Evidence, *, whole: bool) -> Iterator[str]:
    """Compare receipts and debit notes with what payouts brought of each payment."""
    receipts, numbers = Counter[str](), Counter[str]()
    for batch in evidence.posted("receipt_batches"):
        for entry in batch["ReceiptsAdjustments"]:
            if entry["ReceiptTransactionType"] == "ApplyDocument":
                continue
            numbers[entry["CheckReceiptNumber"]] += 1
            receipts[_payment(entry["CheckReceiptNumber"])] += minor(entry["CustomerReceiptAmount"])
    notes = Counter[str]()
    for batch in evidence.posted("invoice_batches"):
        for entry in batch["Invoices"]:
            if entry["DocumentType"] == "DebitNote":
                numbers[entry["DocumentNumber"]] += 1
                total = minor(entry["DocumentTotalIncludingTax"])
                notes[_payment(entry["DocumentNumber"])] += total
    for number, count in numbers.items():
        if count > 1:
            yield f"posted twice: {number}"
    came, went = _moved(evidence)
    for payment in sorted({*receipts, *came}):
        if receipts[payment] > came[payment] or (whole and receipts[payment] != came[payment]):
            yield f"receipts of {payment} are {receipts[payment]}, payouts brought {came[payment]}"
    for payment in sorted({*notes, *went}):
        if notes[payment] > went[payment] or (whole and notes[payment] != went[payment]):
            yield f"debit notes of {payment} are {notes[payment]}, {went[payment]} went back"


def _payment(number: str) -> str:
    return number.partition("-")[0]


def _moved(evidence: Evidence) -> tuple[Counter[str], Counter[str]]:
    """What of each known payer's payment came in, net of each payout, and what went back."""
    known = {
        payment["id"]
        for payment in evidence.gocardless["payments"]
        if evidence.seen.mandates[payment["links"]["mandate"]][0]
    }
    came, went = Counter[str](), Counter[str]()
    for payout in evidence.paid():
        net: Counter[str] = Counter()
        for item in evidence.gocardless["payout_items"][payout["id"]]:
            if item["type"] in (*IN, *OUT) and item["links"]["payment"] in known:
                net[item["links"]["payment"]] += int(Decimal(item["amount"]))
        for payment, amount in net.items():
            (came if amount > 0 else went)[payment] += abs(amount)
    return came, went
