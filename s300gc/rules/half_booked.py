"""What booked payouts leave on an account until their journal and their AR side have met."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from s300gc.model import Money
from s300gc.model.proofs import HalfBooked
from s300gc.rules.differences import Line

MONEY_IN = ("payment_paid_out", "refund_funds_returned")
"""Item types whose journal line credits X (GoCardless API reference, payout items)."""
BACK = ("payment_failed", "payment_charged_back")


def half_booked(
    lines: Iterable[HalfBooked],
    posted: Collection[str],
    *,
    receipts: bool,
    gone: Mapping[str, str],
    unread: Collection[str] = (),
) -> list[Line]:
    """Tell what is left on X, one line for each payout, account, reason and remedy.

    ``posted`` are references of batches that are posted, ``gone`` those that were lost, with
    the code of how, ``unread`` payments whose receipt a person has reversed already. A posted
    journal credits X with what came in and debits it with what went back; what stands against
    it in AR does the opposite.
    """
    sums: dict[tuple[str, ...], tuple[Money, date | None]] = {}
    for one in _uneven(list(lines), posted):
        minor = _left(one, posted)
        undone = bool(one.reversal) or (one.kind in BACK and not one.side)
        if not minor or (undone and one.payment in unread):
            continue
        code, subject, reason, settle = _why(one, posted, receipts, gone)
        key = (code, subject, one.x, reason, settle)
        amount, since = sums.get(key, (Money(0, one.amount.currency), one.dated))
        sums[key] = (amount + Money(minor, one.amount.currency), since)
    return [
        Line(code, subject, amount, x, since, reason, settle, ((x, amount),))
        for (code, subject, x, reason, settle), (amount, since) in sums.items()
        if amount.minor
    ]


def _uneven(lines: list[HalfBooked], posted: Collection[str]) -> list[HalfBooked]:
    """Leave out payments that came in and went back without AR: its documents are open again."""
    nets: dict[tuple[str, str, str], int] = defaultdict(int)
    for one in lines:
        if _without_ar(one):
            nets[(one.payment, one.customer, one.x)] += _left(one, posted)
    return [
        one for one in lines if not _without_ar(one) or nets[(one.payment, one.customer, one.x)]
    ]


def _without_ar(one: HalfBooked) -> bool:
    return bool(one.payment) and not one.side and one.kind in (MONEY_IN[0], *BACK)


def _left(one: HalfBooked, posted: Collection[str]) -> int:
    sign = -1 if one.kind in MONEY_IN else 1
    stands = (one.journal in posted) - (one.reversal in posted) - (one.side in posted)
    return sign * one.amount.minor * int(stands)


def _why(
    one: HalfBooked, posted: Collection[str], receipts: bool, gone: Mapping[str, str]
) -> tuple[str, str, str, str]:
    subject = one.payment or one.payout
    if not one.customer and one.kind == "refund":
        return (
            "unmatched-not-cleared", subject, f"a refund of no payment, taken out of {one.payout}",
            "find out who has it; then clear it in Sage 300 against a credit of his",
        )  # fmt: skip
    if not one.customer:
        return (
            "unmatched-not-cleared", subject, f"money of an unknown payer ({one.payout})",
            f"find out who paid, then s300gc payments assign {subject}",
        )  # fmt: skip
    if one.bounced:
        return (
            "half-booked", one.payout, "it bounced: GoCardless has the money, AR stays as it is",
            "s300gc payouts post, once GoCardless has paid it again",
        )  # fmt: skip
    if one.reversal:
        return (
            "half-booked", one.payout, "its journal is taken back, its AR side is not settled",
            "reverse its receipts in Bank Services",
        )  # fmt: skip
    if not one.side:
        return _alone(one, subject, receipts)
    lost = gone.get(one.side) or gone.get(one.journal)
    if lost:
        again = f"s300gc payouts post --again {one.payout}"
        return lost, one.payout, f"a batch of {one.payout} is gone", again
    if one.journal in posted:
        return (
            "half-booked", one.payout, f"its AR {_side(one)} are not posted yet",
            _post(f"AR batch {one.side_number}" if one.side_number else ""),
        )  # fmt: skip
    number = f"GL batch {one.journal_number}" if one.journal_number else ""
    return "half-booked", one.payout, "its journal is not posted yet", _post(number)


def _alone(one: HalfBooked, subject: str, receipts: bool) -> tuple[str, str, str, str]:
    """Say why nothing in AR stands against a line, and what a person does about it."""
    if one.kind in MONEY_IN:
        if not receipts:
            return (
                "receipts-none", one.payout, "no receipts are booked: AR still has it as open",
                "close the invoices through the receipts bank, never through the real bank",
            )  # fmt: skip
        return "half-booked", one.payout, "nothing in AR stands against it yet", "settle it in AR"
    if one.kind in BACK:
        return (
            "return-not-in-ar", subject, f"it came back in {one.payout}: AR does not know it yet",
            "reverse its receipt in Bank Services",
        )  # fmt: skip
    if not receipts:
        return (
            "receipts-none", one.payout, "no receipts are booked: AR still has it as open",
            "let its credit note meet the open invoice",
        )  # fmt: skip
    return (
        "refund-without-credit-note", subject, f"refunded in {one.payout}, no credit in AR for it",
        "post a credit note or a refund in AR for it",
    )  # fmt: skip


def _side(one: HalfBooked) -> str:
    return {"receipts": "receipts", "refunds": "refunds"}.get(one.side_kind, "debit notes")


def _post(batch: str) -> str:
    return f"post {batch} in Sage 300" if batch else "s300gc payouts post"
