"""Billing requests through the API: asked, answered step by step, fulfilled or given up."""

from typing import Any

import pytest

from .billing import ACCOUNT, ADA, GERMAN, HOME, INSTANT, PAYER, act, ask, pending, ready, refused
from .desk import Desk


def test_a_request_goes_from_pending_to_a_mandate(desk: Desk) -> None:
    request = ask(desk, metadata={"sage300_customer": "C1001"})
    assert pending(desk, request) == [
        "collect_customer_details", "collect_bank_account", "confirm_payer_details",
    ]  # fmt: skip
    act(desk, request, "collect_customer_details", **PAYER)
    act(desk, request, "collect_bank_account", **ACCOUNT)
    assert pending(desk, request) == ["confirm_payer_details"]
    assert act(desk, request, "confirm_payer_details")["status"] == "ready_to_fulfil"
    done = act(desk, request, "fulfil")
    assert done["status"] == "fulfilled"
    mandate = desk.get("mandates", done["links"]["mandate_request_mandate"])
    assert done["mandate_request"]["links"] == {"mandate": mandate["id"]}
    assert (mandate["scheme"], mandate["status"]) == ("bacs", "pending_submission")
    for kind in ("customer", "customer_bank_account", "creditor"):
        assert mandate["links"][kind] == done["links"][kind]
    customer = desk.get("customers", done["links"]["customer"])
    assert (customer["family_name"], customer["city"]) == ("Ives", "Leeds")
    desk.days(5)
    assert desk.get("mandates", mandate["id"])["status"] == "active"


def test_the_events_lead_from_the_mandate_back_to_the_request_and_its_metadata(
    desk: Desk,
) -> None:
    request = ready(desk, metadata={"sage300_customer": "C1001"})
    act(desk, request, "fulfil")
    assert desk.actions(billing_request=request) == [
        "created", "collect_customer_details", "collect_bank_account", "payer_details_confirmed",
        "fulfilled",
    ]  # fmt: skip
    last = desk.events(billing_request=request)[-1]
    links = desk.get("billing_requests", request)["links"]
    assert last["links"] == {
        "billing_request": request,
        **{name: links[name] for name in (
            "customer", "customer_bank_account", "mandate_request", "mandate_request_mandate")},
    }  # fmt: skip
    assert last["resource_metadata"] == {"sage300_customer": "C1001"}
    assert last["details"]["cause"] == "billing_request_fulfilled"
    created = desk.events(mandate=links["mandate_request_mandate"])[0]
    assert created["created_at"] < last["created_at"]


def test_the_mandate_has_the_metadata_and_reference_that_its_part_asked_for(desk: Desk) -> None:
    asked = {"scheme": "bacs", "metadata": {"our": "own"}, "reference": "CUST-1"}
    request = ready(desk, mandate_request=asked, metadata={"other": "thing"})
    done = act(desk, request, "fulfil")
    mandate = desk.get("mandates", done["links"]["mandate_request_mandate"])
    assert (mandate["metadata"], mandate["reference"]) == ({"our": "own"}, "CUST-1")
    assert not [name for name in done["mandate_request"] if name[0] == "_"]


def test_the_payer_is_no_customer_before_he_told_his_name(desk: Desk) -> None:
    request = ask(desk)
    customer = desk.get("billing_requests", request)["links"]["customer"]
    assert desk.rows("customers") == []
    assert desk.gocardless.state()["customers"] == []
    assert desk.reason("GET", f"/customers/{customer}") == (404, "resource_not_found")
    act(desk, request, "collect_customer_details", **PAYER)
    assert [row["id"] for row in desk.rows("customers")] == [customer]


def test_what_is_missing_is_told_before_and_after_asking(desk: Desk) -> None:
    request = ask(desk)
    action = desk.get("billing_requests", request)["actions"][1]
    assert action["collect_customer_details"] == {
        "incomplete_fields": {
            "customer": ["email", "given_name", "family_name"],
            "customer_billing_detail": ["address_line1", "city", "postal_code", "country_code"],
        },
        "default_country_code": "GB",
    }
    path = f"/billing_requests/{request}/actions/collect_customer_details"
    told = {"customer": {**ADA, "email": "nobody"}, "customer_billing_detail": {"city": "Leeds"}}
    error = desk.refused("POST", path, {"data": told})
    assert [(entry["field"], entry["request_pointer"]) for entry in error["errors"]] == [
        ("email", "/data/customer/email"),
        ("address_line1", "/data/customer_billing_detail/address_line1"),
        ("postal_code", "/data/customer_billing_detail/postal_code"),
        ("country_code", "/data/customer_billing_detail/country_code"),
    ]
    assert "collect_customer_details" in pending(desk, request)


