"""Tax Services: groups and rates, named as a public client of v1.0 has them."""

from s300gc.sandbox.sage300.tables import table

TAX_GROUP = table(
    "TaxGroup",
    """
    S12: TaxGroupKey
    =TaxTransaction: TransactionType
    s60: Description
    S3: TaxReportingCurrency
    S12: TaxAuthority1-5
    b: Taxable1-5
    =Unlisted: TaxCalculationMethod
    t: LastMaintained
    b: Surtax1-5
    S12: SurtaxOnAuthority1-5
    S2: TaxReportingRateType
""",
)

TAX_RATE = table(
    "TaxRate",
    """
    S12: TaxAuthority
    =TaxTransaction: TransactionType
    i: BuyerClass
    d: ItemRate1-10
    t: LastMaintained
""",
)
