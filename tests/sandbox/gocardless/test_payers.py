"""A payer of a story, who fills in a flow without a browser."""

import pytest

from .billing import ADA, HOME, INSTANT, ask, flow, status
from .desk import Desk


def test_a_story_can_fill_in_a_flow(desk: Desk) -> None:
    prefilled = {**HOME, "company_name": "Ives Bakery Ltd", "email": "ada@example.com"}
    request = ask(desk)
    mandate = desk.gocardless.complete_flow(flow(desk, request, prefilled_customer=prefilled))
    account = desk.get("customer_bank_accounts", desk.get("mandates", mandate)["links"][
        "customer_bank_account"])  # fmt: skip
    assert account["account_holder_name"] == "Ives Bakery Ltd"
    assert status(desk, request) == "fulfilled"


@pytest.mark.parametrize("currency", ["GBP", "EUR", "USD", "AUD", "NZD", "CAD", "SEK", "DKK"])
def test_a_story_has_an_account_in_every_currency(currency: str) -> None:
    desk = Desk(currencies=(currency,))
    told = {**ADA, **HOME, "region": "x", "swedish_identity_number": "1",
            "danish_identity_number": "1"}  # fmt: skip
    mandate = desk.gocardless.complete_flow(flow(desk, ask(desk, mandate_request={})), **told)
    assert desk.get("mandates", mandate)["status"] == "pending_submission"


def test_a_story_that_makes_no_sense_is_told(desk: Desk) -> None:
    story = desk.gocardless.complete_flow
    request = ask(desk)
    made = flow(desk, request)
    for details, words in (
        ({}, "email can't be blank"),
        ({**ADA, **HOME, "shoe_size": "9"}, "shoe_size"),
    ):
        with pytest.raises(ValueError, match=words):
            story(made, **details)
    story(made, dual_signature="yes", **ADA, **HOME)
    with pytest.raises(ValueError, match="is fulfilled"):
        story(made)
    with pytest.raises(ValueError, match="BRF404"):
        story("BRF404")


def test_a_story_pays_at_the_bank_too(desk: Desk) -> None:
    request = ask(desk, payment_request=INSTANT, mandate_request={"currency": "GBP"})
    mandate = desk.gocardless.complete_flow(flow(desk, request), **ADA, **HOME)
    links = desk.get("billing_requests", request)["links"]
    assert mandate == links["mandate_request_mandate"]
    assert desk.get("payments", links["payment_request_payment"])["status"] == "submitted"
