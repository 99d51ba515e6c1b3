"""What a payer does with a flow in a story: he fills in the hosted page, without the page."""

from collections.abc import Mapping

from s300gc.sandbox.gocardless import billing_request_flows as flows
from s300gc.sandbox.gocardless import billing_steps as steps
from s300gc.sandbox.gocardless.billing_fulfilment import fulfil
from s300gc.sandbox.gocardless.billing_show import CUSTOMER, DETAIL, currency_of, is_instant
from s300gc.sandbox.gocardless.errors import Refused
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payment_forms import account_given, bank_fields, customer_given
from s300gc.sandbox.gocardless.table import Row

ACCOUNTS: dict[str, dict[str, str]] = {
    "AUD": {"branch_code": "082082", "account_number": "012345678"},
    "CAD": {"bank_code": "0003", "branch_code": "00006", "account_number": "1234567"},
    "DKK": {"bank_code": "0345", "account_number": "3179681"},
    "GBP": {"branch_code": "200000", "account_number": "55779911"},
    "EUR": {"iban": "DE89370400440532013000"},
    "NZD": {"bank_code": "01", "branch_code": "0004", "account_number": "3333333",
            "account_number_suffix": "44"},
    "SEK": {"branch_code": "5491", "account_number": "0000003"},
    "USD": {"bank_code": "026073150", "account_number": "2715500356", "account_type": "checking"},
}  # fmt: skip
"""Accounts for tests, where the story names none (GoCardless guide and published examples)."""

INSTITUTION = "sandbox"


def complete(org: Organisation, flow_id: str, told: Mapping[str, str], made_by: str) -> Row:
    """Fill in a flow to its end and give its billing request, fulfilled.

    ``told`` are details by their names in the API; what it does not tell is taken from the
    customer, then from what the flow prefills, then from the accounts for tests. ``ValueError``
    where the flow is closed or a detail is missing or wrong.
    """
    flow = org.tables[flows.NAME].rows.get(flow_id)
    if flow is None:
        raise ValueError(f"there is no billing request flow {flow_id}")
    state = flows.standing(org, flow)
    if state != "open":
        raise ValueError(f"{flow_id} is {state}")
    request = org.get(steps.NAME, flow["links"]["billing_request"])
    hand = steps.Hand(made_by, flow=flow_id)
    try:
        flows.visit(org, flow, hand)
        _fill_in(org, flow, request, hand, dict(told))
    except Refused as refused:
        raise ValueError(_words(refused)) from refused
    return request


def _words(refused: Refused) -> str:
    said = (f"{entry.get('field', '')} {entry['message']}".strip() for entry in refused.entries)
    return "; ".join(said)


def _fill_in(
    org: Organisation, flow: Row, row: Row, hand: steps.Hand, told: dict[str, str]
) -> None:
    dual = told.pop("dual_signature", "") == "yes"
    if not currency_of(row):
        steps.choose_currency(org, row, hand, told.get("currency") or row["_currencies"][0])
    told.pop("currency", None)
    unknown = set(told) - {*CUSTOMER, *DETAIL, *(field.name for field in bank_fields(row))}
    if unknown:
        raise ValueError(f"{min(unknown)} is not asked for")
    _person(org, flow, row, hand, told)
    if is_instant(row):
        steps.select_institution(org, row, hand, INSTITUTION)
    if "collect_bank_account" not in row["_done"] and not is_instant(row):
        _account(org, row, hand, told)
    if row["mandate_request"] or row["fallback_occurred"]:
        if "collect_bank_account" not in row["_done"]:
            _account(org, row, hand, told)
        steps.confirm(org, row, hand, dual=dual)
    if is_instant(row):
        steps.authorise(org, row, hand)
    if flow["auto_fulfil"]:
        fulfil(org, row, hand)


def _person(
    org: Organisation, flow: Row, row: Row, hand: steps.Hand, told: Mapping[str, str]
) -> None:
    customer = org.get("customers", row["links"]["customer"])
    prefilled = flow["prefilled_customer"] or {}
    names = (*CUSTOMER, *DETAIL)
    known = {name: customer[name] or prefilled.get(name) for name in names}
    own = {name: value for name, value in told.items() if name in names}
    if own or "collect_customer_details" not in row["_done"]:
        values = {name: value for name, value in {**known, **own}.items() if value}
        steps.collect_customer(org, row, hand, customer_given(row, values))


def _account(org: Organisation, row: Row, hand: steps.Hand, told: Mapping[str, str]) -> None:
    customer = org.get("customers", row["links"]["customer"])
    person = f"{customer['given_name'] or ''} {customer['family_name'] or ''}".strip()
    holder = {"account_holder_name": customer["company_name"] or person}
    form = {**holder, **ACCOUNTS.get(currency_of(row), {}), **told}
    steps.collect_account(org, row, hand, account_given(row, form))