def test_a_known_customer_has_told_his_details_already(desk: Desk) -> None:
    known = desk.make("customers", **ADA, **HOME)["id"]
    request = ask(desk, links={"customer": known})
    assert pending(desk, request) == ["collect_bank_account", "confirm_payer_details"]
    desk.put("customers", known, email=None)
    lacking = ask(desk, links={"customer": known})
    assert "collect_customer_details" in pending(desk, lacking)


def test_a_known_account_needs_only_to_be_confirmed_and_is_not_made_again(desk: Desk) -> None:
    first = act(desk, ready(desk), "fulfil")["links"]
    account = first["customer_bank_account"]
    request = ask(desk, links={"customer_bank_account": account})
    assert pending(desk, request) == ["confirm_payer_details"]
    again = ask(desk, links={"customer": first["customer"]})
    act(desk, again, "collect_bank_account", **ACCOUNT)
    assert desk.get("billing_requests", again)["links"]["customer_bank_account"] == account
    stranger = desk.make("customers", **ADA)["id"]
    fault = desk.fault(
        "billing_requests", mandate_request={"currency": "GBP"},
        links={"customer": stranger, "customer_bank_account": account},
    )  # fmt: skip
    assert fault == ("customer_bank_account", "is invalid")
    assert len(desk.rows("billing_requests")) == 3


@pytest.mark.parametrize(
    ("asked", "scheme", "currency"),
    [
        ({"currency": "EUR"}, "sepa_core", "EUR"),
        ({"scheme": "bacs"}, "bacs", "GBP"),
        ({"scheme": "sepa_core", "currency": "EUR"}, "sepa_core", "EUR"),
        ({}, None, None),
    ],
)
def test_scheme_and_currency_follow_from_one_another(
    asked: dict[str, str], scheme: str | None, currency: str | None
) -> None:
    desk = Desk(currencies=("GBP", "EUR"))
    made = desk.get("billing_requests", ask(desk, mandate_request=asked))
    assert (made["mandate_request"]["scheme"], made["mandate_request"]["currency"]) == (
        scheme, currency,
    )  # fmt: skip
    choice = made["actions"][0]
    assert (choice["type"], choice["available_currencies"]) == ("choose_currency", ["GBP", "EUR"])
    assert choice["status"] == ("completed" if currency else "pending")


def test_the_currency_can_be_chosen_later_or_follows_from_the_account() -> None:
    desk = Desk(currencies=("GBP", "EUR"))
    chosen, told = ask(desk, mandate_request={}), ask(desk, mandate_request={})
    assert refused(desk, chosen, "collect_customer_details", **PAYER) == (
        422, "action_not_available",
    )  # fmt: skip
    assert refused(desk, chosen, "choose_currency", currency="USD") == (422, "currency")
    made = act(desk, chosen, "choose_currency", currency="EUR")
    assert made["mandate_request"]["scheme"] == "sepa_core"
    made = act(desk, told, "collect_bank_account", **GERMAN)
    assert made["mandate_request"]["currency"] == "EUR"
    assert pending(desk, told) == ["collect_customer_details", "confirm_payer_details"]
    act(desk, told, "choose_currency", currency="GBP")
    assert "customer_bank_account" not in desk.get("billing_requests", told)["links"]


PLAN = {"amount": 900, "currency": "USD", "interval_unit": "monthly"}


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "mandate_request"),
        ({"mandate_request": {"scheme": "autogiro"}}, "scheme"),
        ({"mandate_request": {"currency": "EUR"}}, "currency"),
        ({"mandate_request": {"scheme": "bacs", "currency": "EUR"}}, "scheme"),
        ({"mandate_request": {"wish": "x"}}, "wish"),
        ({"mandate_request": {"metadata": {"a": 1}}}, "metadata"),
        ({"payment_request": {"amount": 100, "currency": "GBP"}}, "description"),
        ({"payment_request": {**INSTANT, "currency": "USD"}}, "currency"),
        ({"payment_request": {**INSTANT, "currency": "EUR"}}, "scheme"),
        ({"payment_request": INSTANT, "mandate_request": {"currency": "EUR"}}, "currency"),
        ({"mandate_request": {}, "subscription_request": {**PLAN, "amount": 1}}, "amount"),
        ({"mandate_request": {"scheme": "bacs"}, "subscription_request": PLAN}, "scheme"),
        ({"payment_request": INSTANT, "subscription_request": PLAN}, "currency"),
        ({"mandate_request": {}, "subscription_request": {**PLAN, "month": "may"}}, "month"),
        ({"mandate_request": {}, "instalment_schedule_request": {}}, "instalment_schedule_request"),
        ({"mandate_request": {}, "purpose_code": "fun"}, "purpose_code"),
    ],
)
def test_what_cannot_be_asked_is_told_and_leaves_nothing(
    desk: Desk, fields: dict[str, Any], fault: str
) -> None:
    assert desk.fault("billing_requests", **fields)[0] == fault
    assert desk.rows("billing_requests") == []
    assert desk.events() == []


