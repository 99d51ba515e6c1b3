"""Bank entries that a person will post in Bank Services (``BKBankEntries``: read and create)."""

from s300gc.model.bookings import BankEntry
from s300gc.remote.odata import all_of, eq
from s300gc.remote.sage300_link import SageWire
from s300gc.remote.sage300_part import Part
from s300gc.remote.sage300_text import DESCRIPTION, account, exact, free
from s300gc.remote.wire import Json, Text, Whole

REFERENCE = 24
"""Longest reference of a bank entry (sample payloads of the Sage 300 SDK)."""


class BankEntryWire(SageWire):
    """A bank entry, as far as it is looked for."""

    sequence_number: Whole
    bank_code: Text
    entry_description: Text = ""


def entry_body(entry: BankEntry) -> dict[str, Json]:
    """Write a deposit as a bank entry with one line, on the account the journal debits."""
    return {
        "BankCode": entry.bank,
        "BankEntryDate": entry.dated.isoformat(),
        "BankEntryType": "Deposits",
        "EntryDescription": exact(
            entry.reference, DESCRIPTION, "its description", f"bank entry {entry.reference}"
        ),
        "Reference": free(entry.text)[:REFERENCE],
        "BankEntryDetail": [
            {
                "Reference": free(entry.text),
                "Description": free(entry.reference),
                "SourceAmount": entry.amount.decimal,
                "GLAccount": account(entry.account),
            }
        ],
    }


class BankEntries(Part):
    """What is asked of and entered in Bank Services; nothing is posted there by this tool."""

    def takes_bank_entries(self) -> bool:
        """Tell whether this server offers bank entries, as far as that was learned."""
        return self._link.offers("BK", "BKBankEntries")

    def find_bank_entries(self, bank: str, reference: str) -> list[str]:
        """Find the entries of a bank by their description; the lowest number first."""
        filter = all_of(eq("BankCode", bank), eq("EntryDescription", reference))
        rows = self._link.entities("BK", "BKBankEntries", BankEntryWire, filter)
        found = [row.sequence_number for row in rows if row.entry_description == reference]
        return [str(number) for number in sorted(found)]

    def create_bank_entry(self, entry: BankEntry) -> None:
        """Create a deposit that is not posted; look for it afterwards, whatever the answer."""
        what = f"create bank entry {entry.reference}"
        self._link.create("BK", "BKBankEntries", entry_body(entry), what)
