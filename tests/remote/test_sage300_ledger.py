from datetime import date

from s300gc.model import Money
from s300gc.remote.values import PendingReceipt, UnpostedLine
from tests.remote.support import AR, GL, Wire, gbp

DAY = date(2026, 1, 5)


def test_ledger_lines_go_on_after_a_posting_sequence() -> None:
    wire = Wire()
    wire.feed(
        GL + "GLPostedTransactions",
        [
            {
                "AccountNumber": "1100",
                "SourceLedgerCode": "GL",
                "SourceTypeCode": "GC",
                "PostingSequenceNumber": 8,
                "JournalDate": "2026-01-05T00:00:00Z",
                "BatchNumber": "000123",
                "JournalEntryNumber": "00001",
                "JournalDetailDescription": "customer 1200",
                "JournalDetailReference": "PM1 IN001",
                "JournalTransactionAmount": -1234567.10,
            }
        ],
    )
    (found,) = wire.sage().ledger_lines("1100", since_sequence=7)
    assert found.amount == gbp("-1234567.10")
    assert (found.source, found.batch, found.sequence) == ("GL-GC", "000123", 8)
    assert "AccountNumber%20eq%20'1100'%20and%20PostingSequenceNumber%20gt%207" in wire.sent[0].url


def test_gl_batches_that_wait_for_a_person_show_their_lines() -> None:
    wire = Wire()
    wire.feed(
        GL + "GLJournalBatches",
        [
            {
                "BatchNumber": "000124",
                "Description": "A/R invoices",
                "SourceLedger": "AR",
                "Status": "Open",
                "JournalHeaders": [
                    {
                        "JournalDetails": [
                            {"AccountNumber": "1100", "Amount": 100.5, "Reference": "IN1"},
                            {"AccountNumber": "4000", "Amount": -100.5},
                        ]
                    }
                ],
            }
        ],
    )
    (found,) = wire.sage().open_subledger_batches()
    assert (found.number, found.source, found.status) == ("000124", "AR", "Open")
    assert found.on("1100") == [UnpostedLine("1100", gbp("100.50"), "IN1")]


def test_pending_receipts_tell_what_they_will_pay_off() -> None:
    wire = Wire()
    wire.feed(
        AR + "ARReceiptAndAdjustmentBatches",
        [
            {
                "BatchNumber": 12.0,
                "Description": "by hand",
                "ReceiptsAdjustments": [
                    {
                        "CustomerNumber": "1200",
                        "CustomerCurrencyCode": "EUR",
                        "AppliedReceiptsAdjustments": [
                            {
                                "DocumentNumber": "IN001",
                                "PaymentNumber": 2,
                                "CustomerReceiptAmount": 10.10,
                            }
                        ],
                    }
                ],
            }
        ],
    )
    (found,) = wire.sage().pending_receipts()
    assert found == PendingReceipt("1200", "IN001", 2, Money(1010, "EUR"), "12", "by hand")
    asked = wire.sent[0].url
    assert "BatchRecordType%20eq%20'CA'%20and%20BatchStatus%20eq%20'Open'%20or%20" in asked
