"""What s300gc.toml may say about collecting: ``[invoices]`` and its two tables."""

from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from s300gc.model import Money
from s300gc.section import Section

FIELD_CODE = 12
"""Longest optional field code of Sage 300."""

DISTRIBUTION_CODE = 6
"""Longest AR distribution code of Sage 300."""

Mode = Literal["block", "warn", "off"]
"""What a safety rule does: leave it alone, collect and say so, or not look."""

Kind = Literal["Invoice", "DebitNote", "Interest", "RetainageInvoice", "RetainageDebitNote"]
"""Kinds of documents that may be collected; credits never are."""

ANY = ""
"""Stands for every currency in a table of amounts."""


def _by_currency(value: object) -> object:
    """Take one amount for every currency, or a table of amounts by currency."""
    if isinstance(value, float):
        raise ValueError("an amount is a whole number, or a decimal in quotes")
    if isinstance(value, int | str | Decimal) and not isinstance(value, bool):
        return {ANY: value}
    return value


Amounts = Annotated[
    dict[str, Annotated[Decimal, Field(gt=0, decimal_places=2)]], BeforeValidator(_by_currency)
]
"""Amounts in major units by currency, or one for all of them."""


class SafetySettings(Section):
    """``[invoices.safety]``: what each safety rule does; their reasons are in ``rules.safety``."""

    on_hold: Mode = "block"
    unapplied_credit: Mode = "block"
    live_payment: Literal["block"] = "block"
    subscription: Literal["block"] = "block"
    job_related: Mode = "block"
    retainage: Mode = "block"
    national_account: Mode = "block"
    balance_forward: Mode = "block"
    new_mandate: Mode = "off"
    mandate_changed: Mode = "off"
    unusual_amount: Mode = "off"
    amount_per_payment: Mode = "off"
    amount_per_customer_and_day: Mode = "off"
    amount_per_run: Mode = "off"


class LimitSettings(Section):
    """``[invoices.limits]``: the figures that safety rules compare with."""

    payment: Amounts = Field(default_factory=dict)
    customer_and_day: Amounts = Field(default_factory=dict)
    run: Amounts = Field(default_factory=dict)
    changed_days: int = Field(default=10, ge=1, le=365)
    usual_times: Decimal = Field(default=Decimal(3), ge=1, le=1000)

    def of(
        self, name: Literal["payment", "customer_and_day", "run"], currency: str
    ) -> Money | None:
        """Give the limit of a name in a currency; None where there is none."""
        amounts: dict[str, Decimal] = getattr(self, name)
        found = amounts.get(currency, amounts.get(ANY))
        return None if found is None else Money.of(found, currency)


class InvoiceSettings(Section):
    """``[invoices]``: what is collected, when, in how many payments, and what holds it up."""

    horizon_days: int = Field(default=30, ge=1, le=365)
    kinds: tuple[Kind, ...] = ("Invoice",)
    groups: tuple[str, ...] = ()
    exclude_groups: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    opt_out: str = Field(default="", max_length=FIELD_CODE)
    opt_in: str = Field(default="", max_length=FIELD_CODE)
    credits: Literal["block", "net"] = "block"
    per_payment: Literal["document", "customer-and-date"] = "document"
    minimum_advance_notice: int = Field(default=0, ge=0, le=60)
    bank_reference: bool = False
    approval: Literal["none", "required"] = "none"
    changed: Literal["cancel", "report"] = "cancel"
    create: Literal["never", "subscriptions", "all"] = "never"
    create_distribution: str = Field(default="", max_length=DISTRIBUTION_CODE)
    safety: SafetySettings = SafetySettings()
    limits: LimitSettings = LimitSettings()

    @property
    def fields(self) -> tuple[str, ...]:
        """The optional field codes that decide, in the order of the settings."""
        return tuple(code for code in (self.opt_out, self.opt_in) if code)

    @model_validator(mode="after")
    def _rules(self) -> Self:
        needed = {
            "amount_per_payment": "payment",
            "amount_per_customer_and_day": "customer_and_day",
            "amount_per_run": "run",
        }
        problems = [
            f'safety.{rule} = "{mode}" needs an amount in limits.{limit}'
            for rule, limit in needed.items()
            if (mode := getattr(self.safety, rule)) != "off" and not getattr(self.limits, limit)
        ]
        if self.opt_in and self.opt_in == self.opt_out:
            problems.append("opt_in and opt_out name the same optional field")
        if self.create == "all" and not self.create_distribution:
            problems.append('create = "all" needs an AR distribution code in create_distribution')
        both = sorted(set(self.groups) & set(self.exclude_groups))
        if both:
            problems.append(f"groups and exclude_groups both name {', '.join(both)}")
        if problems:
            raise ValueError("; ".join(problems))
        return self
