"""Looks at everything a night's run needs, each thing by itself; nothing is written anywhere."""

from calendar import monthrange
from collections.abc import Callable, Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import ParamSpec, TypeVar

from s300gc import learned
from s300gc.clock import Clock
from s300gc.config import Config
from s300gc.errors import (
    ConfigError,
    CredentialError,
    Forbidden,
    PersonNeeded,
    S300gcError,
    Temporary,
)
from s300gc.flows import credentials, gaps
from s300gc.flows.chart import Chart, tables
from s300gc.model import AccountSet, Bank
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.sage300 import Sage300
from s300gc.rules import credited, setup
from s300gc.rules.doctor import Account, Disk, Facts, Lock, Secret, examine
from s300gc.rules.findings import Finding, Kind, Unanswered
from s300gc.rules.gaps import Gaps
from s300gc.rules.setup import SetUp, Wanted
from s300gc.store import Store, place
from s300gc.store.cells import instant
from s300gc.store.lock import RunLock
from s300gc.vault import Vault

P = ParamSpec("P")
T = TypeVar("T")

CUSTOMERS = 100
"""So many customers are looked at for optional fields: one page."""

KINDS: tuple[tuple[type[S300gcError], Kind], ...] = (
    (CredentialError, "credential"),
    (Forbidden, "forbidden"),
    (ConfigError, "config"),
    (Temporary, "down"),
)


@dataclass(frozen=True, slots=True)
class Hands:
    """What doctor works with; each client and the store is made, and fails, on its own."""

    config: Config
    clock: Clock
    vault: Vault
    open_sage: Callable[[], Sage300]
    open_gocardless: Callable[[], GoCardless]
    open_store: Callable[[], AbstractContextManager[Store]]


def run(hands: Hands) -> list[Finding]:
    """Look at both systems and at this machine; sends nothing but GET requests."""
    config = hands.config
    now = asked(hands.clock.now)
    today = asked(hands.clock.today)
    disk, used = _disk(hands)
    wanted = Wanted(
        company=config.company,
        books=tables(config),
        fields=config.mandates.fields,
        used=used,
    )
    facts = Facts(
        now=now,
        wanted=wanted,
        secrets=_secrets(hands.vault),
        sage=_sage(hands, wanted, today),
        gocardless=asked(_gocardless, hands),
        disk=disk,
        lock=asked(_lock, hands),
        learned=_learned(hands.config),
        webhooks=asked(_webhooks, hands),
    )
    return examine(facts)


def _learned(config: Config) -> date | None:
    """Give the day of what was learned; where that cannot be used, Sage 300 was not asked."""
    found = asked(learned.read, config)
    return found.day if isinstance(found, learned.Learned) else None


