"""Books payouts from before go-live, or marks them as booked elsewhere: each one named first."""

from collections.abc import Callable
from datetime import date

from s300gc.errors import Refused, UsageError
from s300gc.flows import mirror, payouts
from s300gc.flows.parts import Parts
from s300gc.model import Document, Done, LedgerLine, Outcome, Payout, Skip
from s300gc.rules import backfill as rules

Who = tuple[str, str]
"""Who says so, and why."""


def run(
    parts: Parts,
    since: date | None,
    choice: str,
    who: Who,
    agree: Callable[[list[str]], bool],
    outcome: Outcome,
) -> None:
    """Deal with the payouts that arrived before go-live; ``record`` leaves them as they are."""
    found = parts.store.backfilled.payouts(parts.config.go_live, since)
    if choice == "elsewhere":
        _elsewhere(parts, found, who, outcome)
    elif choice == "book":
        _book(parts, found, who, agree, outcome)
    elif found:
        why = (
            f"arrived before go-live {parts.config.go_live}: book them with --book, or say"
            " --booked-elsewhere"
        )
        outcome.results.append(Skip(f"{len(found)} payouts", why, "before-go-live"))


def _elsewhere(parts: Parts, found: list[Payout], who: Who, outcome: Outcome) -> None:
    by, why = who
    if not by or not why:
        raise UsageError("say who booked them and where: --by NAME --why TEXT")
    for payout in found:
        if parts.store.payouts.intents_of(payout.id):
            why_not = "was begun by this tool: finish it with 's300gc payouts post'"
            outcome.results.append(Skip(payout.id, why_not, "begun"))
            continue
        if not outcome.dry_run:
            reason = f"booked elsewhere, says {by}: {why}"
            parts.store.payouts.set_state(payout.id, "excluded", reason)
        action = f"{payout.arrival_date} booked elsewhere, says {by}"
        outcome.results.append(Done(payout.id, action, "", payout.amount, "elsewhere"))


def _book(
    parts: Parts,
    found: list[Payout],
    who: Who,
    agree: Callable[[list[str]], bool],
    outcome: Outcome,
) -> None:
    wanted, lines = [], dict[str, list[LedgerLine]]()
    for n, payout in enumerate(found):
        parts.progress("looking", n, len(found))
        begun = bool(parts.store.payouts.intents_of(payout.id))
        skip = None if begun else _misgiving(parts, payout, lines)
        if skip is None:
            wanted.append(payout)
        else:
            outcome.results.append(skip)
    plan = [f"{one.id} of {one.arrival_date}: {one.amount} {one.reference}" for one in wanted]
    if outcome.dry_run:
        outcome.results += [
            Done(one.id, f"{one.arrival_date} would be booked", "", one.amount, "planned")
            for one in wanted
        ]
        return
    if not wanted or not agree(plan):
        outcome.results += [Skip(one.id, "was not agreed to", "declined") for one in wanted]
        return
    for payout in wanted:
        if not parts.store.payouts.intents_of(payout.id):
            reason = f"from before go-live, to be booked, says {who[0] or 'the command line'}"
            parts.store.payouts.set_state(payout.id, "waiting", reason)
        payouts.book_one(parts, payout, outcome)


def _misgiving(parts: Parts, payout: Payout, lines: dict[str, list[LedgerLine]]) -> Skip | None:
    """Look in Sage 300 for signs that people have booked a payout."""
    if rules.before(parts.today, payout):
        return rules.decide(payout, (), (), payout.amount, parts.today)
    bank = parts.config.books_for(payout.amount.currency).bank_account
    if bank not in lines:
        lines[bank] = list(parts.sage.ledger_lines(bank))
    home = mirror.home_currency(parts)
    worth = payout.landed or payout.amount
    if worth.currency != home:
        worth = payout.amount
    return rules.decide(payout, _documents(parts, payout), lines[bank], worth, parts.today)


def _documents(parts: Parts, payout: Payout) -> list[Document]:
    """Read the documents that a payout's payments say they were collected for."""
    try:
        found = parts.gocardless.payout_items(payout.id)
    except Refused:
        return []
    payments = sorted({one.payment for one in found.items if one.payment})
    stands = parts.store.claims.of_payments(payments)
    places = {
        (a.claim.customer, a.claim.document) for parts_of in stands.values() for a in parts_of
    }
    return list(parts.sage.documents(sorted(places))) if places else []
