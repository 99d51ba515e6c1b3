"""Subscriptions and recurring charges as both clients read and write them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from s300gc.errors import PersonNeeded, Refused
from s300gc.model import Money
from s300gc.model.subscriptions import Cadence, ChargeKey, CreateSubscription, Schedule
from tests.flows.collectors import company_of, sign
from tests.flows.subscribers import landlord

RENT = Money(12000, "GBP")


def step(mandate: str, today: date, **other: Any) -> CreateSubscription:
    made = CreateSubscription(
        "SAMLTD subscription C1 RENT #1", "key-1", ChargeKey("RENT", "C1"), 1, mandate, RENT,
        "Rent", Cadence("monthly", 1, 28), today + timedelta(days=30), None,
        (("charge", "RENT #1"), ("customer", "C1")),
    )  # fmt: skip
    return replace(made, **other)


def test_a_subscription_is_made_once_for_a_key_and_changed(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    mandate, today = sign(one.world, "C1"), one.world.timeline.today
    with one.parts() as parts:
        client = parts.gocardless
        made = client.create_subscription(step(mandate, today))
        assert client.create_subscription(step(mandate, today)).id == made.id
        assert (made.amount, made.cadence, made.mandate) == (
            RENT, Cadence("monthly", 1, 28), mandate,
        )  # fmt: skip
        assert dict(made.metadata)["charge"] == "RENT #1"
        dearer = Money(13000, "GBP")
        assert client.change_subscription(made.id, "amend", dearer).amount == dearer
        states = [
            client.change_subscription(made.id, action, dearer).status
            for action in ("pause", "resume", "cancel")
        ]
        assert states == ["paused", "active", "cancelled"]
        assert [found.id for found in client.subscriptions(mandate=mandate)] == [made.id]
        with pytest.raises(Refused) as refused:
            client.change_subscription(made.id, "cancel", dearer)
        assert refused.value.code == "cancellation_failed"


def test_a_key_that_made_something_else_is_for_a_person(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    mandate, today = sign(one.world, "C1"), one.world.timeline.today
    with one.parts() as parts:
        parts.gocardless.create_subscription(step(mandate, today))
        with pytest.raises(PersonNeeded, match="charges on other days"):
            parts.gocardless.create_subscription(
                step(mandate, today, cadence=Cadence("monthly", 2, 28))
            )


def test_every_rhythm_is_taken_as_it_is_sent(tmp_path: Path) -> None:
    one = company_of(tmp_path)
    mandate, today = sign(one.world, "C1"), one.world.timeline.today
    rhythms = [
        Cadence("weekly", 2), Cadence("monthly", 3, -1), Cadence("yearly", 1, 5, 4),
    ]  # fmt: skip
    with one.parts() as parts:
        for n, rhythm in enumerate(rhythms):
            wanted = step(mandate, today, key=f"key-{n}", cadence=rhythm, count=2)
            made = parts.gocardless.create_subscription(wanted)
            assert (made.cadence, made.count) == (rhythm, 2)


def test_a_charge_tells_its_total_with_tax_and_what_ends_it(tmp_path: Path) -> None:
    one = landlord(tmp_path, invoices=3)
    one.world.sage300.generate_recurring(date(2026, 2, 1))
    with one.parts() as parts:
        (charge,) = parts.sage.recurring_charges(["RENT", "NONE"])
        (monthly,) = parts.sage.schedules(["MONTHLY"])
        assert parts.sage.recurring_charges(["NONE"]) == []
    assert (charge.key, charge.amount, charge.active) == (ChargeKey("RENT", "C1"), RENT, True)
    assert (charge.most_invoices, charge.invoices, charge.expires) == (3, 1, None)
    assert (charge.next_date, charge.invoiced) == (date(2026, 3, 1), RENT)
    assert [line.amount.decimal for line in charge.lines] == [Decimal("100.00")]
    assert monthly == Schedule("MONTHLY", "Monthly", "Every", 1, 1)
