"""What a Sage 300 company is set up with: account sets, banks, accounts, codes, rates."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from pydantic import AliasChoices, Field

from s300gc.errors import PersonNeeded, Refused
from s300gc.model import AccountSet, Bank, GLAccount
from s300gc.remote.odata import all_of, chunks, eq
from s300gc.remote.sage300_errors import UNKNOWN_NAMES
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_text import account
from s300gc.remote.spellings import SUBLEDGER, SUBLEDGER_TYPE
from s300gc.remote.wire import Day, Text, Yes


class AccountSetWire(SageWire):
    """An account set (``ARAccountSets``)."""

    account_set_key: Text
    receivables_control_account: Text
    prepayment_liability_account: Text = ""
    currency_code: Text = ""


class BankWire(SageWire):
    """A bank (``BKBanks``)."""

    bank_code: Text
    bank_account: Text
    statement_currency: Text = ""


class SubledgerWire(SageWire):
    """A ledger that may post to a control account; its property name is not documented."""

    code: Text = Field(
        default="",
        validation_alias=AliasChoices(*SUBLEDGER),
    )
    type: Text = Field(default="", validation_alias=AliasChoices(*SUBLEDGER_TYPE))

    @property
    def source(self) -> str:
        """The ledger, or the one of its source codes that may post: ``GL`` or ``GL-JE``."""
        return f"{self.code}-{self.type}" if self.type else self.code


class GLAccountWire(SageWire):
    """A GL account (``GLAccounts``)."""

    unformatted_account: Text
    description: Text = ""
    status: Text = "Active"
    control_account: Yes = False
    control_account_subledgers: list[SubledgerWire] | None = None

    def value(self) -> GLAccount:
        """Give the account; only of a control account it is known which ledgers may post."""
        ledgers = self.control_account_subledgers
        sources = None
        if self.control_account and ledgers is not None and all(each.code for each in ledgers):
            sources = tuple(each.source for each in ledgers)
        active = self.status == "Active"
        number = account(self.unformatted_account)
        return GLAccount(number, self.description, active, self.control_account, sources)


class SourceCodeWire(SageWire):
    """A source code (``GLSourceCodes``)."""

    source_ledger: Text
    source_type: Text


class PaymentCodeWire(SageWire):
    """A payment code (``ARPaymentCodes``)."""

    payment_code_key: Text
    status: Text = "Active"


class RateWire(SageWire):
    """A rate of one day."""

    from_currency: Text
    rate_date: Day
    rate: Decimal


class RatesWire(SageWire):
    """The rates to one currency of a rate type (``CSCurrencyRates``)."""

    to_currency: Text
    rate_type: Text
    date_matching: Text = "Earlier"
    rate_operation: Text = "Multiply"
    currency_rate_detail: list[RateWire] = Field(default_factory=list)


class Setup(Part):
    """What is asked about the set-up of a company; a person changes it, never this tool."""

    def account_sets(self) -> list[AccountSet]:
        """List the AR account sets."""
        return [
            AccountSet(
                found.account_set_key,
                self._bare(found.receivables_control_account),
                self._bare(found.prepayment_liability_account),
                found.currency_code or self._home(),
            )
            for found in self._link.entities("AR", "ARAccountSets", AccountSetWire)
        ]

    def banks(self) -> list[Bank]:
        """List the banks of Bank Services with the GL account each posts to."""
        return [
            Bank(
                found.bank_code,
                self._bare(found.bank_account),
                found.statement_currency or self._home(),
            )
            for found in self._link.entities("BK", "BKBanks", BankWire)
        ]

    def _bare(self, shown: str) -> str:
        """Give the number of an account, and keep how it is written outside of GL."""
        number = account(shown)
        self._link.written[number] = shown
        return number

    def gl_accounts(self, numbers: Sequence[str]) -> list[GLAccount]:
        """Read GL accounts by number, with or without segment signs; those not there are absent."""
        wanted = sorted({account(number) for number in numbers})
        found: list[GLAccount] = []
        for filter in chunks([eq("UnformattedAccount", number) for number in wanted]):
            rows = self._link.entities("GL", "GLAccounts", GLAccountWire, filter)
            found += [row.value() for row in rows]
        return found

    def source_code_exists(self, ledger: str, type: str) -> bool:
        """Tell whether GL knows a source code, e.g. GL and GC."""
        filter = all_of(eq("SourceLedger", ledger), eq("SourceType", type))
        return any(True for _ in self._link.entities("GL", "GLSourceCodes", SourceCodeWire, filter))

    def payment_code_exists(self, code: str) -> bool | None:
        """Tell whether AR has an active payment code; None where the server does not show them."""
        if not self._link.offers("AR", "ARPaymentCodes"):
            return None
        filter = eq("PaymentCodeKey", code)
        try:
            rows = list(self._link.entities("AR", "ARPaymentCodes", PaymentCodeWire, filter))
        except Refused as refused:
            if refused.code in UNKNOWN_NAMES:
                return None
            raise
        return any(row.status == "Active" for row in rows)

    def reach(self, path: str) -> bool:
        """Tell whether there is anything in e.g. ``AR/ARCustomers``; reads one row.

        The errors are those of any reading, so that it also tells whether this user
        may read there: ``Forbidden`` names the module.
        """
        module, _, resource = path.partition("/")
        return self._link.reach(module, resource)

    def currency_rate(
        self, from_currency: str, to_currency: str, rate_type: str, day: date
    ) -> Decimal | None:
        """Give the rate of a day by which an amount is multiplied; None where Sage has none.

        The table's own date matching holds: the last rate up to the day, or that of
        the day only. Another matching, or rates to divide by, is a ``PersonNeeded``.
        """
        if from_currency == to_currency:
            return Decimal(1)
        filter = all_of(eq("ToCurrency", to_currency), eq("RateType", rate_type))
        for table in self._link.entities("CS", "CSCurrencyRates", RatesWire, filter):
            days = {
                found.rate_date: found.rate
                for found in table.currency_rate_detail
                if found.from_currency == from_currency and found.rate_date is not None
            }
            return _matching(table, days, day)
        return None


def _matching(table: RatesWire, days: Mapping[date, Decimal], day: date) -> Decimal | None:
    if table.rate_operation != "Multiply" or table.date_matching not in ("Earlier", "Exact"):
        raise PersonNeeded(
            f"rate type {table.rate_type} to {table.to_currency} works by {table.rate_operation} "
            f"and date matching {table.date_matching}, which is not supported: "
            "use a rate type with Multiply and Earlier"
        )
    if table.date_matching == "Exact":
        return days.get(day)
    earlier = [known for known in days if known <= day]
    return days[max(earlier)] if earlier else None
