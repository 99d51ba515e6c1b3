"""The steps of a billing request: each is done by the caller of the API or by the payer himself.

Source: GoCardless API reference, billing requests, and its guide to billing request actions. The
reasons of some refusals are not documented and are the sandbox's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from s300gc.sandbox.gocardless import bank_accounts, customers
from s300gc.sandbox.gocardless.bank_details import read
from s300gc.sandbox.gocardless.billing_show import (
    CUSTOMER,
    DETAIL,
    actions,
    currency_of,
    incomplete,
    is_instant,
)
from s300gc.sandbox.gocardless.errors import bad_state
from s300gc.sandbox.gocardless.events import Why, emit
from s300gc.sandbox.gocardless.fields import BLANK, Fields
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.schemes import BY_CURRENCY
from s300gc.sandbox.gocardless.table import Row

NAME = "billing_requests"
ACCOUNT = (
    "account_holder_name", "account_number", "account_number_suffix", "account_type", "bank_code",
    "branch_code", "country_code", "currency", "iban", "metadata", "pay_id",
)  # fmt: skip
OPEN = ("pending", "ready_to_fulfil")


@dataclass(frozen=True, slots=True)
class Hand:
    """Through whose hand a step is done: the API's caller, or the payer on the page of a flow."""

    made_by: str
    flow: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        """The origin that events tell."""
        return "payer" if self.flow else "api"


def tell(org: Organisation, row: Row, action: str, hand: Hand, origin: str = "") -> None:
    """Make an event about a billing request; it links to all that belongs to it by now."""
    links = dict(row["links"])
    told = {name: links[name] for name in ("customer_bank_account",) if name in links}
    if not org.get("customers", links["customer"]).get("_draft"):
        told["customer"] = links["customer"]
    if hand.flow:
        told["billing_request_flow"] = hand.flow
    if action == "fulfilled":
        made = ("mandate_request", "mandate_request_mandate", "payment_request_payment")
        told |= {name: links[name] for name in made if name in links}
    cause = f"billing_request_{action}"
    why = Why(origin or hand.origin, cause, made_by=hand.made_by, metadata=hand.metadata)
    emit(org, NAME, action, row, why, told)


def check_open(row: Row) -> None:
    """Refuse what is fulfilled or cancelled already."""
    if row["status"] not in OPEN:
        raise bad_state("already_actioned", f"Billing request is already {row['status']}")


def _check_before(org: Organisation, row: Row, kind: str) -> None:
    """Refuse an action that the request does not have, or before those it requires."""
    check_open(row)
    customer = org.get("customers", row["links"]["customer"])
    known = {action["type"]: action for action in actions(row, customer)}
    if kind not in known:
        raise bad_state("action_not_available", f"Billing request has no {kind} action")
    missing = [name for name in known[kind]["requires_actions"] if name not in row["_done"]]
    if missing:
        raise bad_state("action_not_available", f"{kind} requires {' and '.join(missing)}")


def _done(org: Organisation, row: Row, *kinds: str) -> None:
    """Mark actions as completed; once all are, the request is ready to be fulfilled."""
    done = [*row["_done"], *(kind for kind in kinds if kind not in row["_done"])]
    org.change(NAME, row, _done=done)
    review(org, row)


def review(org: Organisation, row: Row) -> None:
    """Set the status that follows from the actions."""
    customer = org.get("customers", row["links"]["customer"])
    pending = any(action["status"] == "pending" for action in actions(row, customer))
    if row["status"] in OPEN:
        org.change(NAME, row, status="pending" if pending else "ready_to_fulfil")


def choose_currency(org: Organisation, row: Row, hand: Hand, currency: str | None) -> None:
    """Choose the currency, and with it the scheme; an account in another one is let go."""
    _check_before(org, row, "choose_currency")
    fields = Fields({"currency": currency}, "data", ("currency",))
    fields.text("currency", required=True, choices=row["_currencies"])
    fields.check()
    _set_currency(org, row, str(currency))
    _done(org, row, "choose_currency")
    tell(org, row, "choose_currency", hand)


def _set_currency(org: Organisation, row: Row, currency: str) -> None:
    asked = row["mandate_request"]
    if currency == asked["currency"]:
        return
    scheme = BY_CURRENCY[currency].name
    links = {k: v for k, v in row["links"].items() if k != "customer_bank_account"}
    done = [kind for kind in row["_done"] if kind in ("collect_customer_details",)]
    changed = {**asked, "currency": currency, "scheme": scheme}
    org.change(NAME, row, mandate_request=changed, links=links, _done=done)


