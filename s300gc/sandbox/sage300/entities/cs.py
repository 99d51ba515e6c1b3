"""Common Services: company profile, fiscal calendar, currencies and rates, schedules.

Currencies, rates and schedules are named as in Sage's sample payloads; of a schedule these
hold the first lines, the rest is spelt as its captions on the web screen.
``FiscalPeriod1StartDate`` and ``FiscalPeriod1EndDate`` are seen in one client. Everything
else of the calendar (the locks above all) and the whole company profile are assumed: no
document names them.
"""

from s300gc.sandbox.sage300.tables import table

_LOCKS = """
    =NoYes: ARPeriodLocked1-13 BKPeriodLocked1-13 GLPeriodLocked1-13
"""

CALENDAR = table(
    "FiscalCalendar",
    "\n    s4: FiscalYear\n    i: NumberOfFiscalPeriods QuarterWith4Periods\n"
    "    =YesNo: Active\n"
    + "".join(f"    t: FiscalPeriod{n}StartDate FiscalPeriod{n}EndDate\n" for n in range(1, 14))
    + _LOCKS.lstrip("\n"),
)

CALENDAR_NUMBERED_LAST = table(
    "FiscalCalendarNumberedLast",
    """
    s4: FiscalYear
    i: NumberOfFiscalPeriods QuarterWith4Periods
    =YesNo: Active
    t: FiscalPeriodStartDate1-13 FiscalPeriodEndDate1-13
"""
    + _LOCKS.lstrip("\n"),
)
"""The other way to number the dates; a switch chooses."""

COMPANY_PROFILE = table(
    "CompanyProfile",
    """
    S6: CompanyID
    s60: CompanyName AddressLine1-4
    s30: City StateProvince
    s20: ZipPostalCode
    s30: Country PhoneNumber FaxNumber
    s60: ContactName
    S3: FunctionalCurrency
    =YesNo: Multicurrency
    S2: RateType
    i: NumberOfFiscalPeriods
    =Unlisted: LockedFiscalPeriod
""",
)

CURRENCY_CODE = table(
    "CurrencyCode",
    """
    S3: CurrencyCodeKey
    s60: Description
    s4: Symbol
    =Decimals: DecimalPlaces
    =SymbolPosition: SymbolPosition
    =Separator: ThousandsSeparator DecimalSeparator
    =Negative: NegativeDisplay
""",
)

CURRENCY_RATE_DETAIL = table(
    "CurrencyRateDetail",
    """
    S3: ToCurrency
    S2: RateType
    S3: FromCurrency
    t: RateDate
    d: Rate Spread
""",
)

CURRENCY_RATE = table(
    "CurrencyRate",
    """
    S3: ToCurrency
    S2: RateType
    s60: TableDescription
    =DateMatching: DateMatching
    =RateOperator: RateOperation
    s60: SourceOfRates
    [CurrencyRateDetail]: CurrencyRateDetail
""",
)

CURRENCY_RATE_TYPE = table(
    "CurrencyRateType",
    """
    S2: RateTypeKey
    s60: Description
""",
)

SCHEDULE = table(
    "Schedule",
    """
    S15: ScheduleCode
    s60: Description
    =Interval: Interval
    =Frequency: Frequency
    =UserMode: UserMode
    S8: UserID
    t: RunDate
    i: Phase
    =DayofMonth: DayofMonth
    =Weekday: Weekday
    =WeekinMonth: WeekinMonth
    =Month: Month
    =NoYes: SundayCall MondayCall TuesdayCall WednesdayCall ThursdayCall FridayCall SaturdayCall
    i: RemindinAdvance
    t: LastRunDate
""",
)
