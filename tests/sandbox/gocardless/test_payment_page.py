"""The hosted page at which a payer fills in a billing request, in a browser without scripts."""

from datetime import date

import pytest

from .billing import (
    ACCOUNT,
    ADA,
    DETAILS,
    GERMAN,
    HOME,
    INSTANT,
    PAYER,
    act,
    ask,
    flow,
    ready,
    status,
    visit,
)
from .browser import FORM
from .desk import Desk

BACK = "https://merchant.example/done?shop=1"
LEAVE = "Leave without setting up"


def test_a_payer_fills_in_the_page_and_a_mandate_comes_of_it(desk: Desk) -> None:
    request = ask(desk, metadata={"sage300_customer": "C1001"})
    made = flow(desk, request, redirect_uri=BACK)
    page = visit(desk, made)
    assert (page.status, "Sample Ltd" in page.text) == (200, True)
    page.press("Continue", **DETAILS)
    assert "Ada Ives" in page.text and "BARCLAYS" not in page.text.lower()
    assert status(desk, request) == "pending"
    page.press("Confirm")
    assert page.left_to == f"{BACK}&outcome=success&id={made}"
    links = desk.get("billing_requests", request)["links"]
    mandate = desk.get("mandates", links["mandate_request_mandate"])
    assert mandate["status"] == "pending_submission"
    assert desk.get("customers", links["customer"])["email"] == "ada@example.com"
    told = desk.events(billing_request=request)
    assert [event["action"] for event in told] == [
        "created", "flow_created", "flow_visited", "collect_customer_details",
        "collect_bank_account", "payer_details_confirmed", "fulfilled",
    ]  # fmt: skip
    assert [event["details"]["origin"] for event in told] == [
        "api", "api", "payer", "payer", "payer", "payer", "gocardless",
    ]  # fmt: skip
    assert {event["links"]["billing_request_flow"] for event in told[1:]} == {made}


def test_what_is_known_stands_in_the_form_already(desk: Desk) -> None:
    prefilled = {"company_name": 'Ives & "Sons" <Ltd>', "email": "office@example.com"}
    page = visit(desk, flow(desk, ask(desk), prefilled_customer=prefilled))
    form = page.form("Continue")
    assert (form["company_name"], form["email"]) == tuple(prefilled.values())
    assert form["country_code"] == "GB"
    known = desk.make("customers", **ADA, **HOME)["id"]
    page = visit(desk, flow(desk, ask(desk, links={"customer": known})))
    assert page.form("Continue")["family_name"] == "Ives"


def test_everything_wrong_is_shown_at_once_and_what_was_entered_stays(desk: Desk) -> None:
    request = ask(desk)
    page = visit(desk, flow(desk, request))
    wrong = {**DETAILS, "email": "nobody", "city": "", "branch_code": "12", "account_number": ""}
    page.press("Continue", **wrong)
    assert page.status == 422
    for words in ("Email is invalid", "Town or city can't be blank",
                  "Account number can't be blank"):  # fmt: skip
        assert words in page.text
    assert page.form("Continue")["family_name"] == "Ives"
    page.press("Continue", **{**DETAILS, "branch_code": "12"})
    assert "Sort code is invalid" in page.text
    assert desk.rows("customer_bank_accounts") == []
    page.press("Continue", **{**DETAILS, "branch_code": "20-00-00"})
    assert "Please check" in page.text
    assert desk.actions(billing_request=request).count("collect_customer_details") == 1


def test_nothing_a_payer_or_merchant_writes_becomes_markup(desk: Desk) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x>"
    request = ask(desk, mandate_request={"currency": "GBP", "description": nasty})
    page = visit(desk, flow(desk, request, prefilled_customer={"company_name": nasty}))
    assert nasty in page.text
    page.press("Continue", **{**DETAILS, "company_name": nasty, "email": nasty})
    assert page.status == 422 and page.form("Continue")["email"] == nasty
    page.press("Continue", **{**DETAILS, "company_name": nasty})
    assert nasty in page.text
    assert not {"script", "img"} & page.tags
    policy = page.answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script" not in policy


def test_a_payer_can_go_back_and_change_something(desk: Desk) -> None:
    request = ask(desk)
    page = visit(desk, flow(desk, request))
    page.press("Continue", **DETAILS)
    page.open(page.links["Change something"])
    form = page.form("Continue")
    assert (form["city"], form["account_number"]) == ("Leeds", "")
    page.press("Continue", city="York")
    assert "York" in page.text
    account = desk.get("billing_requests", request)["links"]["customer_bank_account"]
    page.open(page.links["Change something"])
    page.press("Continue", **{**ACCOUNT, "account_number": "55779912"})
    assert desk.get("billing_requests", request)["links"]["customer_bank_account"] != account
    page.press("Confirm")
    assert status(desk, request) == "fulfilled"


