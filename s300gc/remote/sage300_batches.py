"""What is the same for all batches of Sage 300: find, read, create, make ready, post, rename."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from s300gc.errors import Forbidden, OutcomeUnknown, Refused
from s300gc.model import Batch, BatchStatus
from s300gc.remote.odata import all_of, eq, key
from s300gc.remote.sage300_link import Sage300Link, SageWire
from s300gc.remote.sage300_text import DESCRIPTION, exact, free
from s300gc.remote.wire import Json, Text, Whole

KNOWN: dict[str, BatchStatus] = {
    "Open": "Open",
    "ReadyToPost": "ReadyToPost",
    "PostInProgress": "PostInProgress",
    "Posted": "Posted",
    "Deleted": "Deleted",
}


def status_of(name: str) -> BatchStatus:
    """Give the status of a batch; one that is not known is Other."""
    return KNOWN.get(name, "Other")


class BatchWire(SageWire):
    """A batch header, of whatever ledger."""

    def value(self) -> Batch:
        """Give the batch."""
        raise TypeError("each ledger has its own batch header")


class ARBatchWire(BatchWire):
    """A batch header as receipts and invoices have it in AR."""

    batch_number: Whole
    description: Text = ""
    batch_status: Text
    number_of_entries: Whole = 0
    batch_total: Decimal = Decimal(0)
    number_of_errors: Whole = 0
    posting_sequence_number: Whole = 0
    source_application: Text = ""

    def value(self) -> Batch:
        """Give the batch; the total of receipts is in the currency of their bank."""
        return Batch(
            number=str(self.batch_number),
            description=self.description,
            status=status_of(self.batch_status),
            total=self.batch_total,
            entries=self.number_of_entries,
            errors=self.number_of_errors,
            posting_sequence=self.posting_sequence_number,
            source=self.source_application,
        )


class Poster(Protocol):
    """Posts one batch by its number."""

    def __call__(self, link: Sage300Link, number: str, what: str) -> None:
        """Start the posting; success says only that it was started."""
        ...


@dataclass(frozen=True, slots=True)
class BatchKind:
    """A kind of batch: where it is found and what is particular to it.

    ``record`` is the first half of the key where the key has two, ``description`` the
    property its text stands in, ``ready`` the change that makes it ready to post,
    ``otherwise`` another such change for servers that refuse the first, ``numeric``
    whether its number is one (in AR; GL keeps text with zeros).
    """

    noun: str
    module: str
    resource: str
    wire: type[BatchWire]
    post: Poster
    ready: Mapping[str, str]
    otherwise: Mapping[str, str] | None = None
    description: str = "Description"
    record: str = ""
    numeric: bool = True

    def key(self, number: str) -> str:
        """Write the key segment of a batch."""
        value: str | int = int(number) if self.numeric else number
        if self.record:
            return key(BatchRecordType=self.record, BatchNumber=value)
        return key(value)


class Batches:
    """The batches of one kind in one company."""

    def __init__(self, link: Sage300Link, kind: BatchKind) -> None:
        self._link = link
        self._kind = kind
        self._ready = kind.ready
        self._other = kind.otherwise

    def find(self, description: str) -> list[Batch]:
        """Find batches by their description, the lowest number first, deleted ones among them."""
        kind = self._kind
        record = eq("BatchRecordType", kind.record) if kind.record else ""
        filter = all_of(record, eq(kind.description, description))
        rows = self._link.entities(kind.module, kind.resource, kind.wire, filter)
        return sorted((row.value() for row in rows), key=lambda batch: int(batch.number))

    def read(self, number: str) -> Batch | None:
        """Read a batch; None where there is none of that number."""
        kind = self._kind
        found = self._link.one(kind.module, kind.resource, kind.key(number), kind.wire)
        return found.value() if found else None

    def create(self, body: Mapping[str, Json], reference: str) -> str:
        """Create an open batch that is found again by ``reference``, and give its number.

        An answer without a number is an ``OutcomeUnknown``: the batch may be there.
        """
        kind = self._kind
        exact(reference, DESCRIPTION, kind.description, f"{kind.noun} {reference}")
        what = f"create {kind.noun} {reference}"
        made = self._link.create(kind.module, kind.resource, body, what)
        number = str((isinstance(made, dict) and made.get("BatchNumber")) or "")
        if not re.fullmatch(r"0*[1-9]\d*(\.0+)?", number):
            raise OutcomeUnknown(
                f"could not {what} for certain: Sage 300 answered without its number; "
                "run again: the next run looks before it sends"
            )
        return str(int(Decimal(number))) if kind.numeric else number

    def make_ready(self, number: str) -> None:
        """Mark a batch ready to post; from then on nobody can change its entries."""
        what = f"make {self._kind.noun} {number} ready to post"
        try:
            self._change(number, dict(self._ready), what)
        except Forbidden:
            raise
        except Refused as refused:
            if not self._other:
                raise
            try:
                self._change(number, dict(self._other), what)
            except Refused:
                raise refused from None
            self._ready, self._other = self._other, None

    def post(self, number: str) -> None:
        """Post one batch and no other; how that went must be read from the batch."""
        self._kind.post(self._link, number, f"post {self._kind.noun} {number}")

    def describe(self, number: str, text: str) -> None:
        """Give a batch another description, cut to length."""
        change = {self._kind.description: free(text)}
        self._change(number, change, f"rename {self._kind.noun} {number}")

    def _change(self, number: str, body: Json, what: str) -> None:
        kind = self._kind
        self._link.change(kind.module, kind.resource, kind.key(number), body, what)
