"""Which GL accounts are posted to, by which ledger, and whether each of them takes that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from s300gc.model import GLAccount, Journal, NoteBatch, ReceiptBatch
from s300gc.settings import BookSettings

AR = "AR"
"""The ledger in which Sage 300 books receipts and debit notes; no setting changes it."""

SETTINGS = (
    "unmatched_account", "bank_account", "fees_account", "fees_tax_account", "surcharge_account",
    "app_fee_account", "revenue_share_account", "fx_rounding_account",
)  # fmt: skip
"""The settings of ``[books]`` that name an account which our journals post to."""
NO_ACCOUNT = "not-recoverable"

CONTROL = "its account set's control account"


@dataclass(frozen=True, slots=True)
class Misfit:
    """An account that would refuse what is posted to it, and what puts that right."""

    account: str
    what: str
    fix: str

    def __str__(self) -> str:
        return f"{self.what}: {self.fix}"


def named(books: Mapping[str, BookSettings]) -> dict[str, tuple[str, ...]]:
    """Give each account that the settings name, with the settings that name it.

    ``books`` is by the name of its table: ``books`` first, then ``books.EUR``
    and so on, of which only what differs from the first is named again.
    """
    found: dict[str, list[str]] = defaultdict(list)
    common = next(iter(books.values()))
    for table, one in books.items():
        places = [*SETTINGS, *(["credit"] if one.credit != "ar-control" else [])]
        for name in places:
            number = getattr(one, name)
            again = one is not common and number == getattr(common, name)
            if number and number != NO_ACCOUNT and not again:
                found[number].append(f"{table}.{name}")
    return {number: tuple(names) for number, names in found.items()}


def demands(
    steps: Iterable[Journal | ReceiptBatch | NoteBatch],
) -> dict[str, tuple[str, ...]]:
    """Give each account that these batches post to, with the sources that do so.

    A source is a ledger (``AR``), or a ledger and its type (``GL-GC``) where that is known.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    for step in steps:
        if isinstance(step, Journal):
            for line in step.lines:
                wanted[line.account].add(f"{step.source_ledger}-{step.source_type}")
        elif isinstance(step, ReceiptBatch):
            wanted[step.x].add(AR)
        else:
            for note in step.notes:
                wanted[note.x].add(AR)
    return {number: tuple(sorted(ledgers)) for number, ledgers in sorted(wanted.items())}


def misfit(
    number: str, ledgers: Iterable[str], found: GLAccount | None, settings: Iterable[str] = ()
) -> Misfit | None:
    """Tell why an account would refuse entries of these sources; None where it takes them.

    ``ledgers`` are ledgers or source codes (``GL-GC``). ``settings`` are those that
    name the account; without any it is a control account of an AR account set. Which
    ledgers a control account takes is not known of every server: then nothing
    speaks against it.
    """
    where = " and ".join(settings)
    other = f"correct {where}" if where else "correct the account set in AR"
    if found is None:
        what = f"account {number} is not in the general ledger"
        return Misfit(number, what, f"add it in GL Accounts, or {other}")
    if not found.active:
        what = f"account {number} is inactive"
        return Misfit(number, what, f"make it active in GL Accounts, or {other}")
    if not found.control or found.sources is None:
        return None
    takes = found.sources
    refused = [_said(source, takes) for source in sorted(set(ledgers)) if not _in(source, takes)]
    if not refused:
        return None
    which, only = " and ".join(refused), ", ".join(takes) or "none"
    kind = "code" if "-" in which else "ledger"
    what = f"control account {number} takes no entries of source {kind} {which} (only {only})"
    fix = (
        f"add {which} to the subledgers of control account {number} in GL Accounts,"
        f" or {_elsewhere(where)}"
    )
    return Misfit(number, what, fix)


def _in(source: str, listed: Collection[str]) -> bool:
    """Tell whether a source may post: a list has ledgers, or single codes of them.

    Which types AR gives its entries is not known, so any code of AR's lets AR in.
    """
    ledger, _, kind = source.partition("-")
    ledgers = {one.partition("-")[0] for one in listed}
    return source in listed or ledger in listed or (not kind and ledger in ledgers)


def _said(source: str, listed: Iterable[str]) -> str:
    """Name a source as the list would have to: by its ledger unless that stands there by codes."""
    ledger = source.partition("-")[0]
    return source if any(one.startswith(f"{ledger}-") for one in listed) else ledger


def _elsewhere(where: str) -> str:
    if where and not where.endswith("credit"):
        return f"name an account in {where} that is no control account"
    return "set books.credit to a clearing account"


def misfits(
    steps: Iterable[Journal | ReceiptBatch | NoteBatch],
    chart: Mapping[str, GLAccount],
    settings: Mapping[str, tuple[str, ...]],
) -> list[Misfit]:
    """Give the accounts that would refuse what these batches post to them, by number.

    ``chart`` are the accounts as Sage 300 has them, by number; ``settings`` the
    settings that name each account. Asked before anything is sent: a control
    account refuses a ledger only when the batch is posted.
    """
    found = (
        misfit(number, ledgers, chart.get(number), settings.get(number, ()))
        for number, ledgers in demands(steps).items()
    )
    return [one for one in found if one is not None]
