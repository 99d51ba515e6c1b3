"""How each step of the hosted payment page looks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.gocardless import markup
from s300gc.sandbox.gocardless.bank_details import BANKS
from s300gc.sandbox.gocardless.billing_request_flows import PATH, Standing, way_back
from s300gc.sandbox.gocardless.billing_show import COUNTRIES, by_debit, currency_of, is_instant
from s300gc.sandbox.gocardless.billing_steps import Hand
from s300gc.sandbox.gocardless.organisation import Organisation
from s300gc.sandbox.gocardless.payment_forms import bank_fields, person_fields
from s300gc.sandbox.gocardless.table import Row

Values = Mapping[str, str | None]

WITH_SIGNATURES = ("bacs", "sepa_core")
"""Schemes that know a second signature (GoCardless API reference, scenario simulators)."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a page is about: the flow, its billing request, and the hand that fills it in."""

    org: Organisation
    flow: Row
    request: Row
    hand: Hand

    @property
    def address(self) -> str:
        """Where the page stands, below the host it was opened on."""
        return f"{PATH}?id={self.flow['id']}"

    @property
    def creditor(self) -> Row:
        """Who asks."""
        return self.org.get("creditors", self.request["links"]["creditor"])

    @property
    def customer(self) -> Row:
        """Who is asked."""
        return self.org.get("customers", self.request["links"]["customer"])

    @property
    def account(self) -> Row | None:
        """The account he has told, if he has."""
        known = self.request["links"].get("customer_bank_account")
        return self.org.get("customer_bank_accounts", known) if known else None

    @property
    def asks_account(self) -> bool:
        """Tell whether he is asked for an account; for a payment alone his bank tells it."""
        return by_debit(self.request)

    @property
    def account_missing(self) -> bool:
        """Tell whether the account is still to be told."""
        return self.asks_account and "collect_bank_account" not in self.request["_done"]

    @property
    def all_locked(self) -> bool:
        """Tell whether there is nothing the payer may change."""
        account = self.flow["lock_bank_account"] or not self.asks_account
        return bool(self.flow["lock_customer_details"] and account)

    @property
    def may_choose(self) -> bool:
        """Tell whether the payer may change the currency (API reference, lock_currency)."""
        row = self.request
        fixed = row["payment_request"] or row["subscription_request"] or self.flow["lock_currency"]
        return not fixed and len(row["_currencies"]) > 1 and not self.flow["lock_bank_account"]

    @property
    def needs_confirmation(self) -> bool:
        """Tell whether the payer has to check his details, as for every mandate."""
        return by_debit(self.request)


def money(minor: int, currency: str) -> str:
    """Write an amount in minor units for a reader; all currencies here have two decimals."""
    return f"{minor // 100:,}.{minor % 100:02d} {currency}"


def _title(page: Page) -> str:
    asked = page.request["payment_request"]
    if asked:
        return f"Pay {money(asked['amount'], asked['currency'])} to {page.creditor['name']}"
    return f"Set up a Direct Debit with {page.creditor['name']}"


def _shell(page: Page, status: int, body: str, wrong: Mapping[str, str]) -> Answer:
    """Put a step between what it is for and the way out."""
    row = page.request
    reasons = [(row[name] or {}).get("description") for name in ("mandate_request",
               "payment_request")]  # fmt: skip
    top = "".join(markup.paragraph(reason) for reason in reasons if reason)
    if "" in wrong:
        top += markup.paragraph(wrong[""], "wrong")
    out = markup.form(markup.button("Leave without setting up", quiet=True), {"step": "exit"})
    return markup.page(status, _title(page), f"{top}{body}{out}")


def view(page: Page, step: str, entered: Values, wrong: Mapping[str, str]) -> Answer:
    """Show a step; what was entered and is wrong stands in it again."""
    body = _VIEWS[step](page, entered, wrong)
    return _shell(page, 422 if wrong else 200, body, wrong)


