"""What the payer reads: the description in his e-mail, the reference on his bank statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from s300gc.model import Netted
from s300gc.rules.instalments import Item

DESCRIPTION = 100
"""Longest payment description that the payer's e-mail shows whole."""

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "

WORDS = {
    "Invoice": "Invoice",
    "DebitNote": "Debit note",
    "Interest": "Interest",
    "RetainageInvoice": "Retainage invoice",
    "RetainageDebitNote": "Retainage debit note",
}


@dataclass(frozen=True, slots=True)
class Field:
    """The reference field of a scheme: how many characters, and which beside letters and digits.

    ``unique`` schemes take each reference once for a merchant.
    """

    length: int
    signs: str = ""
    unique: bool = False


FIELDS = {
    "ach": Field(10),
    "autogiro": Field(11),
    "bacs": Field(10, "./&-"),
    "becs": Field(30, "-", unique=True),
    "becs_nz": Field(12, "-"),
    "betalingsservice": Field(30, "-"),
    "pay_to": Field(18, "-"),
    "sepa_core": Field(140, "/-?:().,'+"),
    "sepa_cor1": Field(140, "/-?:().,'+"),
}
"""Lengths: GoCardless API reference, payments, reference. Signs: the least that the schemes'
own rules have in common. Faster Payments and PAD take no reference."""


def bank_reference(scheme: str, subjects: Sequence[str], attempt: int = 1) -> str:
    """Write what the bank statement shows: as many document numbers as fit whole.

    Of one that is longer than the field its end is kept, which is where numbers
    differ. Empty where the scheme takes no reference.
    """
    field = FIELDS.get(scheme)
    if field is None:
        return ""
    again = f"-{attempt}" if field.unique and attempt > 1 else ""
    room = field.length - len(again)
    words = [_clean(subject, field) for subject in subjects]
    text = words[0][-room:]
    for word in words[1:]:
        if len(text) + 1 + len(word) > room:
            break
        text = f"{text} {word}"
    return text.strip() + again


def _clean(text: str, field: Field) -> str:
    """Leave out what a scheme does not take; a sign it lacks becomes a hyphen where it has that."""
    allowed = LETTERS + field.signs
    other = "-" if "-" in field.signs else ""
    return "".join(c if c in allowed else other for c in text.upper()).strip()


def description(items: Sequence[Item], netted: Iterable[Netted] = ()) -> str:
    """Write what the payer's e-mail says, with the credits that were taken off; at most 100."""
    credits = list(netted)
    if len(items) == 1:
        text = _one(items[0])
        if credits:
            text = f"{text} {items[0].amount.decimal} less {_listed(credits)}"
    else:
        text = f"{_plural(items)} {', '.join(item.subject for item in items)}"
        if credits:
            text = f"{text} less {_listed(credits)}"
    return text if len(text) <= DESCRIPTION else _short(items, credits)


def _one(item: Item) -> str:
    text = f"{WORDS.get(item.document.kind, 'Document')} {item.document.number}"
    return f"{text}, payment {item.claim.instalment} of {item.of}" if item.of > 1 else text


def _plural(items: Sequence[Item]) -> str:
    kinds = {item.document.kind for item in items}
    return "Invoices" if kinds == {"Invoice"} else "Documents"


def _listed(credits: Sequence[Netted]) -> str:
    sums: dict[str, Netted] = {}
    for one in credits:
        known = sums.get(one.credit)
        amount = known.amount + one.amount if known else one.amount
        sums[one.credit] = Netted(one.claim, one.credit, amount)
    return ", ".join(f"{one.credit} {one.amount.decimal}" for one in sums.values())


def _short(items: Sequence[Item], credits: Sequence[Netted]) -> str:
    """Name as many documents as there is room for, and how many more there are."""
    numbers = {one.credit for one in credits}
    end = f" less {len(numbers)} credit{'s' if len(numbers) > 1 else ''}" if numbers else ""
    text = _plural(items) if len(items) > 1 else ""
    text = f"{text} {items[0].subject}".strip()
    for n, item in enumerate(items[1:], start=1):
        more = f" and {len(items) - n} more"
        longer = f"{text}, {item.subject}"
        if len(f"{longer} and {len(items) - n - 1} more{end}") > DESCRIPTION:
            return f"{text}{more}{end}"[:DESCRIPTION]
        text = longer
    return f"{text}{end}"[:DESCRIPTION]
