"""Documents that payments collect against Sage 300: renumbered, gone, settled, reduced."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from s300gc.model import Document, Money, Surplus
from s300gc.rules.differences import Line

Place = tuple[str, str]
OURS = ("GC PO", "GC PM", "DUPLICATE of ")
"""How the descriptions of our batches begin, and those of drafts that were put aside."""


def absent(
    collected: Mapping[Place, Money], holders: Collection[Place], since: date | None = None
) -> list[Line]:
    """Tell what became of documents that are collected and that their customer has no more.

    ``holders`` are (customer, number) of all documents with these numbers. One line for
    each customer who has another number now, one for each document that nobody has.
    """
    moved: dict[Place, Money] = {}
    found = []
    for (customer, number), amount in sorted(collected.items()):
        if (customer, number) in holders:
            continue
        other = next((who for who, what in sorted(holders) if what == number), "")
        if other:
            before = moved.get((customer, other), Money(0, amount.currency))
            same = before.currency == amount.currency
            moved[customer, other] = before + amount if same else before
        else:
            found.append(
                Line(
                    "document-gone",
                    number,
                    amount,
                    "AR",
                    since,
                    f"{number} of {customer} is being collected and is not in Sage 300",
                    f"look for {number} in Sage 300; cancel its payment where it was deleted",
                )
            )
    for (customer, other), amount in sorted(moved.items()):
        found.append(
            Line(
                "customer-renumbered",
                customer,
                amount,
                "AR",
                since,
                f"the documents of {customer} stand under {other} now",
                f"s300gc mandates unlink the customer from {customer}, then link {other}",
            )
        )
    return found


def surpluses(
    found: Iterable[Surplus], documents: Mapping[Place, Document], told: Collection[str]
) -> list[Line]:
    """Tell what payments collect too much; ``documents`` are those that are open.

    ``told`` are payments of which something worse is told already.
    """
    lines = []
    for one in found:
        if one.payment in told:
            continue
        open_ = documents.get((one.customer, one.document))
        code = "document-smaller" if open_ and open_.balance.minor > 0 else "settled-otherwise"
        lines.append(
            Line(code, one.payment, one.amount, "AR", None, one.reason, "s300gc payments list")
        )
    return lines


def drafts(
    batches: Iterable[tuple[str, str, str]], ours: Mapping[str, set[str]], home: str
) -> list[Line]:
    """Find drafts that look like ours and are not the batch that counts.

    ``batches`` are open ones: ledger (GL, AR receipt, AR invoice), number, description;
    ``ours`` the numbers that were committed, by ledger.
    """
    return [
        Line(
            "stray-draft", f"{ledger} {number}", Money(0, home), ledger, None,
            f"{ledger} batch {number} ({description}) is a stray draft: nobody needs it",
            f"delete {ledger} batch {number} in Sage 300; never post it",
        )
        for ledger, number, description in batches
        if description.startswith(OURS) and number not in ours.get(ledger, set())
    ]  # fmt: skip


def changed_sets(
    booked: Iterable[Place], control_of: Mapping[str, str], clearing: str, home: str
) -> list[Line]:
    """Find account sets whose control account is another one than what was booked on.

    ``booked`` are (account set, X); ``clearing`` is the clearing account, or empty.
    """
    lines = []
    for key, x in sorted(booked):
        now = control_of.get(key)
        if now is not None and now != x and x != clearing and not clearing:
            lines.append(
                Line(
                    "account-set-changed",
                    key,
                    Money(0, home),
                    x,
                    None,
                    f"account set {key} has control account {now} now; payments were booked on {x}",
                    f"put {x} back in account set {key}, or move its balance in AR first",
                )
            )
    return lines


def changed_banks(wanted: Mapping[str, str], accounts: Mapping[str, str], home: str) -> list[Line]:
    """Find receipts banks that post to another account than that whose receipts they take.

    ``wanted`` is bank code to the account of ``books.receipts_bank``, ``accounts`` what
    Bank Services has.
    """
    return [
        Line(
            "bank-account-changed", bank, Money(0, home), account, None,
            f"bank {bank} posts to {accounts[bank]}, but its receipts stand for {account}",
            f"set the GL account of bank {bank} back to {account} in Bank Services",
        )
        for bank, account in sorted(wanted.items())
        if bank in accounts and accounts[bank] != account
    ]  # fmt: skip


def waits(reason: str, misfits: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Give the code of why a payout waits, from its stored reason, and what it hangs on.

    ``misfits`` are (code, text) of what is wrong with accounts now; a text is a part of the
    reason where the payout waits for it.
    """
    if "fees_tax_account" in reason:
        return "fee-vat-without-account", "books.fees_tax_account"
    for code, text in misfits:
        if text in reason:
            return code, text
    return "payout-waiting", ""
