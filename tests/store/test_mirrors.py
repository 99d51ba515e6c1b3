from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from s300gc.model import Money
from s300gc.store import Store
from tests.store import make
from tests.store.conftest import FixedClock

EVERY: list[tuple[str, Any, dict[str, Any]]] = [
    ("customers", make.customer(), {"email": "new@example.com"}),
    (
        "customers",
        make.customer(
            group="RETAIL",
            on_hold=True,
            active=False,
            balance_forward=True,
            national_account="NAT",
            fields=(("GCBANK", "BARCLAYS **11"), ("GCMANDATE", "MD1")),
        ),
        {"fields": (("GCMANDATE", "MD2"),)},
    ),
    ("documents", make.document(), {"balance": make.gbp(500)}),
    (
        "documents",
        make.document(
            original=Money(-5, "EUR"),
            balance=Money(-5, "EUR"),
            description="über",
            terms="NET30",
            payments=3,
            fully_paid=True,
            job_related=True,
            retainage=True,
            batch="1",
            entry="2",
        ),
        {"due": date(2027, 1, 1)},
    ),
    ("gc_customers", make.gc_customer(), {"metadata": (("customer", "1200"),)}),
    ("bank_accounts", make.bank_account(), {"enabled": False}),
    ("mandates", make.mandate(), {"status": "cancelled", "next_charge_date": None}),
    ("payments", make.payment(), {"status": "paid_out", "payout": "PO1", "refunded": 10}),
    (
        "payments",
        make.payment(charge_date=None, metadata=(("a", "b"),), subscription="SB1"),
        {"amount": Money(5, "SEK")},
    ),
    ("payouts", make.payout(), {"status": "bounced", "arrival_date": None}),
]


def key_of(value: Any) -> tuple[str, ...]:
    if hasattr(value, "balance"):
        return (value.customer, value.number)
    return (value.number if hasattr(value, "number") else value.id,)


@pytest.mark.parametrize(("name", "value", "change"), EVERY)
def test_a_value_comes_back_as_it_was_put_and_only_changes_count(
    store: Store, name: str, value: Any, change: dict[str, Any]
) -> None:
    mirror = getattr(store, name)
    assert mirror.get(*key_of(value)) is None
    assert mirror.put([value]) == [value]
    assert mirror.get(*key_of(value)) == value
    assert mirror.put([value]) == []
    changed = replace(value, **change)
    assert mirror.put([changed]) == [changed]
    assert mirror.some([key_of(value)]) == [changed]
    assert mirror.page() == [changed]
    assert mirror.page(after=key_of(value)) == []


@pytest.mark.parametrize(("name", "value", "change"), EVERY)
def test_what_changed_stays_dirty_until_exactly_that_was_dealt_with(
    store: Store, name: str, value: Any, change: dict[str, Any]
) -> None:
    mirror = getattr(store, name)
    mirror.put([value])
    changed = replace(value, **change)
    mirror.put([changed])
    mirror.clean([value])
    assert mirror.dirty() == [changed]
    mirror.clean([changed])
    assert mirror.dirty() == []
    mirror.put([changed])
    assert mirror.dirty() == []


def test_not_read_since_names_what_is_old_or_unknown(store: Store, clock: FixedClock) -> None:
    store.mandates.put([make.mandate("MD1"), make.mandate("MD2")])
    store.documents.put([make.document("IN1"), make.document("IN2")])
    started = clock.move(minutes=1)
    store.mandates.put([make.mandate("MD2")])
    store.documents.put([make.document("IN2")])
    assert store.mandates.not_read_since(["MD1", "MD2", "MD3"], started) == ["MD1", "MD3"]
    keys = [("1200", "IN1"), ("1200", "IN2")]
    assert store.documents.not_read_since(keys, started) == [("1200", "IN1")]
    assert store.documents.not_read_since([], started) == []


def test_many_rows_go_in_short_transactions(opened: Callable[..., Store]) -> None:
    store = opened()
    many = [make.gc_customer(f"CU{n:05}") for n in range(2500)]
    assert len(store.gc_customers.put(many)) == 2500
    assert store.gc_customers.count() == 2500
    assert [one.id for one in store.gc_customers.page(limit=2)] == ["CU00000", "CU00001"]
    assert len(store.gc_customers.known()) == len(store.gc_customers.all()) == 2500


def test_the_last_of_two_values_with_one_key_counts(store: Store) -> None:
    store.mandates.put([make.mandate(status="active"), make.mandate(status="cancelled")])
    found = store.mandates.get("MD1")
    assert found is not None
    assert found.status == "cancelled"


def test_instants_of_any_zone_are_kept_as_utc(store: Store) -> None:
    summer = datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=1)))
    store.payments.put([make.payment(created_at=summer)])
    found = store.payments.get("PM1")
    assert found is not None
    assert found.created_at == summer
    assert found.created_at.tzinfo == UTC
    with pytest.raises(ValueError, match="no time zone"):
        store.payments.put([make.payment(created_at=datetime(2026, 7, 1, 10))])  # noqa: DTZ001


def test_mandates_are_found_by_their_holder(store: Store) -> None:
    older = make.mandate("MD1", created_at=make.AT - timedelta(days=9))
    cancelled = make.mandate("MD2", status="cancelled")
    newer = make.mandate("MD3", created_at=make.AT + timedelta(days=1))
    other = make.mandate("MD4", customer="CU2")
    store.mandates.put([older, cancelled, newer, other])
    assert store.mandates.by_customer("CU1") == [older, cancelled, newer]
    assert store.mandates.usable_of("CU1") == [newer, older]
    assert store.mandates.holders() == ["CU1", "CU2"]
    store.links.set("CU1", "1200", "metadata")
    assert store.mandates.of_customers(["1200", "1300"]) == {"1200": (older, cancelled, newer)}
    assert store.links.of_mandates(["MD1", "MD4", "MD9"]) == {"MD1": ("1200",)}


def test_payments_are_found_by_status_mandate_and_payout(store: Store) -> None:
    store.payments.put(
        [
            make.payment("PM1"),
            make.payment("PM2", status="submitted"),
            make.payment("PM3", status="failed", mandate="MD2"),
            make.payment("PM4", status="paid_out", payout="PO1"),
            make.payment("PM5", status="submitted", amount=Money(7, "EUR")),
        ]
    )
    payments = store.payments
    assert [one.id for one in payments.open()] == ["PM1", "PM2", "PM5"]
    assert [one.id for one in payments.by_status(["failed", "paid_out"])] == ["PM3", "PM4"]
    assert [one.id for one in payments.of_mandate("MD2")] == ["PM3"]
    assert [one.id for one in payments.of_payout("PO1")] == ["PM4"]
    assert payments.of_payout("") == []
    assert payments.created_at(["PM1", "PM9"]) == {"PM1": make.AT}
    assert payments.totals() == [
        ("pending_submission", 1, make.gbp(1000)),
        ("submitted", 1, Money(7, "EUR")),
        ("submitted", 1, make.gbp(1000)),
    ]


def test_bank_accounts_are_found_by_their_holder(store: Store) -> None:
    store.bank_accounts.put([make.bank_account("BA1"), make.bank_account("BA2", customer="CU2")])
    assert [one.id for one in store.bank_accounts.of_customer("CU2")] == ["BA2"]
