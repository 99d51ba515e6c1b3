"""A company with the masters that the payloads of Sage's SDK samples name, made of such payloads.

Property names, their order, codes and figures are those of the samples (facts, section 4).
"""

from datetime import date
from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import install
from s300gc.sandbox.sage300.company import SageCompany
from s300gc.sandbox.timeline import Timeline

from .office import Office

ACCOUNTS = (
    *("1000", "1020", "1100", "1120", "2050", "4030", "4220"),
    *("6000", "6110", "6115", "7100", "7110", "7200", "9999"),
)
FORMATTED = {"401010030": "4010-100-30", "401010040": "4010-100-40", "6000100": "6000-100"}
SETS = {"USA": ("1100", "GBP"), "TRADE": ("1120", "GBP")}


class SampleCompany(Office):
    """The samples' company in January 2020: dollars, 13 % of tax, accounts with segments."""

    def __init__(self, **switches: Any) -> None:
        super().__init__(**switches)
        self.timeline = Timeline(date(2020, 1, 20))
        self.sage = SageCompany(self.timeline, switches=self.sage.switches)
        books = self.sage.books
        self.sage.install("USD", SETS, self.timeline.today)
        install.add_fiscal_year(books, 2020)
        group = {"TaxGroupKey": "USDTAX", "TaxAuthority1": "TAX", "Taxable1": True}
        install.keep(books, "TX/TXTaxGroups", group)
        rate = {"TaxAuthority": "TAX", "BuyerClass": 1, "ItemRate1": Decimal(13)}
        install.keep(books, "TX/TXTaxRates", rate)
        books.data["tax_accounts"]["TAX"] = "2200"
        known = {row["UnformattedAccount"] for row in self.rows("GL/GLAccounts")}
        for number in {*ACCOUNTS, *FORMATTED} - known:
            body = {**GL_ACCOUNT, "UnformattedAccount": number, "Description": number}
            body["AccountNumber"] = FORMATTED.get(number, number)
            self.ok("POST", "GL/GLAccounts", body)
        self.ok("POST", "AR/ARTerms", {**TERMS, "TermsCode": "N30"})
        self.ok("POST", "AR/ARCustomerGroups", {**GROUP, "GroupCode": "WHL", "AccountSet": "USA"})
        for code, account in CODES.items():
            body = {"DistributionCodeKey": code, "RevenueAccount": account}
            self.ok("POST", "AR/ARDistributionCodes", body)
        for number in ("1100", "1200", "1400", "1500"):
            body = {**CUSTOMER, "CustomerNumber": number, "ShortName": number}
            self.ok("POST", "AR/ARCustomers", body)
        self.ok("POST", "BK/BKBanks", {**BANK, "BankCode": "SEATAC", "BankCurrencies": []})


CODES = {"CACCSE": "4010-100-30", "CACCSW": "4010-100-40", "DESK": "4030", "ITEM": "4030"}

GL_ACCOUNT = {
    "UnformattedAccount": "9991",
    "Description": "9991",
    "AccountType": "BalanceSheet",
    "NormalBalanceDRCR": "Credit",
    "Status": "Active",
    "StructureCode": "ACC",
    "AccountGroupCode": "22",
}

MULTICURRENCY_ACCOUNT = {
    "UnformattedAccount": "9991",
    "Description": "9991",
    "AccountType": "IncomeStatement",
    "NormalBalanceDRCR": "Debit",
    "Status": "Active",
    "PostToAccount": "Detail",
    "QuantitiesAllowed": "No",
    "UnitOfMeasure": "",
    "AllocationsAllowed": "NoAllocation",
    "AllocOffsetAccount": "",
    "AllocSourceType": "",
    "Multicurrency": "Yes",
    "SpecificCurrency": "SpecificCurrencies",
    "ControlAccount": "No",
    "AllocationPercentTotal": 0,
    "StructureCode": "ACC",
    "DefaultCurrencyCode": "CAD",
    "AccountGroupCode": "22",
    "RollupSwitch": "No",
    "AccountValidCurrencies": [
        {
            "AccountNumber": "9991",
            "CurrencyCode": code,
            "RevaluationSwitch": "Donotrevalue",
            "RevaluationCode": "",
        }
        for code in ("CAD", "USD")
    ],
    "ControlAccountSubledgers": [],
}

