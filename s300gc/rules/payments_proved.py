"""GoCardless against our record: payments and payouts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from s300gc.model import Money, Payment, Payout
from s300gc.rules import balances_proved
from s300gc.rules.differences import Line

GRACE = timedelta(days=3)
"""A payout that arrived longer ago and that no run has tried to book was forgotten."""
LIVE = ("pending_customer_approval", "pending_submission", "submitted", "confirmed")


@dataclass(frozen=True, slots=True)
class PayoutState:
    """A payout as GoCardless has it now, and how far it is on its way into the books.

    ``state`` is that of the store, empty where it does not know the payout; ``posted`` says
    whether its journal stands in the ledger.
    """

    payout: Payout
    state: str
    reason: str = ""
    since: date | None = None
    posted: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """The payouts of a month by what became of them, in one currency; none is left out."""

    month: str
    """As ``2026-01``, of the arrival date."""
    currency: str
    payouts: int
    amount: Money
    booked: int
    waiting: int
    excluded: int


def payments(
    seen: Iterable[Payment],
    known: Mapping[str, Payment],
    new: Collection[str],
    count: Mapping[str, int],
) -> list[Line]:
    """Tell of payments that stand otherwise than in our record.

    ``new`` are payments with an event since the last run: that run had not heard of them yet.
    ``count`` is how often payouts have settled each.
    """
    lines = []
    for one in seen:
        record = known.get(one.id)
        if record is not None and (record.status, record.amount) == (one.status, one.amount):
            continue
        have = f"is {one.status} at GoCardless, {record.status if record else 'nothing'} here"
        if one.id in new:
            code, settle = "not-read-yet", "s300gc sync"
        else:
            code, settle = "events-missed", "s300gc events gaps; then s300gc events replay"
        lines.append(
            Line(code, one.id, one.amount, f"GoCardless {one.amount.currency}", one.charge_date,
                 f"{one.id} {have}", settle, balances_proved.moves(one, record, count))
        )  # fmt: skip
    return lines


def outsiders(
    seen: Iterable[Payment], ours: Collection[str], unapplied: Mapping[str, Money]
) -> list[Line]:
    """List payments that somebody else made and that are on their way, or open in AR.

    ``unapplied`` is what is left of their receipts, by payment.
    """
    return [
        Line(
            "paid-outside", one.id, unapplied.get(one.id, one.amount),
            f"GoCardless {one.amount.currency}", one.charge_date,
            f"{one.id} ({one.description or 'no description'}) was not made by this tool"
            f" and is {one.status}",
            "apply its receipt in AR once it is booked" if one.id not in unapplied
            else "apply its unapplied cash in AR",
        )
        for one in seen
        if one.id not in ours and not one.subscription
        and (one.status in LIVE or one.id in unapplied)
    ]  # fmt: skip


# ---------------------------------------------------------------- payouts


def months(found: Iterable[PayoutState]) -> list[Month]:
    """Count and add up payouts that have arrived by month, currency and what became of them."""
    groups: dict[tuple[str, str], list[PayoutState]] = {}
    for one in found:
        day = one.payout.arrival_date
        if day is not None and one.payout.status != "pending":
            groups.setdefault((f"{day:%Y-%m}", one.payout.amount.currency), []).append(one)
    return [
        Month(
            month,
            currency,
            len(ones),
            Money(sum(one.payout.amount.minor for one in ones), currency),
            sum(one.state == "booked" for one in ones),
            sum(one.state not in ("booked", "excluded") for one in ones),
            sum(one.state == "excluded" for one in ones),
        )
        for (month, currency), ones in sorted(groups.items())
    ]


def payouts(
    found: Iterable[PayoutState],
    today: date,
    codes: Mapping[str, tuple[str, str]],
    told: Collection[str],
) -> list[Line]:
    """Tell of payouts that are not booked, or booked and bounced.

    ``codes`` gives by payout why it waits; ``told`` are payouts of which a line of the ledger
    tells already.
    """
    lines = []
    for one in found:
        payout = one.payout
        if payout.status == "bounced" and one.posted:
            lines.append(_line(one, "payout-bounced", "came back to GoCardless after it was booked",
                               f"s300gc payouts reverse {payout.id}"))  # fmt: skip
        if one.state in ("booked", "excluded") or payout.status != "paid":
            continue
        if payout.arrival_date is None or payout.id in told:
            continue
        if not one.state:
            lines.append(_line(one, "payout-missing", "is not in our record", "s300gc backfill"))
        elif one.state == "seen" and payout.arrival_date < today - GRACE:
            lines.append(_line(one, "payout-missing", "was never booked", "s300gc payouts post"))
        else:
            code, _ = codes.get(payout.id, ("payout-waiting", ""))
            why = one.reason or "no run has tried to book it yet"
            lines.append(_line(one, code, f"waits: {why}", "s300gc payouts post"))
    return lines


def _line(one: PayoutState, code: str, said: str, settle: str) -> Line:
    payout = one.payout
    since = one.since or payout.arrival_date
    return Line(
        code, payout.id, payout.amount, "payouts", since, f"{payout.id} {said}", settle
    )  # fmt: skip
