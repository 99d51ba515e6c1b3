"""What the simulated ledger itself says: nothing here asks our store, our rules or reconcile."""

from collections import defaultdict
from decimal import Decimal

from tests.company import Company

OURS, AR, HAND = "our journals", "AR", "by hand"
REVENUE, OUTPUT_TAX = "4000", "2200"
NONE = Decimal(0)


def effects(one: Company) -> dict[str, dict[str, Decimal]]:
    """Give what was posted on each account: by our journals, by AR and Bank Services, by hand."""
    found: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for row in one.world.sage300.books.shelf("GL/GLPostedTransactions").rows.values():
        source = (row["SourceLedgerCode"], row["SourceTypeCode"])
        who = OURS if source == ("GL", "GC") else HAND if source[0] == "GL" else AR
        found[row["AccountNumber"]][who] += Decimal(row["JournalTransactionAmount"])
    return found


def open_papers(one: Company) -> dict[str, list[tuple[str, str, str, Decimal]]]:
    """Give each account's open documents: customer, number, kind and functional balance."""
    sets = {
        row["AccountSetKey"]: row
        for row in one.world.sage300.books.shelf("AR/ARAccountSets").ordered
    }
    found: dict[str, list[tuple[str, str, str, Decimal]]] = defaultdict(list)
    for row in one.state["sage300"]["documents"]:
        known, kind = sets[row["AccountSet"]], row["DocumentType"]
        left = Decimal(row["FunctionalCurrencyAmountDue"])
        name = "PrepaymentLiabilityAccount" if kind == "Prepayment" else "ReceivablesControlAccount"
        if left:
            found[known[name]].append((row["CustomerNumber"], row["DocumentNumber"], kind, left))
    return found


def controls(one: Company) -> set[str]:
    """Give the accounts that documents stand on."""
    rows = one.world.sage300.books.shelf("AR/ARAccountSets").ordered
    names = ("ReceivablesControlAccount", "PrepaymentLiabilityAccount")
    return {row[name] for row in rows for name in names}


def gaps(one: Company) -> dict[str, Decimal]:
    """Give by how much each account of documents differs from them."""
    posted, papers = effects(one), open_papers(one)
    apart = {}
    for account in sorted(controls(one)):
        held = sum(posted[account].values(), NONE)
        apart[account] = held - sum((paper[3] for paper in papers[account]), NONE)
    return {account: gap for account, gap in apart.items() if gap}


def touched_by_us(one: Company) -> set[str]:
    """Give the accounts that our own journals have posted to."""
    return {account for account, parts in effects(one).items() if OURS in parts}
