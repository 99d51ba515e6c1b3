"""AR customers: reading them, and writing their optional fields."""

from collections.abc import Collection, Iterator
from datetime import date

from pydantic import Field

from s300gc.model import ARCustomer
from s300gc.remote.odata import any_of, compare, eq, key
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_text import FIELD_VALUE, exact
from s300gc.remote.wire import Text, Yes


class OptionalFieldWire(SageWire):
    """An optional field of a customer."""

    optional_field: Text
    value: Text = ""


class CustomerWire(SageWire):
    """A customer (``ARCustomers``)."""

    customer_number: Text
    customer_name: Text = ""
    email: Text = ""
    contacts_email: Text = ""
    account_set: Text
    currency_code: Text
    group_code: Text = ""
    on_hold: Yes = False
    status: Text = "Active"
    account_type: Text = "OpenItem"
    national_account: Text = ""
    customer_optional_field_values: list[OptionalFieldWire] = Field(default_factory=list)

    def taken(self, codes: Collection[str] | None) -> ARCustomer:
        """Give the customer with the optional fields of ``codes``, or all where it is None."""
        fields = {
            field.optional_field: field.value
            for field in self.customer_optional_field_values
            if codes is None or field.optional_field in codes
        }
        return ARCustomer(
            number=self.customer_number,
            name=self.customer_name,
            email=self.email or self.contacts_email,
            account_set=self.account_set,
            currency=self.currency_code,
            group=self.group_code,
            on_hold=self.on_hold,
            active=self.status == "Active",
            balance_forward=self.account_type == "BalanceForward",
            national_account=self.national_account,
            fields=tuple(sorted(fields.items())),
        )


class Customers(Part):
    """What is asked and told about AR customers."""

    def customers(
        self,
        changed_since: date | None = None,
        codes: Collection[str] | None = None,
        beside: str = "",
    ) -> Iterator[ARCustomer]:
        """List customers whose card was edited on that day or later, or all.

        Sage keeps the day only (``DateLastMaintained``). ``codes`` are the optional
        fields to take along; None takes all. ``beside`` is the number of a customer
        who is listed in any case: where he is missing, no answer means anything.
        """
        filter = ""
        if changed_since is not None:
            changed = compare("DateLastMaintained", "ge", changed_since, self._link.dialect)
            filter = any_of(changed, eq("CustomerNumber", beside) if beside else "")
        seen = set()
        for found in self._link.entities("AR", "ARCustomers", CustomerWire, filter):
            if found.customer_number not in seen:
                seen.add(found.customer_number)
                yield found.taken(codes)

    def customer(self, number: str, codes: Collection[str] | None = None) -> ARCustomer | None:
        """Read a customer; None where there is none."""
        found = self._link.one("AR", "ARCustomers", key(number), CustomerWire)
        return found.taken(codes) if found else None

    def update_fields(self, customer: str, fields: Collection[tuple[str, str]]) -> None:
        """Write optional fields of a customer, given as (code, value); others stay as they are.

        Each field is sent with ``UpdateOperation`` Unspecified, which changes the value
        where the field is there and adds it where it is not (Sage 300 Web API
        developer reference, PATCH). A value longer than 60 characters is ``Refused``.
        """
        subject = f"customer {customer}"
        values = [
            {
                "CustomerNumber": customer,
                "OptionalField": code,
                "Value": exact(value, FIELD_VALUE, f"optional field {code}", subject),
                "UpdateOperation": "Unspecified",
            }
            for code, value in fields
        ]
        body = {"CustomerNumber": customer, "CustomerOptionalFieldValues": values}
        what = f"write the optional fields of {subject}"
        self._link.change("AR", "ARCustomers", key(customer), body, what)
