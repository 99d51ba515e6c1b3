"""What happened in the books, as a page that a bookkeeper can read and check with a pencil."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from s300gc.flows.reconcile import Reconciliation
from tests.books import proof
from tests.company import Company

CUT = re.compile(r"\b(PO|PM|RF)[A-Z0-9]{1,11}$", re.MULTILINE)
"""What is left of an id at the end of a text that Sage 300 keeps no longer."""
KINDS = {"Open": "open", "ReadyToPost": "ready to post", "Posted": "posted", "Deleted": "deleted"}


class Names:
    """Stable names for what is called by chance: PO-A is the first payout."""

    def __init__(self, state: dict[str, Any]) -> None:
        self._names: dict[str, str] = {}
        for kind in ("payouts", "payments", "refunds"):
            rows = sorted(state["gocardless"][kind], key=lambda row: row["created_at"])
            for n, row in enumerate(rows):
                self._names[row["id"]] = f"{row['id'][:2]}-{chr(ord('A') + n)}"
                if kind == "payouts":
                    self._names[row["reference"]] = f"REF-{chr(ord('A') + n)}"

    def say(self, text: str) -> str:
        """Put the names in a text's place of ids."""
        for name in sorted(self._names, key=len, reverse=True):
            text = text.replace(name, self._names[name])
        return CUT.sub(r"\1...", text)


def page(one: Company, remarks: Iterable[str], found: Reconciliation) -> str:
    """Write all that was booked, its effect on each account, and the proof of it."""
    state = one.state
    sage = state["sage300"]
    parts = [
        _section("What was said on the way", remarks),
        _section("Journals of ours in GL", _journals(sage["gl_batches"])),
        _section("Receipts of ours in AR", _receipts(sage["receipt_batches"])),
        _section("Debit notes and invoices of ours in AR", _notes(sage["invoice_batches"])),
        _section("Refunds of ours in AR", _refunds(sage["refund_batches"])),
        _section("Documents in AR", _documents(sage["documents"])),
        _section("Effect on every account", _effects(one)),
        _section("Control = documents", _controls(one)),
        _section("For a person", _work(one)),
        _section("Reconcile", _reconciled(found)),
    ]
    return Names(state).say("\n".join(part for part in parts if part))


def _section(title: str, rows: Iterable[str]) -> str:
    lines = [f"  {row}".rstrip() for row in rows]
    return "\n".join([title, *lines, ""]) if lines else ""


def _money(amount: Any) -> str:
    return f"{Decimal(amount):,.2f}"


