"""Addresses of AR customers, read only where somebody is asked for a mandate."""

from s300gc.model.invitations import Address
from s300gc.remote.odata import key
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.wire import Text


class AddressWire(SageWire):
    """The address on a customer's card (``ARCustomers``)."""

    address_line1: Text = ""
    address_line2: Text = ""
    address_line3: Text = ""
    city: Text = ""
    state_province: Text = ""
    zip_postal_code: Text = ""
    country: Text = ""

    def value(self) -> Address:
        """Give the address; empty lines are left out."""
        lines = (self.address_line1, self.address_line2, self.address_line3)
        kept = tuple(line.strip() for line in lines if line.strip())
        return Address(
            kept,
            self.city.strip(),
            self.state_province.strip(),
            self.zip_postal_code.strip(),
            self.country.strip(),
        )


class Addresses(Part):
    """What is asked about where AR customers are."""

    def address(self, customer: str) -> Address:
        """Read the address on a customer's card; an empty one where there is no such customer."""
        found = self._link.one("AR", "ARCustomers", key(customer), AddressWire)
        return found.value() if found else Address()
