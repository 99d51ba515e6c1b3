"""What protects when the other protections are gone: forgotten keys, old copies, late books."""

from pathlib import Path

from s300gc.errors import S300gcError
from tests.company import Company, company

FORGOTTEN = 31
"""Days after which GoCardless has forgotten an idempotency key."""


def once(one: Company) -> bool:
    """Whether nothing was collected or posted a second time."""
    return not one.posted_twice() and all(len(found) == 1 for found in one.collections().values())


def test_a_payment_whose_answer_was_lost_is_looked_for_when_its_key_is_forgotten(
    tmp_path: Path,
) -> None:
    one = company(tmp_path, "demo")
    # The client sends a keyed request four times before it gives up.
    lost = {"system": "gocardless", "method": "POST", "path": "/payments", "when": "after"}
    one.fault(*({**lost, "nth": nth, "what": "timeout"} for nth in (3, 4, 5, 6)))
    one.sync()
    one.fault()
    with one.parts() as parts:
        assert len(parts.store.intents.in_doubt("payment")) == 1
    made = one.collections()
    one.world.advance(FORGOTTEN)
    one.sync()
    with one.parts() as parts:
        assert parts.store.intents.in_doubt("payment") == []
    assert all(one.collections()[document] == amounts for document, amounts in made.items())
    assert once(one)


def test_an_old_copy_heals_from_the_events_when_the_keys_are_forgotten(tmp_path: Path) -> None:
    one = company(tmp_path, "demo")
    one.sync()
    one.keep_database("yesterday.db")
    one.world.advance(1)
    one.sync()
    made = one.collections()
    one.put_back("yesterday.db")
    one.world.advance(FORGOTTEN)
    one.sync()
    assert all(one.collections()[document] == amounts for document, amounts in made.items())
    assert once(one)


def test_documents_settled_by_a_late_booking_are_not_collected_again(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.live(12)
    one.world.advance(12)
    one.live(14)
    one.sync()
    assert once(one)


def test_a_batch_whose_answer_was_lost_is_found_and_not_created_again(tmp_path: Path) -> None:
    one = company(tmp_path)
    lost = {
        "system": "sage300",
        "method": "POST",
        "when": "after",
        "what": "timeout",
        "probability": 1,
    }
    one.fault({**lost, "path": "/GL/GLJournalBatches"}, {**lost, "path": "/AR/ARReceipt"})
    one.live(26)
    one.sync()
    state = one.state["sage300"]
    ours = [
        batch["Description"]
        for kind in ("gl_batches", "receipt_batches")
        for batch in state[kind]
        if batch["made_by"] == "tool" and batch["Description"].startswith(("GC PO", "DUPLICATE"))
    ]
    assert ours
    assert len(ours) == len(set(ours))
    assert not any(text.startswith("DUPLICATE") for text in ours)


def test_a_draft_that_came_late_is_marked_and_never_posted(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.fault(
        {"system": "sage300", "method": "POST", "path": "/GL/GLJournalBatches", "nth": 1,
         "when": "late", "late_calls": 3, "what": "timeout"},
    )  # fmt: skip
    for _ in range(26):
        try:
            one.sync()
        except S300gcError as error:
            assert error.exit_code == 5
        one.world.advance(1)
    one.sync()
    drafts = [
        batch
        for batch in one.state["sage300"]["gl_batches"]
        if batch["Description"].startswith("DUPLICATE of ")
    ]
    assert all(draft["Status"] == "Open" for draft in drafts)
    assert once(one)
    assert one.reconcile().differences == ()