def _mine(batches: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (one for one in batches if one["made_by"] == "tool")


# ---------------------------------------------------------------- what was booked


def _journals(batches: list[dict[str, Any]]) -> Iterator[str]:
    for batch in _mine(batches):
        if batch["SourceLedger"] != "GL":
            continue
        for header in batch["JournalHeaders"]:
            where = f"{header['FiscalYear']}-{header['FiscalPeriod']}"
            day = (header.get("PostingDate") or header["DocumentDate"])[:10]
            source = f"{header['SourceLedger']}-{header['SourceType']}"
            yield (
                f"{day} period {where} {source} {batch['Description']}, {KINDS[batch['Status']]}:"
                f" {header['Description']}"
            )
            yield f"  {'':4} {'debit':>10} {'credit':>10}"
            lines = header["JournalDetails"]
            yield from (_journal_line(line) for line in lines)
            debit = sum((max(Decimal(line["Amount"]), Decimal(0)) for line in lines), Decimal(0))
            credit = debit - sum((Decimal(line["Amount"]) for line in lines), Decimal(0))
            yield f"  {'':4} {_money(debit):>10} {_money(credit):>10}"


def _journal_line(line: dict[str, Any]) -> str:
    amount = Decimal(line["Amount"])
    debit = _money(amount) if amount > 0 else ""
    credit = _money(-amount) if amount < 0 else ""
    foreign = ""
    if line["SourceCurrency"] != line["HomeCurrency"]:
        source, rate = abs(Decimal(line["SourceCurrencyAmount"])), Decimal(line["CurrencyRate"])
        foreign = f" {line['SourceCurrency']} {_money(source)} at {rate.normalize()}"
    text = f"[{line.get('Reference', '')}] {line.get('Description', '')}"
    return f"  {line['AccountNumber']:4} {debit:>10} {credit:>10} {foreign} {text}"


def _receipts(batches: list[dict[str, Any]]) -> Iterator[str]:
    for batch in _mine(batches):
        status = KINDS[batch["BatchStatus"]]
        if batch["BatchRecordType"] == "CA":
            yield f"{batch['Description']}, bank {batch['BankCode']}, {status}:"
            # In a batch they stand in the order of their payments' ids, which is chance.
            for entry in sorted(batch["ReceiptsAdjustments"], key=_place):
                yield f"  {_entry(entry)}"


def _place(entry: dict[str, Any]) -> tuple[str, list[str]]:
    lines = entry["AppliedReceiptsAdjustments"]
    return entry["CustomerNumber"], [line["DocumentNumber"] for line in lines]


def _entry(entry: dict[str, Any]) -> str:
    lines = entry["AppliedReceiptsAdjustments"]
    applied = [
        f"{line['DocumentNumber']}/{line['PaymentNumber']} {_money(line['CustomerReceiptAmount'])}"
        for line in lines
    ]
    rest = Decimal(entry["CustomerReceiptAmount"]) - sum(
        (Decimal(line["CustomerReceiptAmount"]) for line in lines), Decimal(0)
    )
    if rest > 0:
        applied.append(f"unapplied cash {_money(rest)}")
    currency, rate = entry["CustomerCurrencyCode"], Decimal(entry["CustomerExchangeRate"])
    at = f" at {rate.normalize()}" if rate != 1 else ""
    kind = entry["ReceiptTransactionType"]
    named = entry.get("CheckReceiptNumber") or entry.get("DocumentNumber") or kind
    return (
        f"{entry['ReceiptDateAdjustmentDate'][:10]} {named} {entry['CustomerNumber']}"
        f" {entry['AccountSet']} {_money(entry['CustomerReceiptAmount'])} {currency}{at}"
        f" -> {', '.join(applied) or 'nothing'}"
    )


def _notes(batches: list[dict[str, Any]]) -> Iterator[str]:
    for batch in _mine(batches):
        yield f"{batch['Description']}, {KINDS[batch['BatchStatus']]}:"
        for note in batch["Invoices"]:
            lines = [
                f"{line['RevenueAccount']} {_money(line['ExtendedAmountWithTIP'])}"
                for line in note["InvoiceDetails"]
            ]
            rate = Decimal(note.get("ExchangeRate") or 1)
            at = f" at {rate.normalize()}" if rate != 1 else ""
            yield (
                f"  {note['DocumentDate'][:10]} {note['DocumentType']} {note['DocumentNumber']}"
                f" {note['CustomerNumber']} {_money(note['DocumentTotalIncludingTax'])}{at},"
                f" {note['TaxGroup']}, line {', '.join(lines)}:"
                f" {note.get('InvoiceDescription', '')}"
            )


def _refunds(batches: list[dict[str, Any]]) -> Iterator[str]:
    for batch in _mine(batches):
        yield f"{batch['BatchDescription']}, {KINDS[batch['BatchStatus']]}:"
        for entry in batch["RefundEntries"]:
            lines = [
                f"{line['DocumentNumber']} {_money(line['AmountCustomer'])}"
                for line in entry["RefundDetails"]
            ]
            rate = Decimal(entry.get("ExchangeRate") or 1)
            at = f" at {rate.normalize()}" if rate != 1 else ""
            yield (
                f"  {entry['DocumentDate'][:10]} {entry['DocumentNumber']}"
                f" {entry['CustomerNumber']} {_money(entry['RefundAmountCustomer'])}"
                f" {entry['CustomerCurrency']}{at}, paid from {entry['CashGLAccount']},"
                f" against {', '.join(lines)}"
            )


# ---------------------------------------------------------------- what came of it


def _documents(rows: list[dict[str, Any]]) -> Iterator[str]:
    for row in rows:
        whole, left = row["CustomerCurrencyInvoiceAmount"], row["CustomerCurrencyAmountDue"]
        yield (
            f"{row['DocumentDate'][:10]} {row['DocumentType']} {row['DocumentNumber']}"
            f" {row['CustomerNumber']} {row['AccountSet']} {_money(whole)} {row['CurrencyCode']},"
            f" open {_money(left)}"
        )


def _effects(one: Company) -> Iterator[str]:
    chart = one.world.sage300.books.shelf("GL/GLAccounts")
    names = {row["AccountNumber"]: row["Description"] for row in chart.ordered}
    yield f"{'':30} {proof.OURS:>13} {proof.AR:>11} {proof.HAND:>11} {'balance':>11}"
    for account, parts in sorted(proof.effects(one).items()):
        sums = [parts.get(who, Decimal(0)) for who in (proof.OURS, proof.AR, proof.HAND)]
        cells = [_money(amount) if amount else "" for amount in sums]
        yield (
            f"{account} {names[account][:25]:25} {cells[0]:>13} {cells[1]:>11} {cells[2]:>11}"
            f" {_money(sum(sums)):>11}"
        )


def _controls(one: Company) -> Iterator[str]:
    posted, papers, apart = proof.effects(one), proof.open_papers(one), proof.gaps(one)
    for account in sorted(proof.controls(one)):
        balance = sum(posted[account].values(), Decimal(0))
        named = " ".join(f"{paper[1]} {_money(paper[3])}" for paper in papers[account])
        if account in posted and (posted[account] or papers[account]):
            whole = sum((paper[3] for paper in papers[account]), Decimal(0))
            verdict = f"APART BY {_money(apart[account])}" if account in apart else "agrees"
            yield (
                f"{account}: ledger {_money(balance)}, documents {_money(whole)}"
                f" ({named or 'none open'}): {verdict}"
            )


def _work(one: Company) -> Iterator[str]:
    with one.parts() as parts:
        for line in parts.store.payouts.worklist():
            yield f"{line.subject} ({line.kind or 'work'}): {line.reason}"


def _reconciled(found: Reconciliation) -> Iterator[str]:
    yield f"{len(found.differences)} differences"
    for line in (*found.differences, *found.waiting):
        named = f"{line.level}: {line.code} {line.subject} {line.amount}"
        yield f"{named}: {line.reason}; {line.settle}"
