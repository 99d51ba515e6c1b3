"""Each scheme by its own days, limits and words."""

import json
import subprocess
import sys
from datetime import date
from typing import Any

import pytest

from s300gc.sandbox.gocardless.bankdays import is_working, shift
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, DEBITS, KNOWN_SCHEMES, SCHEMES

from .desk import COUNTRIES, Desk, shared
from .desk import SCHEMES as OF_CURRENCY

EVERY = tuple(BY_CURRENCY)


def everywhere(**switches: Any) -> Desk:
    """A creditor who is paid in every currency."""
    return Desk(currencies=EVERY, **switches)


def test_the_desk_knows_the_scheme_of_each_currency() -> None:
    assert {currency: scheme.name for currency, scheme in BY_CURRENCY.items()} == OF_CURRENCY
    assert COUNTRIES.keys() == OF_CURRENCY.keys()
    assert {*SCHEMES, "sepa_cor1"} == KNOWN_SCHEMES


@pytest.mark.parametrize("currency", EVERY)
def test_a_payment_goes_its_way_on_working_days_only(currency: str) -> None:
    desk = everywhere()
    scheme = BY_CURRENCY[currency]
    payment = desk.pay(desk.sign(currency))
    desk.days(21)
    shown = desk.get("payments", payment)
    assert (shown["status"], shown["scheme"]) == ("paid_out", scheme.name)
    events = {e["action"]: date.fromisoformat(e["created_at"][:10]) for e in desk.events()}
    charged = date.fromisoformat(shown["charge_date"])
    assert charged == shift(scheme.calendar, date(2026, 1, 5), scheme.notice)
    assert events["confirmed"] == shift(scheme.calendar, charged, scheme.outcome)
    assert events["paid_out"] == shift(scheme.calendar, charged, scheme.payout)
    days = [day for action, day in events.items() if action in ("submitted", "paid_out")]
    assert all(is_working(scheme.calendar, day) for day in [charged, *days])


@pytest.mark.parametrize("currency", EVERY)
def test_a_day_of_rest_is_rolled_forward_by_the_scheme_s_own_calendar(currency: str) -> None:
    desk = everywhere()
    mandate, calendar = desk.sign(currency), BY_CURRENCY[currency].calendar
    for text in ("2026-04-03", "2026-05-25", "2026-06-19", "2026-07-01", "2026-10-26"):
        asked = date.fromisoformat(text)
        day = desk.get("payments", desk.pay(mandate, charge_date=text))["charge_date"]
        assert date.fromisoformat(day) == shift(calendar, asked, 0)
    assert not is_working(calendar, date(2026, 4, 3)) or currency == "USD"


@pytest.mark.parametrize("scheme", DEBITS, ids=lambda scheme: scheme.name)
def test_a_scheme_has_its_least_amount_and_its_reference(scheme: Any) -> None:
    desk = everywhere()
    links = {"mandate": desk.sign(scheme.currency)}
    given = {"amount": scheme.least, "currency": scheme.currency, "links": links}
    low = {**given, "amount": scheme.least - 1}
    assert desk.fault("payments", **low)[0] == "amount"
    assert desk.fault("payments", **given, reference="x" * (scheme.reference + 1))[0] == "reference"
    if scheme.reference:
        assert desk.make("payments", **given, reference="x" * scheme.reference)
    other = {**given, "currency": "EUR" if scheme.currency == "GBP" else "GBP"}
    message = f"must be {scheme.currency} for a {scheme.name} mandate"
    assert desk.fault("payments", **other) == ("currency", message)


@pytest.mark.parametrize("scheme", DEBITS, ids=lambda scheme: scheme.name)
def test_mandates_wait_for_their_first_payment_or_not_and_expire_or_not(scheme: Any) -> None:
    desk = everywhere()
    mandate = desk.sign(scheme.currency, active=False)
    desk.days(10)
    waits = desk.get("mandates", mandate)["status"] == "pending_submission"
    assert waits == scheme.with_first_payment
    used = desk.sign(scheme.currency)
    desk.until(date(2029, 3, 1))
    expired = desk.get("mandates", used)["status"] == "expired"
    assert expired == bool(scheme.dormancy)


def test_autogiro_takes_nothing_back() -> None:
    desk = everywhere()
    for kind in ("late_failure", "charged_back", "failed_after_confirmation"):
        mandate = desk.sign("SEK")
        desk.fail(mandate, kind)
        desk.pay(mandate)
    desk.days(21)
    assert {row["status"] for row in desk.rows("payments")} == {"paid_out"}
    with pytest.raises(ValueError, match="autogiro"):
        desk.gocardless.take_back(desk.rows("payments")[0]["id"])


def test_every_event_of_every_scheme_is_documented() -> None:
    documented = json.loads(shared("event_types.json").read_text(encoding="utf-8"))
    desk = everywhere()
    for scheme in DEBITS:
        for kind, codes in (("failed", scheme.failed), ("charged_back", scheme.charged_back)):
            for cause in codes:
                mandate = desk.sign(scheme.currency)
                desk.fail(mandate, kind, cause=cause)
                desk.pay(mandate)
                desk.pay(mandate, charge_date="2026-04-01")
        desk.gocardless.cancel_mandate(desk.sign(scheme.currency), made_by="story")
    desk.days(30)
    strange = {
        (event["resource_type"], event["action"], details["scheme"], details["cause"])
        for event in desk.gocardless.state()["events"]
        if (details := event["details"]).get("scheme")
        and not any(
            (entry["origin"], entry["cause"], entry.get("scheme"))
            == (details["origin"], details["cause"], details["scheme"])
            and details.get("reason_code") in (entry.get("reason_codes") or [None])
            for entry in documented[event["resource_type"]].get(event["action"], [])
        )
    }
    # The documents have no causes for Autogiro, and none for this ending of a New Zealand mandate.
    assert {one for one in strange if one[2] != "autogiro"} == {
        ("mandates", "cancelled", "becs_nz", "mandate_cancelled")
    }


def test_nothing_loads_the_holidays_before_a_day_is_asked_for() -> None:
    code = (
        "import sys; from s300gc.sandbox import world; assert 'holidays' not in sys.modules\n"
        "world.World.new('empty'); assert 'holidays' not in sys.modules\n"
        "from s300gc.sandbox.gocardless.bankdays import is_working; from datetime import date\n"
        "is_working('uk', date(2026, 1, 5)); assert 'holidays' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
