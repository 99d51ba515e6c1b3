"""What shows that an entry is posted, whatever its batch says of itself."""

from collections.abc import Iterable

from s300gc.remote.odata import chunks, eq
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.wire import Text


class PostedReceiptWire(SageWire):
    """A posted receipt (``ARPostedReceipts``)."""

    customer_number: Text
    check_receipt_number: Text


class Proofs(Part):
    """What is asked about entries that were in error when their batch was posted."""

    def posted_receipts(self, numbers: Iterable[str]) -> set[tuple[str, str]]:
        """Find which receipts are posted, by number; gives (customer, number).

        One that was returned since was posted all the same.
        """
        found: set[tuple[str, str]] = set()
        for filter in chunks([eq("CheckReceiptNumber", number) for number in sorted(numbers)]):
            rows = self._link.entities("AR", "ARPostedReceipts", PostedReceiptWire, filter)
            found |= {(row.customer_number, row.check_receipt_number) for row in rows}
        return found
