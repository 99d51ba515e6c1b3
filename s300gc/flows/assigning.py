"""Moves money of unknown payers to its customer, once a person has said whose it is.

A second small journal takes it from the unmatched account to X; then a receipt enters AR.
"""

from s300gc.errors import CredentialError, Forbidden, PersonNeeded, S300gcError, UsageError
from s300gc.flows import batches, mirror, sending
from s300gc.flows.parts import Parts
from s300gc.model import BookedLine, Done, Failed, Intent, Outcome, Result
from s300gc.rules import assigning as rules
from s300gc.rules import payouts
from s300gc.rules.lines import Rate
from s300gc.rules.periods import posting_day
from s300gc.rules.receipts import bank_of


def run(parts: Parts, outcome: Outcome) -> None:
    """Finish what was begun, then move what has a customer now; each payment once.

    Nothing is asked of Sage 300 where nobody is known who was not before.
    """
    if outcome.dry_run:
        return
    for line in parts.store.payouts.unmatched():
        begun = parts.store.intents.get(_reference(parts, line))
        owners = _owners(parts, line)
        if begun is not None or len(owners) == 1:
            _try(parts, line, owners[0] if len(owners) == 1 else "", outcome)
    for line in parts.store.payouts.assigned():
        _try(parts, line, "", outcome)


def assign(parts: Parts, payment: str, customer: str) -> Outcome:
    """Say whose money a booked payment of an unknown payer is, and move it there.

    Raises UsageError where no such money stands in the unmatched account, or there is no
    such customer.
    """
    outcome = Outcome("payments")
    mirror.customers(parts)
    if not parts.store.customers.some([customer]):
        raise UsageError(f"Sage 300 has no customer {customer}")
    lines = [one for one in parts.store.payouts.unmatched() if one.payment == payment]
    if not lines:
        raise UsageError(f"no money of {payment} stands in the unmatched account")
    for line in lines:
        _try(parts, line, customer, outcome)
    for line in parts.store.payouts.assigned():
        if line.payment == payment:
            _try(parts, line, "", outcome)
    return outcome


def _owners(parts: Parts, line: BookedLine) -> tuple[str, ...]:
    known = parts.store.payments.some([line.payment])
    found = parts.store.links.of_mandates([one.mandate for one in known])
    return next(iter(found.values()), ())


def _try(parts: Parts, line: BookedLine, customer: str, outcome: Outcome) -> None:
    try:
        done = _receipt(parts, line) if line.customer else _journal(parts, line, customer)
    except (CredentialError, Forbidden):
        raise
    except S300gcError as error:
        outcome.results.append(Failed(line.payment, str(error), error.exit_code))
    else:
        outcome.results.append(done)


# ---------------------------------------------------------------- from the unmatched account to X


def _journal(parts: Parts, line: BookedLine, customer: str) -> Result:
    """Enter the journal once; posted, the booked line stands for that customer."""
    books = parts.config.books_for(line.amount.currency)
    intent = parts.store.intents.get(_reference(parts, line))
    if intent is None or intent.state == "failed":
        planned = _planned(parts, line, customer)
        intent = parts.store.intents.begin(planned, keys=[line.payment, line.payout, customer])
    journal = sending.JOURNAL.validate_json(intent.request)
    found = batches.carry_out(parts, intent, books.status)
    if found.status != "Posted":
        return _said(line, f"journal batch {found.number} {found.status}", found.number)
    owner = rules.customer_of(journal)
    account_set = parts.store.customers.some([owner])[0].account_set
    receipt = rules.receipt_number(
        line.payment,
        parts.store.payouts.lines_of_payment(line.payment),
        parts.store.bookings.receipts_taken_back(line.payment),
    )
    if books.receipts == "none":
        receipt = ""
    named = rules.named(line, owner, account_set, journal, receipt, _turn(parts, line))
    parts.store.payouts.assign(intent.reference, found.number, named)
    if not receipt:
        return _said(line, f"moved to {named.x} in GL batch {found.number}", found.number)
    return _receipt(parts, named)


def _planned(parts: Parts, line: BookedLine, customer: str) -> Intent:
    books, home = parts.config.books_for(line.amount.currency), mirror.home_currency(parts)
    mirror.customers(parts)
    sets = mirror.account_sets(parts)
    known = {one.number: one for one in parts.store.customers.some([customer])}
    (credit,) = payouts.credits(
        line.amount, (), (customer,), payouts.Ledger({}, known, sets), books
    )
    if len(parts.store.payouts.lines_of_payment(line.payment)) > 1:
        raise PersonNeeded(f"{line.payment} came back since it was booked: settle it by hand")
    if not credit.customer or credit.x == line.x:
        raise PersonNeeded(f"{line.payment} has no account of customer {customer} to move to")
    if books.receipts == "bank":
        bank_of(credit.x, line.amount.currency, mirror.banks(parts), books)
    dated, period = posting_day(
        parts.today, lambda day: parts.sage.period(day).period, books.closed_period
    )
    turn, rate = _turn(parts, line), _rate(parts, line, home)
    journal = rules.journal(line, credit, rate, books, dated, period, turn)
    return sending.intent_of(parts, journal)


def _turn(parts: Parts, line: BookedLine) -> int:
    return parts.store.bookings.turn(line.payout)


def _reference(parts: Parts, line: BookedLine) -> str:
    return rules.journal_reference(line.payment, _turn(parts, line))


def _rate(parts: Parts, line: BookedLine, home: str) -> Rate:
    """Give the rate at which its payout was booked."""
    if line.amount.currency == home:
        return Rate(home, type=parts.config.sage300.rate_type)
    booked = parts.store.bookings.of(line.payout)[-1]
    return Rate(home, booked.rate, booked.rate_type)


# ---------------------------------------------------------------- into AR


def _receipt(parts: Parts, line: BookedLine) -> Result:
    """Enter the receipt once; posted, all that follows of a receipt is recorded."""
    books = parts.config.books_for(line.amount.currency)
    intent = parts.store.intents.get(line.batch)
    if intent is None or intent.state == "failed":
        moved = parts.store.intents.known(_reference(parts, line))
        journal = sending.JOURNAL.validate_json(moved.request)
        bank = bank_of(line.x, line.amount.currency, mirror.banks(parts), books)
        rate = _rate(parts, line, mirror.home_currency(parts))
        step = rules.receipt(line, journal, bank.code, rate, books)
        keys = [line.payment, line.payout, line.customer, line.receipt]
        intent = parts.store.intents.begin(sending.intent_of(parts, step), keys=keys)
    if intent.state != "done":
        found = batches.carry_out(parts, intent, books.status)
        if found.status != "Posted":
            return _said(line, f"receipt batch {found.number} {found.status}", found.number)
        parts.store.payouts.posted(intent.reference, found.number)
    number = parts.store.intents.known(line.batch).remote
    return _said(line, f"assigned to {line.customer}, receipt batch {number} Posted", number)


def _said(line: BookedLine, what: str, number: str) -> Done:
    return Done(line.payment, what, number, kind="booked")
