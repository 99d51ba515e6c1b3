"""The hosted page of a billing request flow: a person fills it in, and it ends in a mandate.

One step is shown at a time: the currency where that is open, the details, a last look at them,
the bank where a payment is to be authorised. Each answer is a redirect to the next step, so that
going back or sending twice does no harm.
"""

from collections.abc import Callable, Mapping

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.gocardless import billing_request_flows as flows
from s300gc.sandbox.gocardless import billing_steps as steps
from s300gc.sandbox.gocardless import markup
from s300gc.sandbox.gocardless.billing_fulfilment import fulfil
from s300gc.sandbox.gocardless.billing_show import currency_of, is_instant
from s300gc.sandbox.gocardless.errors import Refused
from s300gc.sandbox.gocardless.fields import BLANK
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payment_forms import (
    account_given,
    bank_fields,
    customer_given,
    person_fields,
)
from s300gc.sandbox.gocardless.payment_views import Page, closed, done, view
from s300gc.sandbox.gocardless.table import Row

Form = Mapping[str, str]
Wrong = dict[str, str]


def answer(org: Organisation, method: str, query: Form, form: Form) -> Answer:
    """Show the step that a flow has come to, or take the answer to it."""
    flow = org.tables[flows.NAME].rows.get(query.get("id", ""))
    if flow is None:
        words = "Please check the link, or ask whoever sent it for a new one."
        return markup.page(404, "This link is not known", markup.paragraph(words))
    page = page_of(org, flow)
    state = flows.standing(org, flow)
    if state == "fulfilled" and method == "POST":
        return _leave_done(page)
    if state != "open":
        return closed(page, state)
    if method == "POST":
        return _take(page, form)
    flows.visit(org, flow, page.hand)
    if page.request["status"] == "ready_to_fulfil" and not flow["auto_fulfil"]:
        return done(page)
    return view(page, _step(page, query.get("step", "")), {}, {})


def page_of(org: Organisation, flow: Row, made_by: str = "person") -> Page:
    """Put together what a page is about."""
    request = org.get(steps.NAME, flow["links"]["billing_request"])
    return Page(org, flow, request, steps.Hand(made_by, flow=flow["id"]))


def _step(page: Page, asked: str = "") -> str:
    """Tell which step the payer is at; he may go back to one that is not locked."""
    row = page.request
    if not currency_of(row) or (asked == "currency" and page.may_choose):
        return "currency"
    if "collect_customer_details" not in row["_done"] or page.account_missing:
        return "details"
    if asked == "details" and not page.all_locked:
        return "details"
    if "confirm_payer_details" not in row["_done"] and page.needs_confirmation:
        return "confirm"
    return "bank" if is_instant(row) and "bank_authorisation" not in row["_done"] else "finish"


def _take(page: Page, form: Form) -> Answer:
    """Take the answer to a step and go on; what is wrong is shown where it was entered."""
    step = form.get("step", "")
    if step == "exit":
        return _exit(page)
    if step != _step(page, step):
        return markup.go(page.address)
    try:
        wrong = _TAKERS[step](page, form)
    except Refused as refused:
        wrong = _entries(page, refused)
    if wrong:
        return view(page, step, form, wrong)
    if page.request["status"] == "fulfilled":
        return _leave_done(page)
    return markup.go(page.address)


def _entries(page: Page, refused: Refused) -> Wrong:
    """Give what is wrong by field; what concerns no field of the page has an empty name."""
    asked = bank_fields(page.request) if currency_of(page.request) else ()
    known = {field.name for field in (*person_fields(page.request), *asked)}
    named = [(str(entry.get("field", "")), str(entry["message"])) for entry in refused.entries]
    return {name if name in {*known, "currency"} else "": words for name, words in named}


def _exit(page: Page) -> Answer:
    flows.leave(page.org, page.flow, page.hand)
    if page.flow["exit_uri"]:
        return markup.go(page.flow["exit_uri"])
    words = "Nothing was set up. You can open the link again until it expires."
    return markup.page(200, "You have left the page", markup.paragraph(words))


def _leave_done(page: Page) -> Answer:
    """Send the payer back to where he came from, unless he is to press a button for that.

    The real page shows its success screen for a while before it goes on by itself; without a
    script this one goes on at once.
    """
    back = flows.way_back(page.flow)
    if back is None or page.flow["show_success_redirect_button"]:
        return markup.go(page.address)
    return markup.go(back)


# ---------------------------------------------------------------- the steps


def _currency(page: Page, form: Form) -> Wrong:
    steps.choose_currency(page.org, page.request, page.hand, form.get("currency"))
    return {}


def _details(page: Page, form: Form) -> Wrong:
    """Take name, address and account; the payer sees at once all that is wrong with either."""
    wrong: Wrong = {}
    for part in (_person, _account):
        try:
            part(page, form, wrong)
        except Refused as refused:
            wrong |= _entries(page, refused)
    return wrong


def _person(page: Page, form: Form, wrong: Wrong) -> None:
    row, customer = page.request, page.customer
    if page.flow["lock_customer_details"]:
        return
    known = {field.name for field in person_fields(row)}
    told = {name: value for name, value in form.items() if name in known}
    same = all((customer[name] or "") == value for name, value in told.items())
    if not same or "collect_customer_details" not in row["_done"]:
        given = customer_given(row, told)
        if page.flow["language"]:
            given["customer"]["language"] = page.flow["language"]
        steps.collect_customer(page.org, row, page.hand, given)


def _account(page: Page, form: Form, wrong: Wrong) -> None:
    row = page.request
    if page.flow["lock_bank_account"] or not page.asks_account:
        return
    given = account_given(row, form)
    if not given and not page.account_missing:
        return
    blank = [f.name for f in bank_fields(row) if f.required and not form.get(f.name)]
    wrong |= dict.fromkeys(blank, BLANK)
    if not blank:
        steps.collect_account(page.org, row, page.hand, given)


def _confirm(page: Page, form: Form) -> Wrong:
    steps.confirm(page.org, page.request, page.hand, dual=form.get("dual") == "yes")
    return _finish(page, form)


def _finish(page: Page, form: Form) -> Wrong:
    ready = page.request["status"] == "ready_to_fulfil"
    if ready and page.flow["auto_fulfil"]:
        fulfil(page.org, page.request, page.hand)
    return {}


def _bank(page: Page, form: Form) -> Wrong:
    """Let the payer authorise the payment at his bank, refuse it, or pay by direct debit."""
    org, row, hand = page.org, page.request, page.hand
    choice = form.get("choice")
    if choice == "fallback":
        steps.fall_back(org, row)
    elif not form.get("institution"):
        return {"institution": BLANK}
    else:
        steps.select_institution(org, row, hand, form["institution"])
        steps.tell(org, row, "bank_authorisation_visited", hand)
        if choice != "authorise":
            steps.tell(org, row, "bank_authorisation_denied", hand)
            return {"": "You refused the payment at your bank. You can try again."}
        steps.authorise(org, row, hand)
        return _finish(page, form)
    return {}


_TAKERS: dict[str, Callable[[Page, Form], Wrong]] = {
    "currency": _currency,
    "details": _details,
    "confirm": _confirm,
    "bank": _bank,
    "finish": _finish,
}