def collect_customer(org: Organisation, row: Row, hand: Hand, given: Mapping[str, Any]) -> None:
    """Take the payer's name and address into the customer; refused while anything is missing.

    ``given`` has ``customer`` and ``customer_billing_detail``, as in the API.
    """
    _check_before(org, row, "collect_customer_details")
    fields = Fields(given, "data", ("customer", "customer_billing_detail"))
    parts = {
        "customer": fields.inner("customer", (*CUSTOMER, "metadata")),
        "customer_billing_detail": fields.inner("customer_billing_detail", (*DETAIL, "ip_address")),
    }
    values = _texts(parts["customer"], CUSTOMER) | _texts(parts["customer_billing_detail"], DETAIL)
    detail = parts["customer_billing_detail"]
    ip_address = detail.text("ip_address", longest=45) if detail else None
    if parts["customer"] and "metadata" in parts["customer"].given:
        values["metadata"] = parts["customer"].metadata()
    customer = org.get("customers", row["links"]["customer"])
    after = {**row, "_ip": ip_address or row["_ip"]}
    for part, names in zip(parts, incomplete(after, {**customer, **values}), strict=True):
        for name in names:
            fields.fault(f"{part}.{name}", BLANK)
    fields.check()
    org.change("customers", customer, **values, _draft=False)
    org.change(NAME, row, _ip=after["_ip"])
    _done(org, row, "collect_customer_details")
    tell(org, row, "collect_customer_details", hand)


def _texts(part: Fields | None, names: tuple[str, ...]) -> dict[str, Any]:
    """Read the given texts of one part; those not given stay what they are."""
    if part is None:
        return {}
    found: dict[str, Any] = {
        name: part.text(name, longest=255, pattern=customers.PATTERNS.get(name, ""))
        for name in names
        if name in part.given
    }
    if found.get("language") not in (None, *customers.LANGUAGES):
        part.fault("language", "is not supported")
    if "language" in found and not found["language"]:
        del found["language"]
    return found


def collect_account(org: Organisation, row: Row, hand: Hand, given: Mapping[str, Any]) -> None:
    """Take the payer's bank account, in the currency that is asked for or now becomes it.

    An account that the customer has already is used again.
    """
    _check_before(org, row, "collect_bank_account")
    currency = currency_of(row)
    assumed = {"currency": currency} if currency and not given.get("iban") else {}
    fields = Fields({**assumed, **given}, "data", ACCOUNT)
    if fields.text("pay_id"):
        fields.fault("pay_id", "is only supported for pay_to")
    values = read(org, fields)
    allowed = (currency,) if currency else row["_currencies"]
    if not fields.faults and values["currency"] not in allowed:
        wrong = "iban" if given.get("iban") else "country_code"
        fields.fault(wrong, f"must be for an account in {' or '.join(allowed)}")
    fields.check()
    if row["mandate_request"] and not currency:
        _set_currency(org, row, values["currency"])
    account = _account(org, row, hand, values)
    org.change(NAME, row, links={**row["links"], "customer_bank_account": account["id"]})
    chosen = () if row["payment_request"] else ("choose_currency",)
    _done(org, row, *chosen, "collect_bank_account")
    tell(org, row, "collect_bank_account", hand)


def _account(org: Organisation, row: Row, hand: Hand, values: dict[str, Any]) -> Row:
    customer = org.get("customers", row["links"]["customer"])
    values["_account"] = bank_accounts.digest_of(customer, values.pop("_number"))
    known = bank_accounts.find_account(org, values["_account"])
    return known or bank_accounts.new(org, hand.made_by, customer, values)


def confirm(org: Organisation, row: Row, hand: Hand, *, dual: bool = False) -> None:
    """Note that the payer has checked his details; ``dual`` asks for a second signature."""
    _check_before(org, row, "confirm_payer_details")
    if row["mandate_request"]:
        asked = {**row["mandate_request"], "payer_requested_dual_signature": dual}
        org.change(NAME, row, mandate_request=asked)
    _done(org, row, "confirm_payer_details")
    tell(org, row, "payer_details_confirmed", hand)


def select_institution(org: Organisation, row: Row, hand: Hand, institution: str) -> None:
    """Note at which bank the payer will authorise the payment."""
    _check_before(org, row, "select_institution")
    org.change(NAME, row, _institution=institution)
    _done(org, row, "select_institution")
    tell(org, row, "select_institution", hand, "payer")


def authorise(org: Organisation, row: Row, hand: Hand, origin: str = "payer") -> None:
    """Let the payer authorise the payment at his bank, which also tells his account."""
    _check_before(org, row, "bank_authorisation")
    links = {**row["links"], "bank_authorisation": org.new_id("bank_authorisations")}
    org.change(NAME, row, links=links)
    _done(org, row, "collect_bank_account", "bank_authorisation")
    tell(org, row, "bank_authorisation_authorised", hand, origin)


def fall_back(org: Organisation, row: Row) -> None:
    """Take the payment by direct debit instead, where the request allows that."""
    check_open(row)
    if not row["fallback_enabled"] or not is_instant(row):
        raise bad_state("action_not_available", "Fallback is not enabled for the billing request")
    org.change(NAME, row, fallback_occurred=True)
    review(org, row)


def cancel(org: Organisation, row: Row, hand: Hand) -> None:
    """Cancel a request that is not fulfilled; its flows cannot be filled in any more."""
    if row["status"] not in OPEN:
        raise bad_state("cancellation_failed", f"Billing request is already {row['status']}")
    org.change(NAME, row, status="cancelled")
    tell(org, row, "cancelled", hand)