TERMS = {
    "TermsCode": "2N31",
    "Description": "2 % in 10 days, net 31",
    "UsePaymentSchedule": "No",
    "CalculationBaseForDiscountwithTax": "Excluded",
    "DiscountType": "DaysFromInvoiceDate",
    "DueDateType": "DaysFromInvoiceDate",
    "NumberOfPayments": 1,
    "TotalPercentDue": 100,
    "TermsPaymentSchedules": [
        {
            "TermsCode": "2N31",
            "PaymentNumber": 1,
            "PercentDue": 100,
            "DiscountPercent": 2,
            "DiscountNumberOfDays": 10,
            "DiscountDayOfMonth": 0,
            "DueNumberOfDays": 31,
            "DueDayOfMonth": 0,
        }
    ],
}

GROUP = {
    "GroupCode": "WHL2",
    "Description": "Wholesale, second group",
    "AccountSet": "TRADE",
    "BillingCycle": "BILLMT",
    "InterestProfile": "INTWHS",
    "AccountType": "OpenItem",
    "Terms": "N30",
    "AllowEditOfCreditLimit": "Yes",
    "CreditLimit1Currency": "CAD",
    "CreditLimit1Amount": 7500,
}

CUSTOMER = {
    "CustomerNumber": "1501",
    "ShortName": "1501",
    "GroupCode": "WHL",
    "NationalAccount": "",
    "Status": "Active",
    "OnHold": "No",
    "CustomerName": "Customer 1501",
    "AccountSet": "USA",
    "BillingCycle": "BILLMT",
    "InterestProfile": "INTWHS",
    "CurrencyCode": "USD",
    "PrintStatements": "Yes",
    "AccountType": "OpenItem",
    "Terms": "N30",
    "TaxGroup": "USDTAX",
    "CreditLimitCustomerCurrency": 12345,
    "CustomerPriceList": "WHS",
}

NATIONAL_ACCOUNT = {
    "NationalAccountNumber": "BARM2",
    "GroupCode": "WHL",
    "OnHold": "No",
    "NationalAccountName": "Head office",
    "AddressLine1": "1 High Street",
    "AddressLine2": "Second floor",
    "City": "",
    "Country": "USA",
    "PhoneNumber": "8005550199",
    "AccountSet": "USA",
    "BillingCycle": "BILLMT",
    "InterestProfile": "INTWHS",
    "CurrencyCode": "USD",
    "PrintStatements": "Yes",
    "AccountType": "OpenItem",
    "RateType": "SP",
    "CreditLimit": 8500,
}

BANK = {
    "BankCode": "SEA3",
    "Description": "Third bank",
    "Multicurrency": True,
    "StatementCurrency": "USD",
    "BankAccountNumber": "902-758801",
    "BankAccount": "1020",
    "WriteOffAccount": "6110",
    "CreditCardChargesAccount": "6115",
    "ErrorSpread": 1,
    "BankCurrencies": [
        {
            "BankCode": "SEA3",
            "CurrencyCode": "USD",
            "CheckRateType": "SP",
            "DepositRateType": "SP",
            "ExchangeGainAccount": "7100",
            "ExchangeLossAccount": "7110",
            "RoundingAccount": "7200",
            "CurrencyDescription": "Dollars",
            "UpdateOperation": "Unspecified",
        }
    ],
    "CheckStocks": [
        {
            "BankCode": "SEA3",
            "CheckStockCode": "APCK",
            "Description": "Checks",
            "NextCheckNumber": 1,
            "StockType": "CombinedCheckAndAdvice",
            "CheckForm": "CHECK.RPT",
            "AdviceForm": "",
            "AdviceLinesPerPage": 19,
            "Language": "English",
            "UpdateOperation": "Unspecified",
        }
    ],
}
