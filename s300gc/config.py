"""s300gc.toml -> checked settings; every problem is named in one go."""

import difflib
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import ValidationError

from s300gc.errors import ConfigError
from s300gc.invoice_settings import InvoiceSettings
from s300gc.mail_settings import MailSettings
from s300gc.payment_settings import PaymentSettings
from s300gc.refund_settings import RefundSettings
from s300gc.section import Section
from s300gc.settings import (
    BookSettings,
    FileSettings,
    GoCardlessSettings,
    MandateSettings,
    Sage300Settings,
)
from s300gc.subscription_settings import SubscriptionSettings
from s300gc.webhook_settings import WebhookSettings

CURRENCY_TABLE = re.compile(r"^[A-Z]{3}$")


@dataclass(frozen=True, slots=True)
class Config:
    """One Sage company and one GoCardless creditor, checked."""

    path: Path
    file: FileSettings
    books: BookSettings
    books_by_currency: Mapping[str, BookSettings]

    @property
    def go_live(self) -> date:
        """No document dated before it is collected, no payout before it booked by itself."""
        return self.file.go_live

    @property
    def sage300(self) -> Sage300Settings:
        """The Sage 300 side."""
        return self.file.sage300

    @property
    def gocardless(self) -> GoCardlessSettings:
        """The GoCardless side."""
        return self.file.gocardless

    @property
    def mandates(self) -> MandateSettings:
        """How customers are matched."""
        return self.file.mandates

    @property
    def invoices(self) -> InvoiceSettings:
        """What is collected."""
        return self.file.invoices

    @property
    def payments(self) -> PaymentSettings:
        """What becomes of payments that failed."""
        return self.file.payments

    @property
    def subscriptions(self) -> SubscriptionSettings:
        """Which recurring charges GoCardless collects."""
        return self.file.subscriptions

    @property
    def refunds(self) -> RefundSettings:
        """Whether money is given back from here, and by how many persons."""
        return self.file.refunds

    @property
    def mail(self) -> MailSettings:
        """Which server takes e-mail."""
        return self.file.mail

    @property
    def webhook(self) -> WebhookSettings:
        """Where webhooks are received."""
        return self.file.webhook

    @property
    def company(self) -> str:
        """The Sage company as Sage 300 and our references name it: in capitals."""
        return self.sage300.company.upper()

    @property
    def installation(self) -> str:
        """The Sage company and the creditor: a lost database leads to the same keys."""
        return f"{self.company} {self.gocardless.creditor}"

    @property
    def database(self) -> Path:
        """The database, beside the file unless told otherwise."""
        return self.path.parent / (self.file.database.path or f"{self.path.stem}.db")

    @property
    def log(self) -> Path | None:
        """The log file, beside the file unless told otherwise; None where none is wanted."""
        if self.file.log.file == "none":
            return None
        return self.path.parent / (self.file.log.file or f"{self.path.stem}.log")

    def books_for(self, currency: str) -> BookSettings:
        """Give the accounts for payouts in ``currency``."""
        return self.books_by_currency.get(currency, self.books)


def default_path() -> Path:
    """Give the file's place when neither ``--config`` nor ``S300GC_CONFIG`` names one."""
    return Path(platformdirs.site_config_dir("s300gc", appauthor=False)) / "s300gc.toml"


def find(option: Path | None, environ: Mapping[str, str] = os.environ) -> Path:
    """Choose the file: ``--config``, else ``S300GC_CONFIG``, else the site config folder."""
    if option is not None:
        return option
    named = environ.get("S300GC_CONFIG")
    return Path(named) if named else default_path()


def load(path: Path) -> Config:
    """Read and check the whole file.

    Raises ConfigError with every problem, one a line.
    """
    path = path.absolute()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except FileNotFoundError:
        raise ConfigError(
            f"no configuration at {path}: copy config.example.toml there,"
            " or name another file with --config"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is no valid TOML: {error}") from None
    return check(raw, path)


def check(raw: dict[str, Any], path: Path) -> Config:
    """Check what the file says; raises ConfigError with every problem."""
    raw = dict(raw)
    books_raw = raw.pop("books", None)
    problems: list[str] = []
    settings = _section(FileSettings, raw, "", problems)
    books, by_currency = _books(books_raw, problems)
    if problems or books is None or not isinstance(settings, FileSettings):
        listed = "\n".join(f"  - {problem}" for problem in sorted(set(problems)))
        raise ConfigError(f"{path} cannot be used:\n{listed}")
    return Config(path, settings, books, by_currency)


def _section(
    model: type[Section], raw: dict[str, Any], where: str, problems: list[str]
) -> Section | None:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        problems += [_problem(model, issue, where) for issue in error.errors()]
        return None


def _books(raw: object, problems: list[str]) -> tuple[BookSettings | None, dict[str, BookSettings]]:
    if not isinstance(raw, dict):
        problems.append("books: missing; it names the accounts that are posted to")
        return None, {}
    tables = {k: v for k, v in raw.items() if CURRENCY_TABLE.match(k) and isinstance(v, dict)}
    plain = {k: v for k, v in raw.items() if k not in tables}
    books = _section(BookSettings, plain, "books", problems)
    by_currency: dict[str, BookSettings] = {}
    for currency, table in tables.items():
        one = _section(BookSettings, {**plain, **table}, f"books.{currency}", problems)
        if isinstance(one, BookSettings):
            by_currency[currency] = one
    return (books if isinstance(books, BookSettings) else None), by_currency


def _problem(model: type[Section], issue: Any, where: str) -> str:
    parts = [str(part) for part in issue["loc"]]
    name = ".".join([where, *parts] if where else parts)
    if issue["type"] == "extra_forbidden":
        return f"{name}: unknown setting{_nearest(model, parts)}"
    if issue["type"] == "missing":
        return f"{name}: missing"
    return f"{name}: {issue['msg'].removeprefix('Value error, ')}"


def _nearest(model: type[Section], parts: list[str]) -> str:
    for part in parts[:-1]:
        annotation = model.model_fields[part].annotation if part in model.model_fields else None
        if isinstance(annotation, type) and issubclass(annotation, Section):
            model = annotation
    known = [*model.model_fields, *(["books"] if model is FileSettings else [])]
    near = difflib.get_close_matches(parts[-1], known, n=1)
    return f"; did you mean {near[0]}?" if near else ""
