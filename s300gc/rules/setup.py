"""Whether a Sage 300 company is set up for what the configuration wants to book in it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from s300gc.errors import PersonNeeded
from s300gc.model import AccountSet, Bank, GLAccount, Period
from s300gc.rules.findings import Finding, Unanswered, fail, ok, unanswered, warn
from s300gc.rules.periods import MODULES, posting_period
from s300gc.settings import BookSettings

READS = (
    "AR/ARCustomers", "AR/ARPostedDocuments", "AR/ARAccountSets", "AR/ARInvoiceBatches",
    "AR/ARReceiptAndAdjustmentBatches", "GL/GLAccounts", "GL/GLSourceCodes",
    "GL/GLJournalBatches", "GL/GLPostedTransactions", "BK/BKBanks", "CS/CSCompanyProfile",
)  # fmt: skip
"""What a night's run reads; the first one tells whether anything can be read at all."""
WRITTEN = ("AR", "GL")
"""Modules that are also written to; whether that is allowed only a write can tell."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the configuration asks of Sage 300.

    ``books`` are the tables of accounts by their name in the file, ``books``
    first. ``used`` are the account sets of customers who pay by GoCardless;
    None while nobody is linked yet: then every set counts.
    """

    company: str
    books: Mapping[str, BookSettings]
    fields: tuple[str, ...]
    used: Collection[str] | None = None

    def of(self, currency: str) -> BookSettings:
        """Give the accounts for payouts in a currency."""
        return self.books.get(f"books.{currency}", self.books["books"])


@dataclass(frozen=True, slots=True)
class SetUp:
    """What Sage 300 answered, question by question.

    ``reads`` has None where the user may read. ``fields`` are the codes of
    optional fields that were seen with customers: which ones are defined, the Web
    API does not tell. A period is ``assumed`` where the calendar cannot be read.
    """

    reads: Mapping[str, Unanswered | None]
    profile: tuple[str, str] | Unanswered
    """Functional currency and name."""
    account_sets: Sequence[AccountSet] | Unanswered
    banks: Mapping[str, Bank] | Unanswered
    chart: Mapping[str, GLAccount] | Unanswered
    source_codes: Mapping[str, bool | Unanswered]
    payment_codes: Mapping[str, bool | Unanswered | None]
    fields: Collection[str] | Unanswered
    periods: Mapping[date, "FoundPeriod | Unanswered | None"]
    """None where a day is in no period."""
    rates: Mapping[str, bool | Unanswered]
    """For each foreign currency, whether there is a rate for today."""


@dataclass(frozen=True, slots=True)
class FoundPeriod:
    """The fiscal period of a day; ``assumed`` where it is only the calendar month."""

    period: Period
    assumed: bool = False


def findings(setup: SetUp, wanted: Wanted) -> list[Finding]:
    """Look at who we are, what we may, and what a batch names beside its accounts."""
    return [
        _company(setup, wanted),
        *_rights(setup),
        *_codes(setup),
        _fields(setup, wanted),
        *_periods(setup),
        *_rates(setup),
    ]


# ---------------------------------------------------------------- who we are, what we may


def _company(setup: SetUp, wanted: Wanted) -> Finding:
    if isinstance(setup.profile, Unanswered):
        return unanswered(f"company {wanted.company}", setup.profile)
    home, name = setup.profile
    what = f"{name or 'is there'}, functional currency {home}; the user is accepted"
    return ok(f"company {wanted.company}", what)


def _rights(setup: SetUp) -> Iterator[Finding]:
    for module in sorted({path[:2] for path in setup.reads}):
        answers = {path[3:]: said for path, said in setup.reads.items() if path[:2] == module}
        refused = [name for name, said in answers.items() if said and said.kind == "forbidden"]
        subject = f"rights in {module}"
        if refused:
            yield fail(
                subject,
                f"the user may not read {', '.join(refused)}",
                f'give the user\'s security group "Sage 300 Web API" in {module}, and the right'
                " to these records",
            )
        for name, said in answers.items():
            if said and said.kind != "forbidden":
                yield unanswered(f"{module}/{name}", said)
        if not any(answers.values()):
            later = "; the right to write shows at the first write" if module in WRITTEN else ""
            yield ok(subject, f"may read {', '.join(answers)}{later}")


# ---------------------------------------------------------------- codes and fields


def _codes(setup: SetUp) -> Iterator[Finding]:
    for code, there in setup.source_codes.items():
        yield _there(
            f"source code {code}",
            there,
            "is there",
            "is not in the general ledger",
            "add it in GL Source Codes, or correct books.source_ledger and books.source_type",
        )
    for code, known in setup.payment_codes.items():
        subject = f"payment code {code}"
        if known is None:
            yield warn(subject, "cannot be looked at on this server", "see AR Payment Codes")
            continue
        yield _there(
            subject,
            known,
            "is there",
            "is not in AR, or is inactive",
            "add it in AR Payment Codes, or correct books.payment_code",
        )


def _there(
    subject: str, answer: "bool | Unanswered", there: str, missing: str, fix: str
) -> Finding:
    """Say of something that must be there whether it is, or why that could not be read."""
    if isinstance(answer, Unanswered):
        return unanswered(subject, answer)
    return ok(subject, there) if answer else fail(subject, missing, fix)


def _fields(setup: SetUp, wanted: Wanted) -> Finding:
    """Say whether optional fields are defined; only where a customer has one it is certain."""
    if isinstance(setup.fields, Unanswered):
        return unanswered("optional fields", setup.fields)
    unseen = [code for code in wanted.fields if code not in setup.fields]
    if not unseen:
        return ok("optional fields", f"customers have {', '.join(wanted.fields) or 'none to keep'}")
    return warn(
        "optional fields",
        f"no customer that was looked at has {', '.join(unseen)}, and the Web API does not tell"
        " which fields are defined; the first 'mandates sync' will",
        "define them for customers in AR Optional Fields (text, 60 characters)",
    )


# ---------------------------------------------------------------- days


def _periods(setup: SetUp) -> Iterator[Finding]:
    seen: set[tuple[str, str]] = set()
    for n, (day, found) in enumerate(setup.periods.items()):
        subject = f"fiscal period of {day}"
        level = fail if n == 0 else warn
        if isinstance(found, Unanswered):
            yield unanswered(subject, found)
            continue
        if found is None:
            yield level(subject, "there is none", "add the year to the calendar of Common Services")
            continue
        period = found.period
        if (period.year, period.number) in seen:
            continue
        seen.add((period.year, period.number))
        yield _period(subject, day, found, level)


def _period(
    subject: str, day: date, found: FoundPeriod, level: Callable[[str, str, str], Finding]
) -> Finding:
    period = found.period
    name = f"{period.year}-{period.number}"
    if found.assumed:
        return warn(
            subject,
            f"the fiscal calendar cannot be read; {name} is assumed, and open",
            "see in Common Services that its periods are the calendar months",
        )
    try:
        posting_period(day, period)
    except PersonNeeded:
        locked = " and ".join(module for module in MODULES if module in period.locked)
        fix = "open it in Common Services, or what arrives in it waits"
        return level(subject, f"{name} is locked for {locked}", fix)
    return ok(subject, f"{name} is open for {', '.join(MODULES)}")


def _rates(setup: SetUp) -> Iterator[Finding]:
    for currency, known in setup.rates.items():
        yield _there(
            f"rate of {currency}",
            known,
            "is there for today",
            "there is none for today",
            "enter it in Common Services, Currency Rates, or set sage300.rate_type",
        )
