"""The period-end pack as at a date: the proofs of the books, and what is still on its way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from s300gc.errors import PersonNeeded, UsageError
from s300gc.flows import reconcile
from s300gc.flows.parts import Parts
from s300gc.model import Document, Money, Payment, digits
from s300gc.rules import period_end as rules
from s300gc.store.sign_offs import SignOff

CHUNK = 500
LOST = ("failed", "charged_back")


@dataclass(frozen=True, slots=True)
class Pack:
    """What an accountant signs at a period end."""

    as_at: date
    installation: str
    proofs: reconcile.Reconciliation
    on_its_way: tuple[rules.OnItsWay, ...]
    owed: tuple[rules.Owed, ...]
    unapplied: tuple[rules.Aged, ...]
    fees: tuple[rules.Fees, ...]
    """Of the payouts that arrived from the first of the month to the date."""


def make(parts: Parts, as_at: date) -> Pack:
    """Prove the books and gather the rest; nothing is written to either system.

    Raises UsageError for a day that is not over or that lies before go-live.
    """
    if as_at > parts.today:
        raise UsageError(f"{as_at} is not over yet: a pack is made as at a day that has been")
    if as_at < parts.config.go_live:
        raise UsageError(f"{as_at} is before go-live {parts.config.go_live}")
    proofs = reconcile.run(parts, as_at=as_at)
    payments = _payments(parts, as_at)
    amounts = {one.id: one.amount for one in payments}
    events, passages = _events(parts, amounts), _passages(parts, amounts)
    refunds, deducted = _refunds(parts)
    owed = rules.taken_back(amounts, events, passages, as_at)
    owed += rules.refunds_owed(refunds, deducted, as_at)
    return Pack(
        as_at=as_at,
        installation=parts.config.installation,
        proofs=proofs,
        on_its_way=tuple(rules.on_its_way(amounts, events, passages, as_at)),
        owed=tuple(owed),
        unapplied=tuple(rules.aged(_credits(parts), as_at)),
        fees=tuple(_fees(parts, as_at)),
    )


def sign(parts: Parts, pack: Pack, text: str, note: str, by: str, user: str) -> SignOff:
    """Store a pack, ``text`` being its JSON form, with who signs it off; earlier ones stay.

    Raises UsageError without a note.
    """
    if not note.strip():
        raise UsageError("a sign-off needs a note: what was looked at, what is left as it is")
    differences = len(pack.proofs.differences)
    return parts.store.sign_offs.add(pack.as_at, text, differences, note.strip(), by, user)


def refuse_other(digest: str, looked_at: str) -> None:
    """Raise PersonNeeded where the pack is another by now than the one that was looked at."""
    if looked_at and not digest.startswith(looked_at.strip().lower().removeprefix("sha256:")):
        raise PersonNeeded(
            f"the pack is not the one that was looked at: its hash is {digest};"
            " nothing was signed, make it anew and look again"
        )


def sign_offs(parts: Parts, number: int | None = None) -> list[SignOff]:
    """Give the sign-offs, oldest first, or one by its number; UsageError where there is none."""
    if number is None:
        return parts.store.sign_offs.all()
    found = parts.store.sign_offs.get(number)
    if found is None:
        raise UsageError(f"there is no sign-off {number}: see 's300gc audit packs'")
    return [found]


# ---------------------------------------------------------------- gathering


def _payments(parts: Parts, as_at: date) -> list[Payment]:
    """Find all that may be on its way, or owed, as at a day; the rules decide."""
    store = parts.store
    found = {one.id for one in store.payments.by_status(("confirmed", *LOST))}
    for payout in store.payouts.some(store.evidence.arrived(as_at + timedelta(1), date.max)):
        found |= {item.payment for item in store.payouts.items_of(payout.id) if item.payment}
    for payout in store.payouts.unbooked():
        # One whose items were not read yet: its payments name it themselves.
        found |= {one.id for one in store.payments.of_payout(payout.id)}
    return store.payments.some(sorted(found))


def _events(parts: Parts, payments: Iterable[str]) -> dict[str, list[rules.Told]]:
    zone = ZoneInfo(parts.config.file.time_zone)
    found = {}
    for chunk in _chunks(sorted(payments)):
        for payment, events in parts.store.inbox.of_resources(chunk).items():
            found[payment] = [
                rules.Told(one.action, one.created_at.astimezone(zone).date()) for one in events
            ]
    return found


def _passages(parts: Parts, payments: Iterable[str]) -> dict[str, list[rules.Passage]]:
    found: dict[str, list[rules.Passage]] = {}
    zone = ZoneInfo(parts.config.file.time_zone)
    for chunk in _chunks(sorted(payments)):
        for row in parts.store.evidence.passages(chunk):
            one = rules.Passage(
                row.payment, row.refund, row.type, row.payout,
                row.created_at.astimezone(zone).date(), row.arrived,
            )  # fmt: skip
            found.setdefault(one.payment, []).append(one)
    return found


def _refunds(parts: Parts) -> tuple[list[tuple[str, Money, date]], dict[str, date | None]]:
    """Give all refunds that took effect, and when the payouts arrived that deduct them."""
    zone = ZoneInfo(parts.config.file.time_zone)
    refunds, last = [], ""
    while page := parts.store.refunds.page((last,) if last else ()):
        refunds += [one for one in page if one.status not in ("failed", "cancelled", "bounced")]
        last = page[-1].id
    payments = sorted({one.payment for one in refunds if one.payment})
    deducted: dict[str, date | None] = {}
    for chunk in _chunks(payments):
        for row in parts.store.evidence.passages(chunk):
            if row.refund:
                deducted[row.refund] = row.arrived
    made = [(one.id, one.amount, one.created_at.astimezone(zone).date()) for one in refunds]
    return made, deducted


def _credits(parts: Parts) -> list[Document]:
    customers = [one.number for one in parts.store.customers.all()]
    found = parts.store.documents.credits_of(customers)
    return [document for credits in found.values() for document in credits]


def _fees(parts: Parts, as_at: date) -> list[rules.Fees]:
    store, result = parts.store, []
    ids = store.evidence.arrived(as_at.replace(day=1), as_at)
    for payout in store.payouts.some(ids):
        items = store.payouts.items_of(payout.id)
        result += rules.fees(payout, items, digits(payout.amount.currency))
    return sorted(result, key=lambda one: (one.arrived, one.payout, one.type, one.tax_rate))


def _chunks(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return [values[start : start + CHUNK] for start in range(0, len(values), CHUNK)]


def month_end(parts: Parts) -> date:
    """Give the last day of the month before this one: what a pack is made as at by default."""
    return parts.today.replace(day=1) - timedelta(1)