def _currency(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    choices = tuple((currency, currency) for currency in page.request["_currencies"])
    field = markup.Field("currency", "Currency of your account", choices=choices)
    value = {"currency": entered.get("currency") or currency_of(page.request)}
    inner = markup.fields([field], value, wrong) + markup.button("Continue")
    return markup.form(inner, {"step": "currency"})


def _details(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    inner = markup.heading("Your details") + _person(page, entered, wrong)
    if page.asks_account:
        inner += markup.heading("Your bank account") + _account(page, entered, wrong)
    body = markup.form(inner + markup.button("Continue"), {"step": "details"})
    if page.may_choose:
        words = f"Use an account in another currency than {currency_of(page.request)}"
        body += markup.link(f"{page.address}&step=currency", words)
    return body


def _person(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    if page.flow["lock_customer_details"]:
        return _known_person(page)
    customer, prefilled = page.customer, page.flow["prefilled_customer"] or {}
    asked = person_fields(page.request)
    values = {f.name: customer[f.name] or prefilled.get(f.name) for f in asked}
    values["country_code"] = values["country_code"] or COUNTRIES.get(currency_of(page.request))
    return markup.fields(asked, {**values, **entered}, wrong)


def _account(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    known = _known_account(page) if page.account else ""
    if page.flow["lock_bank_account"]:
        return known
    if known:
        known += markup.paragraph("Leave the fields empty to keep this account.", "hint")
    kind = (page.flow["prefilled_bank_account"] or {}).get("account_type")
    asked = bank_fields(page.request)
    if page.account:
        asked = tuple(
            markup.Field(f.name, f.label, False, f.kind, mode=f.mode, longest=f.longest,
                         choices=f.choices)
            for f in asked
        )  # fmt: skip
    return known + markup.fields(asked, {"account_type": kind, **entered}, wrong)


def _known_person(page: Page) -> str:
    customer = page.customer
    name = f"{customer['given_name'] or ''} {customer['family_name'] or ''}".strip()
    lines = ("address_line1", "address_line2", "address_line3", "city", "region", "postal_code",
             "country_code")  # fmt: skip
    address = ", ".join(customer[line] for line in lines if customer[line])
    return markup.facts(
        [
            ("Name", name),
            ("Company", customer["company_name"]),
            ("Email", customer["email"]),
            ("Address", address),
        ]
    )


def _known_account(page: Page) -> str:
    account = page.account or {}
    return markup.facts(
        [
            ("Name on the account", account.get("account_holder_name")),
            ("Bank", account.get("bank_name")),
            ("Account ending", account.get("account_number_ending")),
        ]
    )


def _confirm(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    scheme = (page.request["mandate_request"] or {}).get("scheme")
    body = markup.heading("Please check") + _known_person(page) + _known_account(page)
    if not page.all_locked:
        body += markup.link(f"{page.address}&step=details", "Change something")
    body += markup.heading("What you agree to") + markup.paragraph(_consent(page, scheme))
    inner = ""
    if scheme in WITH_SIGNATURES:
        words = "More than one person has to sign for payments from this account"
        inner += markup.tick("dual", words)
    return body + markup.form(inner + markup.button("Confirm"), {"step": "confirm"})


def _consent(page: Page, scheme: str | None) -> str:
    creditor = page.creditor
    words = f"{creditor['name']} may collect payments from this account from now on."
    for identifier in creditor["scheme_identifiers"]:
        if identifier["scheme"] == scheme:
            days = identifier["minimum_advance_notice"]
            words += f" You will be told at least {days} working days before each payment."
            words += f" The payee's reference is {identifier['reference']}."
    return words


def _bank(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    asked = page.request["payment_request"]
    names = BANKS.get(asked["currency"], ())
    field = markup.Field("institution", "Your bank", choices=tuple((n, n) for n in names))
    value = {"institution": entered.get("institution") or page.request["_institution"]}
    inner = markup.fields([field], value, wrong)
    inner += markup.button("Authorise the payment", "choice", "authorise")
    inner += markup.button("Refuse the payment", "choice", "refuse", quiet=True)
    if page.request["fallback_enabled"]:
        inner += markup.button("Pay by Direct Debit instead", "choice", "fallback", quiet=True)
    return markup.form(inner, {"step": "bank"})


def _finish(page: Page, entered: Values, wrong: Mapping[str, str]) -> str:
    body = _known_person(page) + _known_account(page)
    return body + markup.form(markup.button("Finish"), {"step": "finish"})


_VIEWS: dict[str, Callable[[Page, Values, Mapping[str, str]], str]] = {
    "currency": _currency,
    "details": _details,
    "confirm": _confirm,
    "bank": _bank,
    "finish": _finish,
}


def done(page: Page) -> Answer:
    """Thank the payer, with a button back where there is a place to go back to."""
    what = "payment" if is_instant(page.request) else "Direct Debit"
    name = page.creditor["name"]
    words = f"Your {what} with {name} is set up. There is nothing more to do."
    if page.request["status"] != "fulfilled":
        words = f"{name} has your details. There is nothing more to do."
    body = markup.paragraph(words)
    back = way_back(page.flow)
    if back:
        body += markup.link(back, f"Go back to {name}")
    return markup.page(200, "Thank you", body)


def closed(page: Page, state: Standing) -> Answer:
    """Say why a flow cannot be filled in any more, and what can be done about it."""
    if state == "fulfilled":
        return done(page)
    name = page.creditor["name"]
    title, words = {
        "expired": ("This link has expired", f"Please ask {name} for a new one."),
        "cancelled": ("This request was cancelled", f"Please ask {name} if you still want it."),
        "open": ("", ""),
    }[state]
    body = markup.paragraph(words)
    if page.flow["exit_uri"]:
        body += markup.link(page.flow["exit_uri"], f"Go to {name}")
    return markup.page(410, title, body)