def asked(question: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | Unanswered:
    """Give the answer, or why there is none: one question that fails hides no other."""
    try:
        return question(*args, **named)
    except S300gcError as error:
        kind: Kind = "other"
        for one, word in reversed(KINDS):
            kind = word if isinstance(error, one) else kind
        return Unanswered(str(error), kind)


def _secrets(vault: Vault) -> list[Secret]:
    listed = credentials.listing(vault)
    needed = [one for one in listed if one.name in credentials.NEEDED]
    return [Secret(one.name, one.source, one.place, one.problem) for one in needed]


# ---------------------------------------------------------------- Sage 300


def _sage(hands: Hands, wanted: Wanted, today: date | Unanswered) -> SetUp | Unanswered:
    """Ask Sage 300 everything; where not even customers can be asked for, why that is."""
    sage = asked(hands.open_sage)
    if isinstance(sage, Unanswered):
        return sage
    first, *others = setup.READS
    door = _readable(sage, first)
    if door is not None and door.kind != "forbidden":
        return door
    reads = {first: door} | {one: _readable(sage, one) for one in others}
    sets = asked(sage.account_sets)
    return SetUp(
        reads=reads,
        profile=asked(_profile, sage),
        account_sets=sets,
        banks=asked(_banks, sage),
        chart=asked(Chart(sage, hands.config, _known(sets)).accounts),
        source_codes={
            f"{ledger}-{kind}": asked(sage.source_code_exists, ledger, kind)
            for ledger, kind in sorted(
                {(one.source_ledger, one.source_type) for one in wanted.books.values()}
            )
        },
        payment_codes={
            code: asked(sage.payment_code_exists, code)
            for code in sorted({one.payment_code for one in wanted.books.values()})
        },
        fields=asked(_fields, sage, wanted.fields),
        periods={day: asked(_period, sage, day) for day in _days(today)},
        rates=_rates(hands, sage, wanted, _known(sets), today),
    )


def _readable(sage: Sage300, path: str) -> Unanswered | None:
    answer = asked(sage.reach, path)
    return answer if isinstance(answer, Unanswered) else None


def _known(sets: list[AccountSet] | Unanswered) -> list[AccountSet]:
    return [] if isinstance(sets, Unanswered) else sets


def _profile(sage: Sage300) -> tuple[str, str]:
    found = sage.company_profile()
    return found.functional_currency, found.name


def _banks(sage: Sage300) -> dict[str, Bank]:
    return {one.code: one for one in sage.banks()}


def _fields(sage: Sage300, codes: tuple[str, ...]) -> frozenset[str]:
    """Give those of these optional fields that some customer of the first page has."""
    seen = (customer.fields for customer in islice(sage.customers(codes=codes), CUSTOMERS))
    return frozenset(code for fields in seen for code, _ in fields)


def _days(today: date | Unanswered) -> list[date]:
    if isinstance(today, Unanswered):
        return []
    last = today.replace(day=monthrange(today.year, today.month)[1])
    return [today] if last == today else [today, last]


def _period(sage: Sage300, day: date) -> setup.FoundPeriod | None:
    try:
        found = sage.period(day)
    except PersonNeeded:
        return None
    return setup.FoundPeriod(found.period, found.assumed)


def _rates(
    hands: Hands,
    sage: Sage300,
    wanted: Wanted,
    sets: list[AccountSet],
    today: date | Unanswered,
) -> dict[str, bool | Unanswered]:
    """Ask for the rate of each foreign currency that is collected; one request each."""
    profile = asked(_profile, sage)
    if isinstance(profile, Unanswered) or isinstance(today, Unanswered):
        return {}
    home, kind = profile[0], hands.config.sage300.rate_type
    in_use = [one for one in sets if wanted.used is None or one.key in wanted.used]
    currencies = {one.currency for one in credited.collectable(in_use)} - {home}

    def known(currency: str) -> bool:
        return sage.currency_rate(currency, home, kind, today) is not None

    return {one: asked(known, one) for one in sorted(currencies)}


# ---------------------------------------------------------------- GoCardless


def _gocardless(hands: Hands) -> Account:
    client = hands.open_gocardless()
    creditors = {one.id: (one.name, one.verification) for one in client.creditors()}
    theirs = client.server_time()
    # The clock of a sandbox is not that of the machine which serves it.
    real = hands.config.file.sandbox is None
    drift = theirs - hands.clock.now() if theirs is not None and real else None
    return Account(client.creditor_id, creditors, drift)


# ---------------------------------------------------------------- this machine


def _disk(hands: Hands) -> tuple[Disk | Unanswered, Collection[str] | None]:
    """Look at the database, and in it for the account sets of those who are linked.

    A database that is not there yet is not made: it would belong to whoever runs
    this, who need not be the user of the scheduler.
    """
    path = hands.config.database
    room = place.room(path)
    if not path.exists():
        return Disk(str(path), obstacle=place.obstacle(path), free=room), None
    found = asked(_file, hands, room)
    return found if isinstance(found, tuple) else (found, None)


def _file(hands: Hands, room: int) -> tuple[Disk, Collection[str] | None]:
    with hands.open_store() as store:
        health = store.health()
        disk = Disk(
            path=str(health.path),
            schema=health.schema,
            journal_mode=health.journal_mode,
            wal_is_safe=health.wal_is_safe,
            sqlite=".".join(map(str, health.sqlite)),
            problems=health.problems,
            free=room,
        )
        linked = {number for numbers in store.links.all().values() for number in numbers}
        used = {one.account_set for one in store.customers.some(sorted(linked))}
    return disk, used or None


def _webhooks(hands: Hands) -> Gaps | None:
    """Look whether deliveries arrive; None where nothing is known of any."""
    if not hands.config.database.exists():
        return None
    expected = bool(hands.config.webhook.public_url)
    with hands.open_store() as store:
        return gaps.look(
            store,
            hands.clock.now(),
            lambda since: hands.open_gocardless().webhooks(since),
            expected=expected,
        )


def _lock(hands: Hands) -> Lock:
    lock = RunLock(hands.config.database, "doctor")
    if not lock.is_held():
        return Lock(held=False)
    holder = lock.holder()
    if holder is None:
        return Lock(held=True, holder="another process")
    return Lock(held=True, holder=str(holder), age=hands.clock.now() - instant(holder.since))
