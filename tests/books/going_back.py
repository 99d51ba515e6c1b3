"""Situations in which money goes back: by the payer, by his bank, by the merchant."""

from tests.books.stage import (
    Story,
    bill,
    carry_on,
    credit_note,
    mandate_of,
    paid_by_transfer,
    payment_of,
    said,
)
from tests.company import Company

NO_RECEIPTS = (('receipts = "bank"', 'receipts = "none"'),)
LEFT_OPEN = (('status = "posted"', 'status = "open"'),)
WORKLIST = (('returns = "debit-note"', 'returns = "worklist"'),)


def fails_before(one: Company) -> list[str]:
    mandates = one.world.gocardless.data["rows"]["mandates"]
    payer = mandates[mandate_of(one, "C1")]["links"]["customer"]
    one.world.gocardless.plan_failure(payer, kind="failed_after_confirmation")
    bill(one, "IN2", "100.00", "C1")
    bill(one, "IN3", "500.00")
    carry_on(one, 12)
    return []


def late_failure(one: Company) -> list[str]:
    one.world.gocardless.take_back(payment_of(one, "IN1"))
    bill(one, "IN2", "500.00")
    carry_on(one)
    return []


def charged_back(one: Company) -> list[str]:
    one.world.gocardless.charge_back(payment_of(one, "IN1"))
    bill(one, "IN2", "500.00")
    carry_on(one)
    return []


def surcharged(one: Company) -> list[str]:
    one.world.gocardless.set_surcharge(one.config.gocardless.creditor, 1200)
    return charged_back(one)


def cancelled(one: Company) -> list[str]:
    charged_back(one)
    one.world.gocardless.cancel_chargeback(payment_of(one, "IN1"))
    bill(one, "IN3", "500.00")
    carry_on(one)
    return []


def paid_otherwise(one: Company) -> list[str]:
    charged_back(one)
    paid_by_transfer(one, f"{payment_of(one, 'IN1')}-R1", "100.00")
    one.world.gocardless.cancel_chargeback(payment_of(one, "IN1"))
    bill(one, "IN3", "500.00")
    carry_on(one)
    return []


def note_waits(one: Company) -> list[str]:
    charged_back(one)
    one.world.gocardless.cancel_chargeback(payment_of(one, "IN1"))
    one.world.advance(4)
    return said(one)


def retried(one: Company) -> list[str]:
    late_failure(one)
    one.world.gocardless.retry_payment(payment_of(one, "IN1"))
    carry_on(one, 12)
    return []


def reversed_by_hand(one: Company) -> list[str]:
    charged_back(one)
    today = one.world.timeline.today
    one.world.sage300.return_receipt("C1", f"{payment_of(one, 'IN1')}-1", today)
    one.live(2)
    one.sync()
    return []


def refunded(one: Company) -> list[str]:
    one.world.gocardless.refund_payment(payment_of(one, "IN1"), 3000)
    bill(one, "IN2", "500.00")
    carry_on(one)
    return []


def refunded_with_note(one: Company) -> list[str]:
    credit_note(one, "CN1", "30.00")
    return refunded(one)


def never_received_refunded(one: Company) -> list[str]:
    bill(one, "IN1", "100.00", "C1")
    carry_on(one)
    return refunded_with_note(one)


def sent_to_payer(one: Company) -> list[str]:
    one.world.gocardless.allow_refunds(one.config.gocardless.creditor, mandates=True)
    credit_note(one, "CN1", "30.00")
    one.world.gocardless.refund_mandate(mandate_of(one, "C1"), 3000)
    bill(one, "IN2", "500.00")
    carry_on(one)
    return said(one)


def refund_returned(one: Company) -> list[str]:
    refunded_with_note(one)
    (refund,) = one.state["gocardless"]["refunds"]
    one.world.gocardless.bounce_refund(refund["id"])
    bill(one, "IN3", "500.00")
    carry_on(one)
    return []


def refund_then_chargeback(one: Company) -> list[str]:
    refunded_with_note(one)
    one.world.gocardless.charge_back(payment_of(one, "IN1"))
    bill(one, "IN3", "500.00")
    carry_on(one)
    return []


def never_received(one: Company) -> list[str]:
    bill(one, "IN1", "100.00", "C1")
    carry_on(one)
    return charged_back(one)


