"""A company ready to work: accounts, account sets, banks, terms, taxes, calendar, rates."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from s300gc.sandbox.sage300 import accounts, optionalfields, schedules
from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.masters import keep_sparse
from s300gc.sandbox.sage300.periods import date_name
from s300gc.sandbox.sage300.resources import RESOURCES
from s300gc.sandbox.sage300.tables import Row, Table

ACCOUNT_SETS = {
    "DOM": ("1100", "GBP"),
    "EXP": ("1110", "GBP"),
    "EUR": ("1120", "EUR"),
    "USD": ("1130", "USD"),
}
"""Account sets: receivables control account and currency; the home currency stands as GBP."""

CHART = {
    "1000": "Bank",
    "1001": "Bank, euro",
    "1002": "Bank, US dollar",
    "1100": "Accounts receivable, home",
    "1110": "Accounts receivable, export",
    "1120": "Accounts receivable, euro",
    "1130": "Accounts receivable, US dollar",
    "1180": "Retainage receivable",
    "1190": "GoCardless clearing",
    "1195": "Payouts in transit",
    "2050": "Prepayments received",
    "2190": "Unmatched receipts",
    "2200": "Output VAT",
    "2201": "Input VAT",
    "4000": "Revenue",
    "4900": "Discounts allowed",
    "6900": "Bad debts",
    "7100": "Exchange gain and loss",
    "7900": "GoCardless fees",
    "7901": "GoCardless surcharges",
}

SOURCE_CODES = {
    "GL-JE": "Journal entry",
    "GL-GC": "GoCardless payout",
    "AR-IN": "Invoice",
    "AR-CN": "Credit note",
    "AR-DN": "Debit note",
    "AR-PY": "Receipt",
    "AR-PI": "Prepayment",
    "AR-AD": "Adjustment",
    "AR-RF": "Refund",
}

RATES = {"GBP": Decimal(1), "EUR": Decimal("0.85"), "USD": Decimal("0.80")}
"""What one unit is worth in pounds on the first of January of every year."""

SCHEDULES: dict[str, tuple[str, Row]] = {
    "WEEKLY": ("Every week on Monday", {"Interval": "Weekly"}),
    "SEMI-MONTHLY": (
        "On the first and the fifteenth",
        {"Interval": "Semimonthly", "DayofMonth": "Num15th"},
    ),
    "MONTHLY": ("On the first of every month", {"Interval": "Monthly"}),
    "QUARTERLY": ("On the first of every quarter", {"Interval": "Monthly", "Phase": 3}),
    "YEARLY": ("On the first of January", {"Interval": "Annual"}),
}
FIRST_RUN = "2024-01-01"
"""A Monday."""

_ACCOUNT = 45
"""Length of every property that names a GL account, and of no other."""
YEARS = range(2024, 2030)
FIELDS = ("GCMANDATE", "GCSTATUS", "GCSCHEME", "GCBANK")


def install(
    books: Books, home: str, account_sets: Mapping[str, tuple[str, str]], first_day: date
) -> None:
    """Fill an empty company; ``first_day`` is the day the masters were last maintained."""
    books.data["home"] = home
    sets = {
        key: (control, home if currency == "GBP" else currency)
        for key, (control, currency) in account_sets.items()
    }
    _common_services(books, home)
    _accounts(books, sets)
    _ar_setup(books, sets, first_day.isoformat())
    _taxes(books)
    _banks(books, home, sets)
    for code in FIELDS:
        optionalfields.define(books, "customers", code)


def keep(books: Books, path: str, row: Row) -> None:
    """Keep a master record that the company begins with."""
    resource = RESOURCES[path]
    table = books.resources.get(path, resource).table
    if books.switches.ar_accounts == "formatted":
        row = _formatted(path, row, table)
    books.keep(resource, keep_sparse({**row, "_made_by": "story"}, table))


def _formatted(path: str, row: Row, table: Table) -> Row:
    """Write account numbers as a chart of two segments shows them everywhere but in GL."""
    found = dict(row)
    for name, value in row.items():
        shown = path[:2] in ("AR", "BK") or (path, name) == ("GL/GLAccounts", "AccountNumber")
        if shown and value and table.properties[name].length == _ACCOUNT:
            found[name] = f"{value[:2]}-{value[2:]}"
    return found


def _common_services(books: Books, home: str) -> None:
    keep(
        books,
        "CS/CSCompanyProfile",
        {
            "CompanyID": books.company,
            "CompanyName": "Sample Company Limited",
            "Country": "United Kingdom",
            books.switches.profile_names: home,
            "RateType": "SP",
            "NumberOfFiscalPeriods": 12,
        },
    )
    for code in sorted({home, *RATES}):
        keep(books, "CS/CSCurrencyCodes", {"CurrencyCodeKey": code, "Description": code})
    for year in YEARS:
        add_fiscal_year(books, year)
    _schedules(books)
    _rates(books, home)


def add_fiscal_year(books: Books, year: int) -> None:
    """Enter a fiscal year of twelve months, from January on."""
    row: Row = {"FiscalYear": str(year), "NumberOfFiscalPeriods": 12, "QuarterWith4Periods": 4}
    for month in range(1, 13):
        last = date(year, month, monthrange(year, month)[1])
        row[date_name(books, "Start", month)] = f"{year}-{month:02d}-01"
        row[date_name(books, "End", month)] = last.isoformat()
    keep(books, "CS/CSFiscalCalendars", row)


def _schedules(books: Books) -> None:
    """Enter schedules of the usual intervals, running from the first of January 2024 on."""
    for code, (text, properties) in SCHEDULES.items():
        row = {"ScheduleCode": code, "Description": text, "RunDate": FIRST_RUN, **properties}
        keep(books, "CS/CSSchedules", schedules.completed(books, row))


def _rates(books: Books, home: str) -> None:
    """Enter a spot rate of each foreign currency for every year."""
    value = RATES.get(home, Decimal(1))
    details = [
        {
            "ToCurrency": home,
            "RateType": "SP",
            "FromCurrency": code,
            "RateDate": f"{year}-01-01",
            "Rate": (rate / value).quantize(Decimal("0.0000001")).normalize(),
        }
        for code, rate in sorted(RATES.items())
        for year in YEARS
        if code != home
    ]
    keep(books, "CS/CSCurrencyRateTypes", {"RateTypeKey": "SP", "Description": "Spot rate"})
    row = {"ToCurrency": home, "RateType": "SP", "TableDescription": "Spot rates"}
    keep(books, "CS/CSCurrencyRates", {**row, "CurrencyRateDetail": details})


def _accounts(books: Books, sets: Mapping[str, tuple[str, str]]) -> None:
    """Enter the chart and the source codes; control accounts take the ledgers of the switch."""
    controls = sorted({control for control, _ in sets.values()})
    chart = {**dict.fromkeys(controls, "Accounts receivable"), **CHART}
    for number, text in chart.items():
        income = number[0] in "4567"
        row: Row = {
            "UnformattedAccount": number,
            "AccountNumber": number,
            "Description": text,
            "AccountType": "IncomeStatement" if income else "BalanceSheet",
            "NormalBalanceDRCR": "Credit" if number[0] in "24" else "Debit",
            "Multicurrency": "Yes",
            "StructureCode": "ACC",
        }
        if number in controls:
            row["ControlAccount"] = "Yes"
            row["ControlAccountSubledgers"] = [
                accounts.listed(books, number, code) for code in books.switches.control_sources
            ]
        keep(books, "GL/GLAccounts", row)
    for code, text in {books.switches.return_source: "Return", **SOURCE_CODES}.items():
        ledger, _, kind = code.partition("-")
        row = {"SourceLedger": ledger, "SourceType": kind, "Description": text}
        keep(books, "GL/GLSourceCodes", row)


def _ar_setup(books: Books, sets: Mapping[str, tuple[str, str]], day: str) -> None:
    for key, (control, currency) in sets.items():
        row: Row = {
            "AccountSetKey": key,
            "Description": f"Receivables {key}",
            "DateLastMaintained": day,
            "ReceivablesControlAccount": control,
            "PrepaymentLiabilityAccount": "2050",
            "RetainageAccount": "1180",
            "DiscountsAccount": "4900",
            "WriteOffsAccount": "6900",
            "CurrencyCode": currency,
        }
        for name in ("ExchangeGainAccount", "ExchangeLossAccount", "ExchangeRoundingAccount"):
            row[name] = "7100"
        keep(books, "AR/ARAccountSets", row)
    group = {"GroupCode": "RETAIL", "Description": "Retail customers", "Terms": "NET30"}
    group |= {"AccountSet": next(iter(sets)), "TaxGroup": "VAT20", "DateLastMaintained": day}
    keep(books, "AR/ARCustomerGroups", group)
    for code, days in (("NET30", 30), ("NET14", 14)):
        payment = {"PaymentNumber": 1, "PercentDue": 100, "DueNumberOfDays": days}
        terms: Row = {"TermsCode": code, "Description": f"Net {days} days", "NumberOfPayments": 1}
        terms |= {"TotalPercentDue": 100, "TermsPaymentSchedules": [payment]}
        keep(books, "AR/ARTerms", terms)
    keep(books, "AR/ARPaymentCodes", {"PaymentCodeKey": "GC", "Description": "GoCardless"})
    keep(books, "AR/ARPaymentCodes", {"PaymentCodeKey": "BACS", "Description": "Bank transfer"})
    keep(
        books,
        "AR/ARDistributionCodes",
        {"DistributionCodeKey": "SALES", "Description": "Sales", "RevenueAccount": "4000"},
    )


def _taxes(books: Books) -> None:
    """Enter the groups VAT20 and NOTAX; VAT is owed on 2200."""
    vat = {"TaxGroupKey": "VAT20", "Description": "VAT 20 %", "TaxAuthority1": "VAT"}
    keep(books, "TX/TXTaxGroups", {**vat, "Taxable1": True})
    keep(books, "TX/TXTaxGroups", {"TaxGroupKey": "NOTAX", "Description": "Out of scope"})
    rate = {"TaxAuthority": "VAT", "BuyerClass": 1, "ItemRate1": Decimal(20)}
    keep(books, "TX/TXTaxRates", rate)
    books.data["tax_accounts"] = {"VAT": "2200"}


def _banks(books: Books, home: str, sets: Mapping[str, tuple[str, str]]) -> None:
    """Enter a receipts bank for each control account and the clearing account, and real banks."""
    banks = {f"GC{control}": (control, currency) for control, currency in sets.values()}
    banks |= {"GC1190": ("1190", home), "BANK": ("1000", home)}
    # A bank keeps its statements in one currency, so the clearing account has one for each.
    banks |= {"GC1190EU": ("1190", "EUR"), "GC1190US": ("1190", "USD")}
    banks |= {"BANKEUR": ("1001", "EUR"), "BANKUSD": ("1002", "USD")}
    for code, (account, currency) in banks.items():
        exchange = {"ExchangeGainAccount": "7100", "ExchangeLossAccount": "7100"}
        listed = {"BankCode": code, "CurrencyCode": currency, "DepositRateType": "SP", **exchange}
        keep(
            books,
            "BK/BKBanks",
            {
                "BankCode": code,
                "Description": f"Bank of account {account}",
                "Multicurrency": True,
                "StatementCurrency": currency,
                "BankAccount": account,
                "WriteOffAccount": "6900",
                "BankCurrencies": [listed],
            },
        )
