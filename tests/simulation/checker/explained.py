"""Each account that money passes through is explained to the penny, in functional currency."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from tests.simulation.checker.booked import BANK, FEES, REFUNDS, UNKNOWN, VAT
from tests.simulation.checker.evidence import CONTROL, Evidence

PREPAID = "2050"
CLEARING = "1190"


def explained(evidence: Evidence) -> Iterator[str]:
    """Compare the general ledger with documents, items and journals."""
    balances = Counter({a: Decimal(b) for a, b in evidence.sage["gl_balances"].items()})
    documents = {a: Decimal(b) for a, b in evidence.sage["open_documents"].items()}
    gaps = {account: balances[account] - documents.get(account, 0) for account in CONTROL}
    gaps[CLEARING] = balances[CLEARING]
    refunded = _refunded(evidence)
    if sum(gaps.values()) != refunded:
        shown = {account: str(gap) for account, gap in gaps.items() if gap}
        yield f"control and clearing accounts are off by {shown}, refunds explain {refunded}"
    elif not refunded:
        for account, gap in gaps.items():
            if gap:
                yield f"account {account} is off by {gap}"
    if balances[PREPAID] != documents.get(PREPAID, 0):
        yield f"prepayments are {balances[PREPAID]}, documents {documents.get(PREPAID, 0)}"
    ours = _of_the_tool(evidence)
    for account in (BANK, VAT, FEES, UNKNOWN):
        if balances[account] != ours[account]:
            yield f"account {account} is {balances[account]}, journals make it {ours[account]}"
    strangers = _strangers(evidence)
    if ours[UNKNOWN] != -strangers:
        yield f"unmatched receipts are {-ours[UNKNOWN]}, unknown payers paid {strangers}"


def _refunded(evidence: Evidence) -> Decimal:
    """What refunds to customers took that no AR refund stands for (all in home currency)."""
    found, unknown = Decimal(0), _unknown(evidence)
    for payout in evidence.paid():
        for item in evidence.gocardless["payout_items"][payout["id"]]:
            if item["type"] in REFUNDS and item["links"].get("payment") not in unknown:
                found -= Decimal(item["amount"]) / 100
    for batch in evidence.posted("refund_batches"):
        found -= Decimal(str(batch["TotalOfEntries"]))
    return found


def _of_the_tool(evidence: Evidence) -> Counter[str]:
    """What the tool's posted journals make of each account, in functional currency."""
    found: Counter[str] = Counter()
    for batch in evidence.posted("gl_batches"):
        for header in batch["JournalHeaders"]:
            for line in header["JournalDetails"]:
                found[line["AccountNumber"]] += Decimal(str(line["Amount"]))  # type: ignore[assignment]
    return found


def _strangers(evidence: Evidence) -> Decimal:
    """What payouts brought from payers who are no customers, less what went back."""
    unknown = _unknown(evidence)
    return sum(
        (
            Decimal(item["amount"]) / 100
            for payout in evidence.paid()
            for item in evidence.gocardless["payout_items"][payout["id"]]
            if item["links"].get("payment") in unknown and item["type"].startswith("payment_")
        ),
        Decimal(0),
    )


def _unknown(evidence: Evidence) -> set[str]:
    """Payments whose payer is no customer of Sage 300."""
    mandates = evidence.seen.mandates
    return {
        payment["id"]
        for payment in evidence.gocardless["payments"]
        if not mandates[payment["links"]["mandate"]][0]
    }