def test_sending_twice_makes_one_mandate(desk: Desk) -> None:
    request = ask(desk)
    page = visit(desk, flow(desk, request, redirect_uri=BACK))
    page.press("Continue", **DETAILS)
    form = page.form("Confirm")
    page.send(form)
    page.left_to = ""
    page.send(form)
    assert page.left_to.startswith(BACK)
    assert len(desk.rows("mandates")) == 1
    page.open(page.address)
    assert (page.status, "Thank you" in page.text) == (200, True)
    assert page.links["Go back to Sample Ltd"].startswith(BACK)


def test_a_step_sent_too_early_changes_nothing(desk: Desk) -> None:
    request = ask(desk)
    page = visit(desk, flow(desk, request))
    page.send({"step": "confirm"})
    assert "Your details" in page.text
    assert status(desk, request) == "pending"


def test_a_payer_can_leave(desk: Desk) -> None:
    request = ask(desk)
    page = visit(desk, flow(desk, request, exit_uri="https://merchant.example/sorry"))
    page.press(LEAVE)
    assert page.left_to == "https://merchant.example/sorry"
    assert desk.actions(billing_request=request)[-1] == "flow_exited"
    page = visit(desk, flow(desk, request))
    page.press(LEAVE)
    assert "open the link again" in page.text
    assert status(desk, request) == "pending"


def test_the_success_screen_waits_where_the_merchant_wants_a_button(desk: Desk) -> None:
    made = flow(desk, ask(desk), redirect_uri=BACK, show_success_redirect_button=True)
    page = visit(desk, made)
    page.press("Continue", **DETAILS).press("Confirm")
    assert page.left_to == ""
    assert "Go back to Sample Ltd" in page.links
    plain = visit(desk, flow(desk, ask(desk)))
    plain.press("Continue", **DETAILS).press("Confirm")
    assert "is set up" in plain.text and not plain.links


def test_closed_links_say_so_politely(desk: Desk) -> None:
    cancelled, late = ask(desk), ask(desk)
    flows = [flow(desk, cancelled), flow(desk, late, exit_uri="https://merchant.example/")]
    act(desk, cancelled, "cancel")
    desk.until(date(2026, 1, 13))
    pages = [visit(desk, one) for one in flows]
    assert [page.status for page in pages] == [410, 410]
    assert "was cancelled" in pages[0].text and "ask Sample Ltd" in pages[0].text
    assert "has expired" in pages[1].text and "Go to Sample Ltd" in pages[1].links
    pages[1].send({"step": "details", **DETAILS})
    assert status(desk, late) == "pending"
    assert "flow_visited" not in desk.actions(billing_request=late)
    unknown = visit(desk, "BRF404")
    assert (unknown.status, "not known" in unknown.text) == (404, True)
    fresh = visit(desk, flow(desk, late))
    assert fresh.status == 200


def test_locked_details_are_shown_and_cannot_be_changed(desk: Desk) -> None:
    request = ask(desk)
    act(desk, request, "collect_customer_details", **PAYER)
    act(desk, request, "collect_bank_account", **ACCOUNT)
    page = visit(desk, flow(desk, request, lock_customer_details=True, lock_bank_account=True))
    assert "Ada Ives" in page.text and "Change something" not in page.links
    page.send({"step": "details", **DETAILS, "family_name": "Other"})
    half = visit(desk, flow(desk, request, lock_customer_details=True))
    half.open(half.links["Change something"])
    assert "family_name" not in half.form("Continue")
    half.send({"step": "details", "family_name": "Other", **ACCOUNT})
    customer = desk.get("billing_requests", request)["links"]["customer"]
    assert desk.get("customers", customer)["family_name"] == "Ives"


def test_the_payer_chooses_the_currency_unless_it_is_locked() -> None:
    desk = Desk(currencies=("GBP", "EUR"))
    request = ask(desk, mandate_request={})
    page = visit(desk, flow(desk, request))
    page.press("Continue")
    assert page.status == 422 and "can't be blank" in page.text
    page.press("Continue", currency="GBP")
    page.open(page.links["Use an account in another currency than GBP"])
    page.press("Continue", currency="EUR")
    page.press("Continue", **{**ADA, **HOME, **GERMAN}).press("Confirm")
    mandate = desk.get("billing_requests", request)["links"]["mandate_request_mandate"]
    assert desk.get("mandates", mandate)["scheme"] == "sepa_core"
    locked = ask(desk)
    page = visit(desk, flow(desk, locked, lock_currency=True))
    assert not page.links
    page.send({"step": "currency", "currency": "EUR"})
    assert desk.get("billing_requests", locked)["mandate_request"]["currency"] == "GBP"