def bouncing(one: Company) -> list[str]:
    (payout,) = one.state["gocardless"]["payouts"]
    one.world.gocardless.bounce_payout(payout["id"])
    one.live(1)
    one.sync()
    return []


def bounced(one: Company) -> list[str]:
    (payout,) = one.state["gocardless"]["payouts"]
    one.world.gocardless.bounce_payout(payout["id"])
    one.live(6)
    one.sync()
    return []


STORIES = (
    Story("failed-before-paid-out", "IN2 fails after it was confirmed: its payment stands in one"
          " payout as paid out and as failed.", "books 4: nets to nothing, never a receipt",
          fails_before),
    Story("late-failure", "The bank takes 100.00 back after the receipt was posted.",
          "books 4: debit note whose only line is X", late_failure, "received"),
    Story("charged-back", "The payer has 100.00 charged back after the receipt was posted.",
          "books 4: debit note whose only line is X", charged_back, "received"),
    Story("charged-back-surcharge", "A chargeback after the receipt; GoCardless charges 120 pence"
          " for it.", "books 3: surcharge on its own account, rounded alone", surcharged,
          "received"),
    Story("charged-back-worklist", "A chargeback after the receipt, returns = worklist; nobody has"
          " reversed the receipt yet.", "books 4: a person reverses it in Bank Services",
          charged_back, "received", WORKLIST, "the receipt has to be reversed by a person"),
    Story("charged-back-reversed", "A chargeback after the receipt, returns = worklist; a person"
          " reverses the receipt in Bank Services.", "books 4: the item closes itself",
          reversed_by_hand, "received", WORKLIST),
    Story("charged-back-no-receipt", "receipts = none, and the payer has 100.00 charged back.",
          "books 4: no receipt posted, nothing; the invoice is still open", never_received,
          changes=NO_RECEIPTS, apart="no receipts, in writing"),
    Story("chargeback-cancelled", "A chargeback after the receipt is cancelled; the money comes"
          " once more.", "books 4: a receipt applied to the debit note", cancelled, "received"),
    Story("chargeback-cancelled-paid-twice", "The customer pays the debit note of a chargeback by"
          " transfer, and then the chargeback is cancelled.",
          "books 4: unapplied cash, customer paid twice", paid_otherwise, "received"),
    Story("retry-succeeds", "A late failure after the receipt; the payment is tried again and"
          " succeeds.", "books 4: a receipt applied to the debit note", retried, "received"),
    Story("refund-with-credit-note", "30.00 of a received payment are refunded; a credit note of"
          " 30.00 stands for it.", "books 4: an AR refund, CashGLAccount = X", refunded_with_note,
          "received"),
    Story("refund-no-receipt", "receipts = none, and 30.00 are refunded; a credit note of 30.00"
          " stands for it.", "books 4: no receipt posted, nothing in AR", never_received_refunded,
          changes=NO_RECEIPTS, apart="no receipts, in writing"),
    Story("refund-of-no-payment", "30.00 are sent to a payer that are no refund of one payment; a"
          " credit note of 30.00 stands for it.", "books 3: item type refund", sent_to_payer,
          "received"),
    Story("chargeback-cancelled-note-open", "books.status = open: a chargeback is cancelled while"
          " its debit note is still in an open batch.", "books 4: exception, do not post it",
          note_waits, "received", LEFT_OPEN),
    Story("refund-without-credit-note", "30.00 of a received payment are refunded; there is no"
          " credit of the customer.", "books 4: worklist", refunded, "received",
          apart="the refund waits for its credit note"),
    Story("refund-returned", "A refund of 30.00 against a credit note comes back from the payer's"
          " bank.", "books 4: unapplied cash, Dr X", refund_returned, "received"),
    Story("refund-then-chargeback", "30.00 of 100.00 are refunded against a credit note, then the"
          " whole payment is charged back.", "books 9: shown as double repayment",
          refund_then_chargeback, "received"),
    Story("bounced-payout-on-its-way", "The bank sends a booked payout back, and it has not been"
          " paid again yet.", "books 4: reversed by a reversing journal; the customer has paid",
          bouncing, "received", apart="GoCardless owes the money until it pays again"),
    Story("bounced-payout", "The bank sends a booked payout back; some days later it is paid"
          " again.",
          "books 4: reversed by a reversing journal, booked anew on its new arrival", bounced,
          "received"),
)  # fmt: skip
