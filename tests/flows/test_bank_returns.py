"""A receipt of ours that a person sends back in Bank Services."""

from pathlib import Path

from tests.company import company


def test_a_document_opened_again_by_a_person_is_not_collected_a_second_time(
    tmp_path: Path,
) -> None:
    one = company(tmp_path)
    one.live(20)
    receipt = next(
        entry
        for batch in one.state["sage300"]["receipt_batches"]
        if batch["made_by"] == "tool" and batch["BatchStatus"] == "Posted"
        for entry in batch["ReceiptsAdjustments"]
        if entry["AppliedReceiptsAdjustments"]
    )
    customer = receipt["CustomerNumber"]
    document = receipt["AppliedReceiptsAdjustments"][0]["DocumentNumber"]
    sage = one.world.sage300
    assert sage.balance(customer, document) == 0
    sage.return_receipt(customer, receipt["CheckReceiptNumber"], one.world.timeline.today)
    assert sage.balance(customer, document) > 0
    # Its payment is still paid out: taking the money again would be taking it twice.
    one.live(5)
    assert len(one.collections()[f"{document}/1"]) == 1
