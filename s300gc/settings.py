"""What s300gc.toml may say: one class for each table, with its defaults."""

import re
from datetime import date
from typing import Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from s300gc.invoice_settings import FIELD_CODE, InvoiceSettings
from s300gc.mail_settings import MailSettings
from s300gc.payment_settings import PaymentSettings
from s300gc.refund_settings import RefundSettings
from s300gc.section import Section
from s300gc.subscription_settings import SubscriptionSettings
from s300gc.web_address import is_loopback, is_private, is_url
from s300gc.webhook_settings import WebhookSettings

LIVE = "https://api.gocardless.com"
PRACTICE = "https://api-sandbox.gocardless.com"
METADATA_KEY = 50
"""Longest metadata key GoCardless takes (API reference, metadata)."""
NO_NUMBERS = ("ar-control", "not-recoverable")
"""Words that stand where an account number may stand."""


def bare(number: str) -> str:
    """Give an account number without the signs between its segments: ``1100-10`` is ``110010``.

    GL journals take it so and the Sage 300 client gives it so, so that accounts can be compared.
    """
    return number if number in NO_NUMBERS else re.sub(r"[-/\\*.]", "", number)


class Sage300Settings(Section):
    """``[sage300]``: where the Web API is and how this server differs."""

    url: str
    company: str = Field(min_length=1, max_length=6)
    upper_case: bool = True
    date_literal: Literal["iso", "v3"] | None = None
    connect_timeout: float = Field(default=5, gt=0)
    timeout: float = Field(default=60, gt=0)
    ca_file: str = ""
    proxy: str = ""
    allow_plain_http: bool = False
    gl_ready: Literal["ReadyToPost", "Status"] | None = None
    rate_type: str = Field(default="SP", max_length=2)

    @model_validator(mode="after")
    def _reachable(self) -> Self:
        if not is_url(self.url):
            raise ValueError(f"url {self.url!r} is no http or https address")
        if not (is_private(self.url) or self.allow_plain_http):
            raise ValueError(
                "url is plain http, which sends the password in the clear: use https,"
                " or set allow_plain_http = true"
            )
        return self


class GoCardlessSettings(Section):
    """``[gocardless]``: which account, and how fast."""

    environment: Literal["live", "sandbox"] | None = None
    url: str = ""
    creditor: str
    connect_timeout: float = Field(default=5, gt=0)
    timeout: float = Field(default=30, gt=0)
    ca_file: str = ""
    proxy: str = ""
    reserve: int = Field(default=20, ge=0, le=500)
    connections: int = Field(default=4, ge=1, le=16)
    oauth_client: str = ""
    oauth_redirect: str = "http://127.0.0.1:8400/connected"

    @field_validator("oauth_redirect")
    @classmethod
    def _sent_back_here(cls, value: str) -> str:
        parts = urlsplit(value)
        if not (parts.scheme == "http" and is_loopback(value) and not parts.fragment):
            raise ValueError("only an http address on this machine: a browser is sent back there")
        if not parts.port:
            raise ValueError("the address needs a port, such as http://127.0.0.1:8400/connected")
        return value

    @field_validator("creditor")
    @classmethod
    def _creditor_id(cls, value: str) -> str:
        if not re.fullmatch(r"CR[0-9A-Z]+", value):
            raise ValueError(f"{value!r} is no creditor id: it begins with CR")
        return value

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if bool(self.url) == bool(self.environment):
            raise ValueError('set environment = "live" or "sandbox", or url, not both')
        if self.url and not is_private(self.url):
            raise ValueError("url: only https, or http on this machine")
        return self

    @property
    def base(self) -> str:
        """The address requests go to."""
        return self.url.rstrip("/") or (LIVE if self.environment == "live" else PRACTICE)

    @property
    def connect(self) -> str:
        """The address of OAuth (partner guide); a simulated one has both at one place."""
        return self.url.rstrip("/") or self.base.replace("//api", "//connect")


class MandateSettings(Section):
    """``[mandates]``: how customers are matched and where Sage keeps what is known."""

    customer_key: str = Field(default="sage300_customer", max_length=METADATA_KEY, min_length=1)
    match_email: bool = True
    field_mandate: str = Field(default="GCMANDATE", max_length=FIELD_CODE)
    field_status: str = Field(default="GCSTATUS", max_length=FIELD_CODE)
    field_scheme: str = Field(default="GCSCHEME", max_length=FIELD_CODE)
    field_bank: str = Field(default="GCBANK", max_length=FIELD_CODE)

    @property
    def fields(self) -> tuple[str, ...]:
        """The optional field codes that are kept, in the order of the settings."""
        codes = (self.field_mandate, self.field_status, self.field_scheme, self.field_bank)
        return tuple(code for code in codes if code)

    @model_validator(mode="after")
    def _different_fields(self) -> Self:
        if len(set(self.fields)) < len(self.fields):
            raise ValueError("two of the field_ settings name the same optional field")
        return self


