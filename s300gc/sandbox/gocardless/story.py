"""What a story lets happen on the GoCardless side, without HTTP."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from s300gc.sandbox.gocardless import (
    bank_accounts,
    collection,
    creditors,
    customers,
    mandates,
    payments,
)
from s300gc.sandbox.gocardless.endings import end_mandate
from s300gc.sandbox.gocardless.errors import bad_state
from s300gc.sandbox.gocardless.events import by_bank, by_call
from s300gc.sandbox.gocardless.fields import Fields
from s300gc.sandbox.gocardless.notice import OPEN
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY, CAUSES, SCHEMES


def creditor(org: Organisation, name: str, currencies: Sequence[str], country: str) -> str:
    """Make a creditor that is paid in some currencies and give his id."""
    unknown = set(currencies).difference(BY_CURRENCY)
    if unknown or not currencies:
        raise ValueError(f"currencies must be among {', '.join(BY_CURRENCY)}")
    return str(creditors.new(org, name, currencies, country)["id"])


def sign_mandate(
    org: Organisation,
    person: Mapping[str, Any],
    *,
    scheme: str,
    currency: str,
    bank_name: str,
    ending: str,
    creditor_id: str | None,
    status: str,
    made_by: str,
    country_code: str,
) -> str:
    """Make customer, bank account and mandate, as a payment page does, and give its id."""
    facts = SCHEMES.get(scheme)
    if facts is None or facts.currency != currency:
        raise ValueError(f"{scheme} does not collect {currency}")
    owner = org.get("creditors", creditor_id or next(iter(org.tables["creditors"].rows), ""))
    customer = customers.new(org, made_by, {**person, "country_code": country_code})
    holder = person.get("company_name") or f"{person['given_name']} {person['family_name']}"
    account = bank_accounts.new(
        org,
        made_by,
        customer,
        {
            "account_holder_name": holder,
            "account_number_ending": ending,
            "account_type": "checking" if country_code == "US" else None,
            "bank_name": bank_name,
            "country_code": country_code,
            "currency": currency,
            "metadata": {},
        },
    )
    if status == "pending_customer_approval":
        customer["_approval"] = True
    values = {"status": status} if status != "active" else {}
    mandate = mandates.new(org, made_by, account, owner, facts, values)
    if status == "active":
        mandates.activate_at_once(org, mandate)
    return str(mandate["id"])


def plan_failure(org: Organisation, customer_id: str, kind: str, cause: str, nth: int) -> None:
    """Let the ``nth`` payment submitted for a customer from now on end badly."""
    org.get("customers", customer_id)
    if kind not in collection.FATES or nth < 1:
        raise ValueError(f"kind must be one of {', '.join(collection.FATES)}, nth at least 1")
    if cause and cause not in CAUSES:
        raise ValueError(f"cause must be one of {', '.join(sorted(CAUSES))}")
    n = org.data["submissions"].get(customer_id, 0) + nth
    plans = org.data["plans"].setdefault(customer_id, {})
    plans[str(n)] = {"kind": kind, "cause": cause}


def set_chances(org: Organisation, chances: Mapping[str, int]) -> None:
    """Let so many of a thousand collections end badly, by kind."""
    if set(chances).difference(collection.FATES) or sum(chances.values()) > 1000:
        raise ValueError(f"kinds are {', '.join(collection.FATES)}, together at most 1000")
    org.data["per_mille"] = dict(chances)


def cancel_mandate(org: Organisation, mandate_id: str, made_by: str) -> None:
    """Cancel a mandate: a person in the dashboard, the tool's token, or the payer at his bank."""
    mandate = org.get("mandates", mandate_id)
    if mandate["status"] not in OPEN:
        raise bad_state("cancellation_failed", f"Mandate is already {mandate['status']}")
    scheme = SCHEMES[mandate["scheme"]]
    why = by_call(made_by, "mandate_cancelled")
    if made_by == "story":
        why = by_bank(scheme.name, "mandate_cancelled", scheme.cancelled)
    end_mandate(org, mandate, "cancelled", why)


def dashboard_payment(
    org: Organisation,
    mandate_id: str,
    amount: int,
    description: str,
    charge_date: date | None,
    made_by: str,
) -> str:
    """Make a payment as a person does in the dashboard and give its id."""
    mandate = org.get("mandates", mandate_id)
    payments.check_mandate(mandate)
    least = SCHEMES[mandate["scheme"]].least
    if amount < least:
        raise ValueError(f"amount must be at least {least}")
    fields = Fields({}, "payments", ())
    day = payments.check_day(org, fields, mandate, "charge_date", charge_date)
    values = {
        "amount": amount,
        "description": description,
        "reference": None,
        "retry_if_possible": False,
    }
    why = by_call(made_by, "payment_created")
    return str(payments.new(org, mandate, values, day, why)["id"])


def cancel_chargeback(org: Organisation, payment_id: str) -> None:
    """Let the bank take a chargeback back."""
    payment = org.get("payments", payment_id)
    if payment["status"] != "charged_back":
        raise ValueError(f"{payment_id} is {payment['status']}, not charged back")
    collection.cancel_chargeback(org, payment)