def test_steps_out_of_order_are_refused(desk: Desk) -> None:
    request = ask(desk)
    for action in ("confirm_payer_details", "fallback", "select_institution"):
        fields = {"country_code": "GB", "institution": "x"} if "select" in action else {}
        assert refused(desk, request, action, **fields) == (422, "action_not_available")
    assert refused(desk, request, "fulfil") == (422, "billing_request_not_ready")
    assert refused(desk, request, "notify", notification_type="email") == (
        422, "action_not_available",
    )  # fmt: skip


def test_an_account_of_another_currency_is_refused(desk: Desk) -> None:
    request = ask(desk)
    assert refused(desk, request, "collect_bank_account", **GERMAN) == (422, "iban")
    assert refused(desk, request, "collect_bank_account", **{**ACCOUNT, "pay_id": "a@b.c"}) == (
        422, "pay_id",
    )  # fmt: skip
    assert desk.rows("customer_bank_accounts") == []


def test_a_fulfilled_request_is_done_with(desk: Desk) -> None:
    request = ready(desk)
    act(desk, request, "fulfil", metadata={"by": "script"})
    assert desk.events(billing_request=request)[-1]["metadata"] == {"by": "script"}
    assert refused(desk, request, "fulfil") == (422, "already_actioned")
    assert refused(desk, request, "collect_customer_details", **PAYER) == (422, "already_actioned")
    assert refused(desk, request, "cancel") == (422, "cancellation_failed")
    assert len(desk.rows("mandates")) == 1


def test_a_cancelled_request_ends_in_nothing(desk: Desk) -> None:
    request = ready(desk)
    assert act(desk, request, "cancel")["status"] == "cancelled"
    assert refused(desk, request, "fulfil") == (422, "already_actioned")
    assert desk.actions(billing_request=request)[-1] == "cancelled"
    assert desk.rows("mandates") == []


def test_a_second_signature_is_waited_for(desk: Desk) -> None:
    request = ask(desk)
    act(desk, request, "collect_customer_details", **PAYER)
    act(desk, request, "collect_bank_account", **ACCOUNT)
    act(desk, request, "confirm_payer_details", payer_requested_dual_signature=True)
    mandate = act(desk, request, "fulfil")["links"]["mandate_request_mandate"]
    assert desk.get("mandates", mandate)["status"] == "pending_customer_approval"
    desk.simulate("mandate_customer_approval_granted", mandate)
    assert desk.get("mandates", mandate)["status"] == "pending_submission"


def test_requests_are_listed_in_short_by_customer_and_status(desk: Desk) -> None:
    first, second = ready(desk), ask(desk)
    act(desk, first, "fulfil")
    (short,) = desk.rows("billing_requests", status="fulfilled")
    assert short["id"] == first
    assert "actions" not in short and "resources" not in short
    customer = desk.get("billing_requests", second)["links"]["customer"]
    assert [row["id"] for row in desk.rows("billing_requests", customer=customer)] == [second]
    assert desk.page("billing_requests", limit=1)["meta"]["cursors"]["after"]
    query = "status=done"
    assert desk.reason("GET", "/billing_requests", query=query) == (400, "invalid_filters")


def test_the_same_key_makes_one_request(desk: Desk) -> None:
    first = desk.make("billing_requests", key="k1", mandate_request={"currency": "GBP"})
    document = {"billing_requests": {"mandate_request": {"currency": "GBP"}}}
    error = desk.refused("POST", "/billing_requests", document, Idempotency_Key="k1")
    assert error["errors"][0]["links"] == {"conflicting_resource_id": first["id"]}


def test_a_subscription_follows_an_ach_mandate() -> None:
    desk = Desk(currencies=("USD",))
    plan = {**PLAN, "start_date": "2026-01-06"}
    wrong = {**plan, "payment_reference": "longer than ten"}
    fault = desk.fault("billing_requests", mandate_request={}, subscription_request=wrong)
    assert fault[0] == "payment_reference"
    request = ask(desk, mandate_request={}, subscription_request=plan)
    detail = {**HOME, "country_code": "US", "region": "NY", "ip_address": "192.0.2.1"}
    act(desk, request, "collect_customer_details", customer=ADA, customer_billing_detail=detail)
    act(desk, request, "collect_bank_account", account_holder_name="Ada Ives",
        bank_code="026073150", account_number="2715500356", account_type="checking")  # fmt: skip
    act(desk, request, "confirm_payer_details")
    done = act(desk, request, "fulfil")
    made = desk.get("subscriptions", done["links"]["subscription_request_subscription"])
    assert made["amount"] == 900
    assert made["start_date"] >= "2026-01-08"
    assert made["links"]["mandate"] == done["links"]["mandate_request_mandate"]
