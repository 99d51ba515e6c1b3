"""Values are put into a record one after the other, and each may set others.

So the order of the properties in a body matters (developer reference, 2.3): what a later
one sets by default replaces what an earlier one brought. Where this shows in the sandbox:

    new customers      GroupCode, then AccountSet, Terms, TaxGroup; AccountSet, then CurrencyCode
    recurring charges  CustomerNumber, then its Terms, TaxGroup, AccountSet, CurrencyCode
    invoice entries    CustomerNumber, then its Terms, TaxGroup, AccountSet; DocumentDate and
                       Terms, then DueDate; DocumentDate, then PostingDate
    invoice lines      DistributionCode, then RevenueAccount
    receipt entries    CustomerNumber, then AccountSet; the receipt date, then PostingDate
    journal headers    DocumentDate, then PostingDate, then FiscalYear and FiscalPeriod
    journal lines      SourceCurrency and CurrencyRate, then SourceCurrencyAmount, then Amount
"""

from collections.abc import Callable, Mapping
from typing import Any

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.tables import Row

Effect = Callable[[Books, Row, Any], None]
"""What putting a value does to the rest of the record; it may refuse the value."""


def put_all(books: Books, row: Row, values: Row, effects: Mapping[str, Effect]) -> None:
    """Put values into a record in their order; an empty date puts nothing."""
    for name, value in values.items():
        if value is None:
            continue
        row[name] = value
        effect = effects.get(name)
        if effect is not None:
            effect(books, row, value)
