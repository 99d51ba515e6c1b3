"""Whether the accounts and banks that payments are credited to take what is posted to them."""

from collections.abc import Callable, Iterator, Sequence

from s300gc.errors import PersonNeeded
from s300gc.model import AccountSet
from s300gc.rules.accounts import AR, misfit, named
from s300gc.rules.findings import Finding, Unanswered, fail, ok, unanswered, warn
from s300gc.rules.mandates import CURRENCY_OF
from s300gc.rules.receipts import bank_of
from s300gc.rules.setup import SetUp, Wanted


def findings(setup: SetUp, wanted: Wanted) -> list[Finding]:
    """Look at every account that is posted to, and at the bank of its receipts."""
    return [*_accounts(setup, wanted), *_controls(setup, wanted), *_banks(setup, wanted)]


def collectable(sets: Sequence[AccountSet]) -> list[AccountSet]:
    """Leave out account sets in a currency that no scheme collects: nothing is booked there."""
    return [one for one in sets if one.currency in set(CURRENCY_OF.values())]


# ---------------------------------------------------------------- accounts


def _accounts(setup: SetUp, wanted: Wanted) -> Iterator[Finding]:
    """Look at every account that a setting names."""
    if isinstance(setup.chart, Unanswered):
        yield unanswered("GL accounts", setup.chart)
        return
    fine = []
    for number, settings in named(wanted.books).items():
        ledgers = {f"{one.source_ledger}-{one.source_type}" for one in wanted.books.values()}
        if any(setting.endswith(".credit") for setting in settings):
            ledgers.add(AR)
        found = misfit(number, ledgers, setup.chart.get(number), settings)
        if found is None:
            fine.append(number)
        else:
            yield fail(f"account {number}", found.what, found.fix)
    if fine:
        yield ok("GL accounts", f"{', '.join(sorted(fine))} are there and active")


def _controls(setup: SetUp, wanted: Wanted) -> Iterator[Finding]:
    """Look at the control accounts that payments are credited to, where they are."""
    if isinstance(setup.account_sets, Unanswered):
        yield unanswered("account sets", setup.account_sets)
        return
    if isinstance(setup.chart, Unanswered):
        return
    for control, sets in _by_control(setup.account_sets, wanted).items():
        subject = f"control account {control}"
        ours = [wanted.of(one.currency) for one in sets]
        ledgers = {AR, *(one.source_ledger for one in ours)}
        found = setup.chart.get(control)
        codes = {AR, *(f"{one.source_ledger}-{one.source_type}" for one in ours)}
        wrong = misfit(control, codes, found)
        names = ", ".join(one.key for one in sets)
        if wrong is not None:
            level = _level(sets, wanted)
            yield level(subject, f"{wrong.what}; it is that of account set {names}", wrong.fix)
        elif found is not None and found.control and found.sources is None:
            yield warn(
                subject,
                f"of account set {names}: the server does not tell which ledgers may post to it",
                f"see in GL Accounts that its subledgers include {' and '.join(sorted(ledgers))}",
            )
        else:
            taken = " and ".join(sorted(ledgers))
            yield ok(subject, f"of account set {names} takes entries of {taken}")


def _by_control(sets: Sequence[AccountSet], wanted: Wanted) -> dict[str, list[AccountSet]]:
    found: dict[str, list[AccountSet]] = {}
    for one in collectable(sets):
        if wanted.of(one.currency).credit == "ar-control":
            found.setdefault(one.control, []).append(one)
    return dict(sorted(found.items()))


def _level(sets: Sequence[AccountSet], wanted: Wanted) -> Callable[[str, str, str], Finding]:
    """Fail for the account sets of those who pay; for others it is good to know."""
    used = wanted.used is None or any(one.key in wanted.used for one in sets)
    return fail if used else warn


# ---------------------------------------------------------------- banks


def _banks(setup: SetUp, wanted: Wanted) -> Iterator[Finding]:
    """Look at the receipts bank of each account that payments are credited to, by currency."""
    if wanted.books["books"].receipts == "none":
        yield warn(
            "receipts",
            "are off: AR and its control account will differ, and Sage 300 duns who has paid",
            'set books.receipts = "bank" and name the banks in books.receipts_bank',
        )
        return
    if isinstance(setup.banks, Unanswered):
        yield unanswered("receipts banks", setup.banks)
        return
    if isinstance(setup.account_sets, Unanswered):
        return
    fine = []
    for (x, currency), sets in _credited(setup.account_sets, wanted).items():
        try:
            bank = bank_of(x, currency, setup.banks, wanted.of(currency))
        except PersonNeeded as error:
            what = str(error).partition(": name a bank")[0]
            fix = f"name a bank whose GL account is {x} in books.receipts_bank"
            yield _level(sets, wanted)(f"receipts bank of {x} {currency}", what, fix)
            continue
        if bank.currency == currency:
            fine.append(f"{bank.code} to {x}")
        else:
            yield warn(
                f"receipts bank of {x} {currency}",
                f"bank {bank.code} keeps its statements in {bank.currency}",
                f'name one in {currency} as "{x} {currency}" in books.receipts_bank',
            )
    if fine:
        yield ok("receipts banks", f"post to the credited accounts: {', '.join(sorted(fine))}")


def _credited(
    sets: Sequence[AccountSet], wanted: Wanted
) -> dict[tuple[str, str], list[AccountSet]]:
    found: dict[tuple[str, str], list[AccountSet]] = {}
    for one in collectable(sets):
        credit = wanted.of(one.currency).credit
        x = one.control if credit == "ar-control" else credit
        found.setdefault((x, one.currency), []).append(one)
    return dict(sorted(found.items()))
