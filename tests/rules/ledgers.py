"""A journal and its receipts as text that a bookkeeper can check."""

from s300gc.model import Journal, NoteBatch, ReceiptBatch


def read(journal: Journal) -> str:
    """Write a journal as account, Dr or Cr, amount and text, one line each."""
    rows = []
    for line in journal.lines:
        side = "Dr" if line.functional.minor > 0 else "Cr"
        amount = f"{abs(line.functional.decimal):,.2f}"
        rows.append(f"{line.account} {side} {amount:>9}  {line.description}")
    return "\n".join(rows)


def read_receipts(batch: ReceiptBatch) -> str:
    """Write a receipt batch as its bank, then each receipt with what it is applied to."""
    rows = [f"{batch.reference} bank {batch.bank} on {batch.x}"]
    for one in batch.receipts:
        applied = ", ".join(f"{a.document}/{a.instalment} {a.amount.decimal}" for a in one.applied)
        rows.append(
            f"  {one.number} {one.customer} {one.account_set} {one.amount.decimal}"
            f" -> {applied or 'unapplied'}"
        )
    return "\n".join(rows)


def read_notes(batch: NoteBatch) -> str:
    """Write a batch of debit notes, each with its one line."""
    rows = [batch.reference]
    for one in batch.notes:
        rows.append(
            f"  {one.number} {one.customer} {one.account_set} {one.amount.decimal}"
            f" line {one.x} {one.tax_group}: {one.description}"
        )
    return "\n".join(rows)
