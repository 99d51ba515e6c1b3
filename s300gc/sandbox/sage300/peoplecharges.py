"""What the office does with recurring charges: enters, changes and invoices them."""

from datetime import date
from decimal import Decimal
from typing import Any

from s300gc.sandbox.sage300 import charges, generation, people, posting
from s300gc.sandbox.sage300.books import Books, money
from s300gc.sandbox.sage300.chargeentry import LINES
from s300gc.sandbox.sage300.tables import Row


class ChargesDesk:
    """The part of a company that looks after recurring charges; ``SageCompany`` is one."""

    books: Books

    def add_recurring_charge(
        self,
        code: str,
        customer: str,
        amount: Decimal,
        start: date,
        schedule: str = "MONTHLY",
        *,
        expires: date | None = None,
        invoices: int = 0,
        maximum: Decimal = Decimal(0),
        description: str = "",
        made_by: str = "story",
        **properties: Any,
    ) -> None:
        """Enter a recurring charge of one line; ``amount`` is before tax.

        It ends after ``expires``, after so many ``invoices``, or when ``maximum`` is reached
        (with tax); ``schedule`` is MONTHLY, WEEKLY, QUARTERLY, YEARLY or SEMI-MONTHLY unless
        others were made. ``properties`` are further ones of ``ARRecurringCharges``, e.g.
        ``TaxGroup`` or ``Terms``. ``SageError`` where Sage would refuse.
        """
        line = {"DistributionCode": "SALES", "Description": description}
        body: Row = {
            "RecurringChargeCode": code.upper(),
            "CustomerNumber": customer.upper(),
            "Description": description,
            "InvoiceDescription": description,
            "EffectiveDate": start.isoformat(),
            "Schedule": schedule,
            **_end(expires, invoices, maximum),
            **properties,
            LINES: [{**line, "ExtendedAmountWithTIP": money(amount)}],
        }
        charges.create(self.books, body, made_by)

    def change_recurring_charge(
        self, code: str, customer: str, amount: Decimal | None = None, **properties: Any
    ) -> None:
        """Change a recurring charge by hand; ``amount`` is that of its first line.

        ``Status="Inactive"`` stops it; ``KeyError`` where there is none.
        """
        row = self.books.find(charges.CHARGES.path, code.upper(), customer.upper())
        if row is None:
            raise KeyError(f"there is no recurring charge {code} of customer {customer}")
        body: Row = dict(properties)
        if amount is not None:
            number = row[LINES][0]["LineNumber"]
            body[LINES] = [{"LineNumber": number, "ExtendedAmountWithTIP": money(amount)}]
        charges.change(self.books, "", row, body, replace=False)

    def generate_recurring(self, run_date: date | None = None, made_by: str = "story") -> list[str]:
        """Invoice every recurring charge that is due until a day, and post the invoices.

        Gives their document numbers; they are dated by the schedule. What is long overdue is
        invoiced once for each date. ``ValueError`` where an invoice could not be posted.
        """
        day = run_date or self.books.timeline.today
        posted: list[str] = []
        while True:
            number = generation.run(self.books, {"RunDate": day.isoformat()}, made_by)
            if not number:
                return posted
            people.post_batch(self.books, posting.INVOICES, number, made_by)
            batch = self.books.find("AR/ARInvoiceBatches", number) or {}
            for entry in batch["Invoices"]:
                if "_error" in entry:
                    raise ValueError(entry["_error"])
                posted.append(entry["DocumentNumber"])


def _end(expires: date | None, invoices: int, maximum: Decimal) -> Row:
    """Write what ends a charge; at most one thing does."""
    if expires is not None:
        return {"ExpirationType": "SpecificDate", "ExpirationDate": expires.isoformat()}
    if invoices:
        return {"ExpirationType": "NumberOfInvoices", "MaximumNumberOfInvoices": invoices}
    if maximum:
        return {"ExpirationType": "MaximumAmount", "MaximumTotalInvoiceAmount": money(maximum)}
    return {}
