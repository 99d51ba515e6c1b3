"""What GoCardless holds against our record: confirmed, less what goes back, less fees to come."""

from collections import Counter
from collections.abc import Iterable, Mapping

from s300gc.model import Money, Payment, PayoutItem
from s300gc.model.refunds import Refund
from s300gc.rules.differences import Line

SHARE, EACH = 20, 1000
"""Fees to come: at most a twentieth of what was collected and 10.00 for each item."""
COUNTS = {
    "payment_paid_out": 1, "payment_failed": -1, "payment_charged_back": -1,
    "payment_refunded": 1, "refund": 1, "refund_funds_returned": -1,
}  # fmt: skip
"""How often an item type counts for its payment, or its refund, as settled by a payout."""
OF_REFUNDS = ("payment_refunded", "refund", "refund_funds_returned")
TAKEN = frozenset({"created", "pending_submission", "submitted", "paid"})
"""Statuses of refunds that cost money (GoCardless API reference, refunds)."""


def held(currency: str) -> str:
    """Name the proof of what GoCardless holds in a currency."""
    return f"GoCardless {currency} held"


def submitted(currency: str) -> str:
    """Name the proof of what is being collected in a currency."""
    return f"GoCardless {currency} collecting"


def settled(items: Iterable[PayoutItem]) -> Counter[str]:
    """Count how often payouts have settled each payment and each refund, returns taken off."""
    count: Counter[str] = Counter()
    for item in items:
        if item.type in COUNTS:
            of_refund = item.type in OF_REFUNDS
            name = (item.refund or item.payment) if of_refund else item.payment
            count[name] += COUNTS[item.type]
    return count


def waits(payment: Payment, count: Mapping[str, int]) -> Money:
    """Give what a payment adds to the balance: it waits for a payout, or is to be taken back.

    Of a payment whose payout was never read it is taken that it was settled once.
    """
    minor, none = payment.amount.minor, Money(0, payment.amount.currency)
    times = count.get(payment.id, 1 if payment.payout else 0)
    if payment.status == "confirmed":
        return Money(minor * (1 - times), none.currency)
    if payment.status in ("failed", "charged_back"):
        return Money(-minor * times, none.currency)
    return none


def refunded(refund: Refund, count: Mapping[str, int]) -> Money:
    """Give what a refund adds to the balance: minus what no payout has deducted yet."""
    times = int(refund.status in TAKEN) - count.get(refund.id, 0)
    return Money(-refund.amount.minor * times, refund.amount.currency)


def moves(
    now: Payment, record: Payment | None, count: Mapping[str, int]
) -> tuple[tuple[str, Money], ...]:
    """Give by how much GoCardless's balances differ from our record for one payment."""
    currency, none = now.amount.currency, Money(0, now.amount.currency)
    waiting = waits(now, count) - (waits(record, count) if record else none)
    under_way = _under_way(now) - (_under_way(record) if record else none)
    pairs = ((held(currency), waiting), (submitted(currency), under_way))
    return tuple((key, amount) for key, amount in pairs if amount.minor)


def _under_way(payment: Payment) -> Money:
    minor = payment.amount.minor if payment.status == "submitted" else 0
    return Money(minor, payment.amount.currency)


def collecting(payments: Iterable[Payment], currency: str) -> Money:
    """Add up what is being collected in a currency."""
    sums = [_under_way(one).minor for one in payments if one.amount.currency == currency]
    return Money(sum(sums), currency)


def gap(balance: Money, record: Money, parts: Iterable[Money]) -> Line | None:
    """Explain what GoCardless holds more or less than our record; None where it is the same.

    ``parts`` are what the record is made of: a payment's fees may come off it, or be given
    back with it. A debt that went without a payment was paid back by the merchant.
    """
    apart = balance - record
    if not apart.minor:
        return None
    amounts = [abs(one.minor) for one in parts if one.minor]
    where, key = f"GoCardless {balance.currency}", held(balance.currency)
    if abs(apart.minor) <= sum(amounts) // SHARE + EACH * len(amounts):
        return Line(
            "fees-to-come", balance.currency, apart, where, None,
            "fees that GoCardless has not deducted yet", "nothing: they come with the next payout",
            ((key, apart),),
        )  # fmt: skip
    if record.minor < 0 < apart.minor and balance.minor <= 0:
        return Line(
            "repaid-to-gocardless", balance.currency, apart, where, None,
            f"{-record} was owed to GoCardless, {-balance} is: {apart} was paid back to it",
            "enter that payment in Sage 300: payouts in transit against the bank", ((key, apart),),
        )  # fmt: skip
    return Line(
        "balance-differs", balance.currency, apart, where, None,
        f"GoCardless holds {balance}, our record says {record}",
        "s300gc events poll; then compare the payments in the dashboard", ((key, apart),),
    )  # fmt: skip
