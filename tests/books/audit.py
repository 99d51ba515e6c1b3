"""An auditor who knows both systems and nothing of this tool: each payout, each account."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from s300gc.flows.reconcile import Reconciliation
from tests.books import proof
from tests.company import Company

BANK, UNMATCHED, CLEARING = "1195", "2190", "1190"
OWN = {BANK, "7900", "7901", "2201", "7100"}
RETURNS = ("payment_failed", "payment_charged_back")
NONE = Decimal(0)
Entry = dict[str, Any]


class Auditor:
    """Looks once at a company in which AR has handed over everything and nothing is on its way."""

    def __init__(self, one: Company) -> None:
        self._one = one
        state = one.state
        self._sage, self._gocardless = state["sage300"], state["gocardless"]
        paid = [row for row in self._gocardless["payouts"] if row["status"] == "paid"]
        self._payouts = sorted(paid, key=lambda row: (row["arrival_date"], row["created_at"]))

    def audit(self) -> list[str]:
        """Say what is wrong, in words; nothing if all is right."""
        found = [line for payout in self._payouts for line in self._journal(payout)]
        found += self._receipts_and_notes()
        found += [
            f"{account} was posted to by us"
            for account in (proof.REVENUE, proof.OUTPUT_TAX)
            if account in proof.touched_by_us(self._one) or account in self._note_lines()
        ]
        return found

    # ------------------------------------------------------------ GL

    def _lines(self, payout: str) -> list[Entry]:
        """The posted lines of our GL batches that are about a payout."""
        return [
            line
            for batch in self._sage["gl_batches"]
            if batch["made_by"] == "tool" and batch["SourceLedger"] == "GL"
            and batch["Status"] == "Posted" and payout in batch["Description"]
            for header in batch["JournalHeaders"]
            for line in header["JournalDetails"]
        ]  # fmt: skip

    def _journal(self, payout: Entry) -> list[str]:
        """The bank has what was paid out, X what was collected, the rest are fees."""
        lines, id = self._lines(payout["id"]), payout["id"]
        items = self._gocardless["payout_items"][id]
        if not lines:
            return [f"{id} is not booked"]
        found = []
        if sum((Decimal(line["Amount"]) for line in lines), NONE):
            found.append(f"{id} does not balance")
        bank = _source(line for line in lines if line["AccountNumber"] == BANK)
        landed = payout["fx"]["fx_amount"]
        wanted = Decimal(payout["amount"]) / 100
        if bank != wanted:
            found.append(f"{id}: bank {bank}, paid out {wanted}")
        home = sum((Decimal(o["Amount"]) for o in lines if o["AccountNumber"] == BANK), NONE)
        if landed is not None and home != Decimal(landed) / 100:
            found.append(f"{id}: bank {home}, landed {landed}")
        x = _source(line for line in lines if line["AccountNumber"] not in OWN)
        gross = sum((Decimal(i["amount"]) for i in items if "fee" not in i["type"]), NONE) / 100
        if x != -gross:
            found.append(f"{id}: X {x}, items {gross}")
        return found

    def _note_lines(self) -> set[str]:
        """The accounts that lines of our posted debit notes name."""
        return {
            line["RevenueAccount"]
            for batch in self._sage["invoice_batches"]
            if batch["made_by"] == "tool" and batch["BatchStatus"] == "Posted"
            for note in batch["Invoices"]
            if note["DocumentType"] == "DebitNote"
            for line in note["InvoiceDetails"]
        }

    # ------------------------------------------------------------ AR

    def _receipts_and_notes(self) -> list[str]:
        """Net in: a receipt of that; net out after a receipt: a debit note of that."""
        receipts, notes = self._receipts(), self._notes()
        had: dict[str, Decimal] = defaultdict(Decimal)
        found = []
        for payout in self._payouts:
            id = payout["id"]
            unknown = {
                line["Reference"].split()[0]
                for line in self._lines(id)
                if line["AccountNumber"] == UNMATCHED
            }
            for payment, net in self._nets(id).items():
                received = receipts.pop((id, payment), NONE)
                noted = notes.pop((id, payment), NONE)
                due = max(net, NONE) if payment not in unknown else NONE
                if received != due:
                    found.append(f"{payment} in {id}: receipts {received}, net in {due}")
                owed = -net if net < 0 and had[payment] else NONE
                if noted != owed:
                    found.append(f"{payment} in {id}: debit notes {noted}, restored {owed}")
                had[payment] += received - noted
        found += [f"{place}: receipt of {amount} for nothing" for place, amount in receipts.items()]
        found += [f"{place}: note of {amount} for nothing" for place, amount in notes.items()]
        return found

    def _nets(self, payout: str) -> dict[str, Decimal]:
        nets: dict[str, Decimal] = defaultdict(Decimal)
        for item in self._gocardless["payout_items"][payout]:
            if item["type"] == "payment_paid_out" or item["type"] in RETURNS:
                nets[item["links"]["payment"]] += Decimal(item["amount"]) / 100
        return nets

    def _receipts(self) -> dict[tuple[str, str], Decimal]:
        """What our posted receipts come to, by payout and payment; refunds that returned aside."""
        found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for batch in self._sage["receipt_batches"]:
            if batch["made_by"] == "tool" and batch["BatchStatus"] == "Posted":
                for entry in batch["ReceiptsAdjustments"]:
                    payment = entry["CheckReceiptNumber"].rpartition("-")[0]
                    if payment.startswith("PM") and "GC PO" in batch["Description"]:
                        place = (entry["EntryReference"], payment)
                        found[place] += Decimal(entry["CustomerReceiptAmount"])
        return found

    def _notes(self) -> dict[tuple[str, str], Decimal]:
        found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for batch in self._sage["invoice_batches"]:
            if batch["made_by"] == "tool" and batch["BatchStatus"] == "Posted":
                for note in batch["Invoices"]:
                    if note["DocumentType"] == "DebitNote":
                        payment = note["DocumentNumber"].rpartition("-R")[0]
                        place = (note["SpecialInstructions"], payment)
                        found[place] += Decimal(note["DocumentTotalIncludingTax"])
        return found


def _source(lines: Any) -> Decimal:
    return sum((Decimal(line["SourceCurrencyAmount"]) for line in lines), NONE)


def unexplained(one: Company, found: Reconciliation) -> dict[str, Decimal]:
    """Give what is left on each account of the proof when what waits is taken off, in pounds."""
    left: dict[str, Decimal] = defaultdict(Decimal)
    left.update(proof.gaps(one))
    posted = proof.effects(one)
    for account in {CLEARING, UNMATCHED}:
        left[account] += sum(posted[account].values(), NONE)
    for line in found.waiting:
        for account, amount in line.moves:
            if account in left or account in proof.controls(one):
                left[account] -= amount.decimal
    return {account: amount for account, amount in left.items() if amount}