class BookSettings(Section):
    """``[books]``: the accounts of one currency; the closed list the tool may post to."""

    credit: str = Field(default="ar-control", min_length=1)
    receipts: Literal["bank", "none"] = "bank"
    receipts_bank: str | dict[str, str] = ""
    unmatched_account: str
    bank_account: str
    bank_entry: Literal["none", "open"] = "none"
    bank_entry_bank: str = Field(default="", max_length=8)
    closed_period: Literal["wait", "next-open"] = "wait"
    fees_account: str
    fees_mode: Literal["expense", "control"] = "expense"
    fees_tax_account: str
    surcharge_account: str = ""
    app_fee_account: str = ""
    revenue_share_account: str = ""
    fx_rounding_account: str = ""
    returns: Literal["debit-note", "worklist"] = "debit-note"
    returns_tax_group: str = "NOTAX"
    returns_date: Literal["payout", "event"] = "payout"
    payment_code: str = Field(default="GC", max_length=12)
    source_ledger: str = Field(default="GL", max_length=2, min_length=2)
    source_type: str = Field(default="GC", max_length=2, min_length=2)
    status: Literal["open", "ready", "posted"] = "open"
    lines: Literal["payment", "customer", "total"] = "payment"

    @field_validator(
        "credit", "unmatched_account", "bank_account", "fees_account", "fees_tax_account",
        "surcharge_account", "app_fee_account", "revenue_share_account", "fx_rounding_account",
    )  # fmt: skip
    @classmethod
    def _one_spelling(cls, value: str) -> str:
        return bare(value)

    @field_validator("receipts_bank")
    @classmethod
    def _one_spelling_of_places(cls, value: str | dict[str, str]) -> str | dict[str, str]:
        if isinstance(value, str):
            return value
        places = {place: place.split() for place in value}
        return {
            " ".join([bare(words[0]), *words[1:]]) if words else place: value[place]
            for place, words in places.items()
        }

    @model_validator(mode="after")
    def _rules(self) -> Self:
        problems = [problem for problem in (self._bank_rule(), self._credit_rule()) if problem]
        if self.bank_entry == "open" and not self.bank_entry_bank:
            problems.append('bank_entry = "open" needs bank_entry_bank: the code of the real bank')
        if self.returns_date == "event" and self.credit == "ar-control":
            problems.append('returns_date = "event" only with a clearing account')
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _bank_rule(self) -> str:
        if self.receipts == "none":
            return ""
        if not self.receipts_bank:
            return 'receipts_bank is missing; without receipts set receipts = "none" in writing'
        table = self.receipts_bank
        named = isinstance(table, str) or self.credit in {key.split(" ")[0] for key in table}
        if self.credit != "ar-control" and not named:
            return f"receipts_bank names no bank for the clearing account {self.credit}"
        return ""

    def _credit_rule(self) -> str:
        if self.credit in {self.bank_account, self.fees_account, self.unmatched_account}:
            return f"credit: {self.credit} is already another account's part"
        return ""

    def bank_for(self, account: str, currency: str) -> str:
        """Give the Sage bank code whose GL account is ``account``; empty where none is named."""
        if isinstance(self.receipts_bank, str):
            return self.receipts_bank
        named = self.receipts_bank.get(f"{account} {currency}")
        return named or self.receipts_bank.get(account, "")


class DatabaseSettings(Section):
    """``[database]``: where history and cursors are kept."""

    path: str = ""


class LockSettings(Section):
    """``[lock]``: how long a run waits for the webhook's worker."""

    wait: float = Field(default=30, ge=0)


class LogSettings(Section):
    """``[log]``: the file that says what each run did."""

    file: str = ""


class CredentialSettings(Section):
    """``[credentials]``: what is asked after environment variables and the keyring."""

    command: tuple[str, ...] = ()
    timeout: float = Field(default=30, gt=0, le=600)
    file: str = ""

    @field_validator("command")
    @classmethod
    def _names_the_secret(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if value and not value[0]:
            raise ValueError("the first word is the program, it must not be empty")
        if value and not any("{name}" in word for word in value[1:]):
            raise ValueError('one of its words must hold "{name}", which secret is wanted')
        return value


class SandboxSettings(Section):
    """``[sandbox]``: a simulated pair of systems whose clock is the only source of dates."""

    url: str

    @field_validator("url")
    @classmethod
    def _on_this_machine(cls, value: str) -> str:
        if not (is_url(value) and is_loopback(value)):
            raise ValueError("only an address on this machine")
        return value


class FileSettings(Section):
    """The file as written, before the tables by currency are merged."""

    go_live: date
    time_zone: str = "UTC"
    sage300: Sage300Settings
    gocardless: GoCardlessSettings
    mandates: MandateSettings = MandateSettings()
    invoices: InvoiceSettings = InvoiceSettings()
    payments: PaymentSettings = PaymentSettings()
    subscriptions: SubscriptionSettings = SubscriptionSettings()
    refunds: RefundSettings = RefundSettings()
    webhook: WebhookSettings = WebhookSettings()
    mail: MailSettings = MailSettings()
    database: DatabaseSettings = DatabaseSettings()
    lock: LockSettings = LockSettings()
    log: LogSettings = LogSettings()
    credentials: CredentialSettings = CredentialSettings()
    sandbox: SandboxSettings | None = None

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{value!r} is no time zone of the IANA list") from None
        return value