def test_two_signatures_can_be_asked_for_on_the_page(desk: Desk) -> None:
    request = ask(desk)
    visit(desk, flow(desk, request)).press("Continue", **DETAILS).press("Confirm", dual="yes")
    mandate = desk.get("billing_requests", request)["links"]["mandate_request_mandate"]
    assert desk.get("mandates", mandate)["status"] == "pending_customer_approval"


def test_without_auto_fulfil_the_merchant_has_the_last_word(desk: Desk) -> None:
    request = ask(desk)
    page = visit(desk, flow(desk, request, auto_fulfil=False))
    page.press("Continue", **DETAILS).press("Confirm")
    assert "has your details" in page.text
    assert status(desk, request) == "ready_to_fulfil"
    assert act(desk, request, "fulfil")["status"] == "fulfilled"


def test_a_request_that_only_waits_for_the_payer_is_finished_by_a_button(desk: Desk) -> None:
    request = ready(desk)
    visit(desk, flow(desk, request)).press("Finish")
    assert status(desk, request) == "fulfilled"


def test_a_payment_is_authorised_or_refused_at_the_bank(desk: Desk) -> None:
    request = ask(desk, payment_request=INSTANT)
    page = visit(desk, flow(desk, request))
    assert "12.50 GBP" in page.text
    page.press("Continue", **ADA, **HOME)
    page.press("Authorise the payment")
    assert page.status == 422 and "Your bank can't be blank" in page.text
    bank = "HSBC UK BANK PLC"
    page.press("Refuse the payment", institution=bank)
    assert "You refused the payment" in page.text
    page.press("Authorise the payment", institution=bank)
    assert "Thank you" in page.text
    links = desk.get("billing_requests", request)["links"]
    assert desk.get("payments", links["payment_request_payment"])["status"] == "submitted"
    actions = desk.actions(billing_request=request)
    assert actions[-2:] == ["bank_authorisation_authorised", "fulfilled"]
    assert "bank_authorisation_denied" in actions


def test_a_payment_falls_back_to_direct_debit_on_the_page(desk: Desk) -> None:
    request = ask(desk, payment_request=INSTANT, fallback_enabled=True)
    page = visit(desk, flow(desk, request)).press("Continue", **ADA, **HOME)
    page.press("Pay by Direct Debit instead").press("Continue", **ACCOUNT).press("Confirm")
    payment = desk.get("billing_requests", request)["links"]["payment_request_payment"]
    assert desk.get("payments", payment)["scheme"] == "bacs"


@pytest.mark.parametrize(
    ("currency", "fields"),
    [
        ("USD", {"region": "NY", "country_code": "US", "bank_code": "026073150",
                 "account_number": "2715500356", "account_type": "checking"}),
        ("AUD", {"country_code": "AU", "branch_code": "082-082", "account_number": "012345678"}),
        ("NZD", {"country_code": "NZ", "bank_code": "01", "branch_code": "0004",
                 "account_number": "3333333", "account_number_suffix": "44"}),
        ("CAD", {"country_code": "CA", "bank_code": "0003", "branch_code": "00006",
                 "account_number": "1234567"}),
        ("SEK", {"country_code": "SE", "branch_code": "5491", "account_number": "0000003",
                 "swedish_identity_number": "556564-5404"}),
        ("DKK", {"country_code": "DK", "bank_code": "0345", "account_number": "3179681",
                 "danish_identity_number": "220550-6218"}),
    ],
)  # fmt: skip
def test_every_currency_has_its_own_bank_details(currency: str, fields: dict[str, str]) -> None:
    desk = Desk(currencies=(currency,))
    request = ask(desk, mandate_request={})
    own = {**ADA, **HOME, "account_holder_name": "Ada Ives", **fields}
    visit(desk, flow(desk, request)).press("Continue", **own).press("Confirm")
    assert status(desk, request) == "fulfilled"
    (account,) = desk.rows("customer_bank_accounts")
    assert account["currency"] == currency
    assert len(account["account_number_ending"]) == (4 if currency == "NZD" else 2)


def test_the_page_is_opened_and_sent_and_nothing_else(desk: Desk) -> None:
    made = flow(desk, ask(desk))
    answer = desk.gocardless.answer
    path, query = "/billing/static/flow", f"id={made}"
    assert answer("PUT", path, query, FORM, b"").status == 405
    assert answer("POST", path, query, {"Content-Type": "application/json"}, b"{}").status == 415
    many = b"&".join(b"a%d=1" % n for n in range(200))
    assert answer("POST", path, query, FORM, many).status == 400
    assert answer("POST", path, query, FORM, b"step=details&email=%ff%fe").status == 422
