"""The reasons of the safety rules: each function looks at one situation and may say something."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from s300gc.invoice_settings import LimitSettings
from s300gc.model import ARCustomer, Document, Mandate, Money, total

MANY = 3
"""So many credits are named one by one."""


@dataclass(frozen=True, slots=True)
class History:
    """What is known of a mandate: whether money was ever collected under it, and its last change.

    ``changed`` is the day on which it or its bank account was made or changed last (UTC).
    """

    used: bool
    changed: date | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a safety rule may look at.

    For a rule about documents ``document`` is the one; for a rule about payments
    ``amount`` is the whole payment, ``on_day`` what its customer is charged on that
    day with it, ``in_run`` what this run collects with it, all in one currency.
    """

    customer: ARCustomer
    today: date
    document: Document | None = None
    credits: tuple[Document, ...] = ()
    """Open credits of the customer in the document's currency."""
    named_by: str = ""
    """A payment on its way, made by others, that names the document."""
    subscription: str = ""
    """A live subscription that pays the document."""
    mandate: Mandate | None = None
    history: History = field(default_factory=lambda: History(used=True))
    amount: Money = field(default_factory=lambda: Money(0, ""))
    charged: date = date.min
    usual: Money | None = None
    """What the customer is usually charged; None where he was charged too seldom to say."""
    on_day: Money = field(default_factory=lambda: Money(0, ""))
    in_run: Money = field(default_factory=lambda: Money(0, ""))
    limits: LimitSettings = field(default_factory=LimitSettings)


# ---------------------------------------------------------------- about documents


def on_hold(of: Situation) -> str:
    """Give a reason where the customer is on hold."""
    return f"customer {of.customer.number} is on hold" if of.customer.on_hold else ""


def unapplied_credit(of: Situation) -> str:
    """Give a reason where the customer is owed something that nobody has applied."""
    if not of.credits:
        return ""
    sum_ = -total([one.balance for one in of.credits], of.credits[0].balance.currency)
    names = [one.number for one in of.credits[:MANY]]
    if len(of.credits) > MANY:
        names.append(f"{len(of.credits) - MANY} more")
    return (
        f"customer {of.customer.number} has {sum_} of unapplied credit ({', '.join(names)}):"
        ' apply it in Sage 300, or set invoices.credits = "net"'
    )


def live_payment(of: Situation) -> str:
    """Give a reason where a payment that others made names the document."""
    return f"is named by {of.named_by}, which others made" if of.named_by else ""


def subscription(of: Situation) -> str:
    """Give a reason where a subscription pays the document."""
    return f"is paid by subscription {of.subscription}" if of.subscription else ""


def job_related(of: Situation) -> str:
    """Give a reason where the document belongs to a project."""
    found = of.document is not None and of.document.job_related
    return "is job-related: a receipt must name contract and project" if found else ""


def retainage(of: Situation) -> str:
    """Give a reason where a part of the document is retained."""
    found = of.document is not None and of.document.retainage
    return "has retainage: see what of it is due" if found else ""


def national_account(of: Situation) -> str:
    """Give a reason where the customer belongs to a national account."""
    code = of.customer.national_account
    return f"customer {of.customer.number} belongs to national account {code}" if code else ""


def balance_forward(of: Situation) -> str:
    """Give a reason where the customer is billed by balance and not by document."""
    who = f"customer {of.customer.number}"
    return f"{who} is a balance-forward account" if of.customer.balance_forward else ""


# ---------------------------------------------------------------- about payments


def new_mandate(of: Situation) -> str:
    """Give a reason where nothing was ever collected under the mandate."""
    if of.mandate is None or of.history.used:
        return ""
    return f"would be the first collection under mandate {of.mandate.id}"


def mandate_changed(of: Situation) -> str:
    """Give a reason where mandate or bank details were made or changed lately."""
    changed = of.history.changed
    if of.mandate is None or changed is None:
        return ""
    if of.today - changed > timedelta(days=of.limits.changed_days):
        return ""
    return f"mandate {of.mandate.id} or its bank details changed on {changed}"


def unusual_amount(of: Situation) -> str:
    """Give a reason where the amount is far above what the customer is usually charged."""
    if of.usual is None or of.amount.minor <= of.usual.minor * of.limits.usual_times:
        return ""
    return (
        f"{of.amount} is more than {of.limits.usual_times} times the usual {of.usual} of"
        f" customer {of.customer.number}"
    )


def amount_per_payment(of: Situation) -> str:
    """Give a reason where the payment is above its limit."""
    most = of.limits.of("payment", of.amount.currency)
    return _above(of.amount, most, "a payment")


def amount_per_customer_and_day(of: Situation) -> str:
    """Give a reason where the customer would be charged more on one day than the limit."""
    most = of.limits.of("customer_and_day", of.amount.currency)
    return _above(of.on_day, most, f"customer {of.customer.number} on {of.charged}")


def amount_per_run(of: Situation) -> str:
    """Give a reason where this run would collect more than its limit."""
    most = of.limits.of("run", of.amount.currency)
    return _above(of.in_run, most, "one run")


def _above(amount: Money, most: Money | None, what: str) -> str:
    if most is None or amount.minor <= most.minor:
        return ""
    return f"{amount} is above the limit of {most} for {what}"
