"""Every statement the store runs is asked for its plan: no growing table is read whole."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from s300gc.model import Batch, Period, Skip, Surplus
from s300gc.model.ar_refunds import ARRefund
from s300gc.store import Store
from s300gc.store.mirror import Mirror
from tests.store import make

SMALL = {
    "customers", "gc_customers", "bank_accounts", "mandates", "links", "links_apart",
    "subscriptions", "charge_subscriptions", "charge_holds", "s", "(subquery-1)", "invitations",
    "sign_offs",
}  # fmt: skip
"""Tables that do not grow with time: reading one whole is a choice of the caller."""

PARTIAL = {
    "one_live_door", "documents_gone", "documents_open", "worklist_open", "booked_lines_unsettled",
    "events_dead", "events_waiting", "customers_dirty", "documents_dirty", "gc_customers_dirty",
    "bank_accounts_dirty", "mandates_dirty", "payments_dirty", "payouts_dirty",
    "one_standing_plan", "subscriptions_dirty", "charge_subscriptions_by_id", "surpluses_open",
    "booked_lines_of_refunds", "booked_lines_taken_back",
    "invitations_by_request", "refunds_dirty", "refund_requests_open", "refund_requests_by_note",
}  # fmt: skip
"""Indexes that hold only what is still to be dealt with: reading one whole is the point."""

WHOLE = {"SCAN j": "journals(): the proof of the bank goes over all payouts since go-live"}


def use_everything(store: Store) -> None:
    """Call every method once, so that every statement is seen."""
    _mirrors(store)
    _collecting(store)
    _booking(store)
    _keeping(store)
    _planning(store)
    _subscribing(store)
    _inviting(store)
    _refunding(store)
    _refunding_in_ar(store)
    _auditing(store)


def _inviting(store: Store) -> None:
    step, found = make.invite(), make.billing_request()
    store.invitations.begin(make.intent(step.reference, kind="invite"), step)
    store.invitations.refused(step.reference, "no")
    store.invitations.begin(make.intent(step.reference, kind="invite"), step)
    store.invitations.created(step, found)
    store.invitations.linked(store.invitations.last(["1200"])["1200"], make.flow())
    store.invitations.stands(replace(found, status="cancelled"))
    store.mandates.put([make.mandate("MD2")])
    store.mandates.succeeded("MD1", "MD2")
    store.mandates.successors(["MD1"])


def _refunding(store: Store) -> None:
    store.refunds.put([make.refund()])
    store.refunds.clean(store.refunds.dirty())
    store.refunds.of_payments(["PM1"])
    store.refunds.page()
    requests = store.refund_requests
    requests.alone(make.refund_request(), "os")
    asked = requests.ask(make.refund_request(), "os")
    requests.approve(asked, "Ben", "os")
    requests.open()
    requests.page(9)
    requests.of_payments(["PM1"])
    requests.of_note("CN1")
    for number in (1, 2):
        step = make.create_refund(number)
        requests.begin(make.intent(step.reference, kind="refund"), step)
    requests.failed(make.create_refund(1), "no")
    requests.made(make.create_refund(2), make.refund())
    requests.refuse(requests.ask(make.refund_request(), "os").number, "no", "Ben")


def _subscribing(store: Store) -> None:
    step, live = make.create_subscription(), make.subscription()
    store.charges.begin(make.intent("refused subscription"), replace(step, number=9))
    store.charges.refused("refused subscription", "no")
    store.charges.begin(make.intent(step.reference, kind="subscription"), step)
    store.charges.created(step, live)
    store.subscriptions.clean(store.subscriptions.dirty())
    store.charges.all()
    change = make.change_subscription()
    store.intents.begin(make.intent(change.reference, kind="subscription change"))
    store.charges.changed(change, live, "on-hold")
    store.charges.exhausted("SB1", 10)
    store.charges.hold(step.charge, "released")
    store.charges.holds()
    adopted = replace(make.intent("adopted subscription"), state="done", remote="SB2")
    store.charges.adopt(adopted, step.charge, 2, replace(live, id="SB2"))
    store.charges.unmatched()
    store.charges.documents(step.charge, make.DAY)
    store.charges.unread()
    store.charges.paid([("1200", "IN1")])


def _mirrors(store: Store) -> None:
    store.customers.put([make.customer()])
    store.documents.put([make.document()])
    store.gc_customers.put([make.gc_customer()])
    store.bank_accounts.put([make.bank_account()])
    store.mandates.put([make.mandate()])
    store.payments.put([make.payment()])
    store.payouts.put(make.payout())
    mirrors: list[tuple[Mirror[Any], list[Any]]] = [
        (store.customers, ["1200"]), (store.documents, [("1200", "IN1")]),
        (store.gc_customers, ["CU1"]), (store.bank_accounts, ["BA1"]), (store.mandates, ["MD1"]),
        (store.payments, ["PM1"]), (store.payouts, ["PO1"]),
    ]  # fmt: skip
    for mirror, keys in mirrors:
        mirror.clean(mirror.dirty())
        mirror.some(keys)
        mirror.page()
        mirror.not_read_since(keys, make.AT)
    store.documents.begin_full_read()
    store.documents.end_full_read()
    store.documents.put([make.document()])
    store.documents.due_until(make.DAY + timedelta(days=60), make.DAY)
    store.documents.of_customer("1200")
    store.bank_accounts.of_customer("CU1")
    store.links.set("CU1", "1200", "hand")
    store.links.of_customer("1200")
    store.links.of_mandates(["MD1"])
    store.links.add("CU1", "1300", "clerk")
    store.links.unset("CU1", "1300", "clerk")
    store.links.all()
    store.links.apart()
    store.elsewhere.add(["MD9"])
    store.elsewhere.known(["MD9"])
    store.mandates.of_customers(["1200"])
    store.mandates.usable_of("CU1")
    store.mandates.by_customer("CU1")
    store.payments.open()
    store.payments.keeping(["failed"])
    store.payments.totals()
    store.payments.of_mandate("MD1")
    store.payments.of_payout("PO1")
    store.payments.created_at(["PM1"])
    store.payments.ours("PM1")


def _collecting(store: Store) -> None:
    intent = make.intent()
    for reference in ("refused", "stopped"):
        store.intents.begin(make.intent(reference), [make.allocation("IN9")])
        store.intents.fail(reference, "no")
    store.intents.begin(make.intent("refused"), [make.allocation("IN9")])
    store.intents.stop("stopped", "no")
    store.intents.begin(intent, [make.allocation()])
    store.intents.done(intent.reference, "PM1")
    store.intents.in_doubt()
    store.intents.in_doubt("payment")
    store.intents.of_kind("payment")
    store.intents.stopped()
    store.intents.by_remote("PM1")
    store.intents.starting_with("GC PO1")
    store.intents.numbers("journal")
    store.claims.live([make.claim()])
    store.claims.all_live()
    store.claims.attempts([make.claim()])
    store.claims.of_payments(["PM1"])
    store.claims.outstanding_for("1200", "IN1")
    store.claims.close("PM1", "failed")
    store.claims.reopen("PM1", "retry")
    store.claims.begin_retry(make.intent("retry", kind="retry"), "PM1", ["1200"])
    store.claims.refuse_retry("retry", "PM1", "no", [make.claim()])
    store.claims.adopt(make.payment("PM2"), "adopted", "k", [make.allocation("IN2")], 1)


def _booking(store: Store) -> None:
    store.payouts.items("PO1", make.ITEMS)
    store.payouts.items_of("PO1")
    intents = [make.journal_intent(), make.receipts_intent()]
    store.payouts.book("PO1", [make.line()], intents, [Skip("PM8", "by hand")])
    store.intents.number("GC PO1", "000042")
    store.payouts.posted("GC PO1", "000042")
    store.payouts.posted("GC PO1 1/1", "000007", [("1200", "IN1", make.gbp(10))])
    store.payouts.set_state("PO1", "booked", "")
    store.payouts.intents_of("PO1")
    store.payouts.lines_of("PO1")
    store.payouts.lines_of_payment("PM1")
    store.payouts.journals()
    store.payouts.remainders()
    store.payouts.worklist()
    store.payouts.unapplied()
    store.loose.waiting()
    store.payouts.unbooked()
    store.payouts.booked()
    store.payouts.excluded()
    store.payouts.oldest_unfinished_created_at()
    store.intents.begin(make.intent("GC PM8 apply", kind="apply"))
    store.payouts.applied("GC PM8 apply", "000008", "PO1", "PM8", [make.claim()])
    store.payouts.settle("PO1", "PM8", "done")
    _correcting(store)


def _correcting(store: Store) -> None:
    found = make.reversal()
    store.payouts.renew("PO1", "GC PO1 1/1", make.intent("GC PO1 #2 1/1"), "gone", "ann")
    store.payouts.reverse(make.reversal_intent(), found, "why", [Skip("PM1-1", "x", "receipt")])
    store.payouts.reversed(found, "000099")
    store.payouts.taken_back("PO1", "PM1-1", "done")
    store.payouts.customer_of("PO1", "PM1-1")
    store.payouts.by_hand("PO1")
    store.payouts.held("PO1")
    store.payouts.listed("booked", make.DAY, make.DAY)
    store.payouts.listed_one("PO1")
    store.payouts.remainders()
    store.bookings.of("PO1")
    store.bookings.attempt("PO1")
    store.bookings.pending()
    store.bookings.of_journal("GC PO1")
    store.bookings.replacements(["GC PO1 1/1"])
    store.bookings.receipts_taken_back("PM1")
    store.bookings.returns_taken_back("PM1")
    store.batches.put("GC PO1", Batch("000042", "GC PO1", "Posted", posting_sequence=7))
    store.batches.get("GC PO1")


def _keeping(store: Store) -> None:
    store.inbox.receive([make.event()], ["{}"], "webhook")
    store.inbox.receive([make.event()], ["{}"], "poll")
    store.inbox.unapplied(10)
    store.inbox.dead("EV1", "no")
    store.inbox.set_aside()
    store.inbox.replay(["EV1"])
    store.inbox.applied(["EV1"])
    store.inbox.get("EV1")
    store.inbox.of_resources(["PM1"])
    store.inbox.page()
    store.inbox.page(resource_type="payments", since=make.AT, before=make.event())
    store.inbox.missed_by_webhook(make.AT)
    store.inbox.prune(make.AT)
    store.raw.keep("payout", "PO1", "{}")
    store.raw.get("payout", "PO1")
    store.raw.copies("payout", "PO1")
    store.raw.prune(make.AT)
    store.cursors.set("n", "1")
    store.settings.set("n", "1")
    store.runs.finish(store.runs.start("sync"), 0, {})
    store.runs.last(5)
    store.runs.prune(make.AT)
    store.audit.record("test", "IN1", {"day": date(2026, 1, 5)})
    store.audit.of_subject("IN1")
    store.audit.page()
    store.audit.holds(store.audit.head())
    store.audit.verify()


def _auditing(store: Store) -> None:
    store.in_force.record({"books.lines": "payment"})
    store.in_force.record({"books.lines": "total"})
    store.in_force.latest()
    store.in_force.at(1)
    store.sign_offs.add(make.DAY, "{}", 0, "well", "anna", "svc")
    store.sign_offs.get(1)
    store.sign_offs.all()
    store.evidence.batches("PO1", ["GC PO1"])
    store.evidence.lines("PO1")
    store.evidence.arrived(make.DAY, make.DAY)
    store.reporting.charged(make.DAY, make.DAY)
    store.reporting.made(make.AT, make.AT)
    store.reporting.endings(make.AT, make.AT, ["failed"])
    store.reporting.unmatched()
    store.reporting.worklist()
    store.evidence.passages(["PM1"])
    numbers = store.audit.numbers(["IN1"])
    store.audit.some(numbers)
    list(store.audit.contents(numbers))
    list(store.audit.links(1))


def _refunding_in_ar(store: Store) -> None:
    line = Skip("PM1", "no credit", "refund")
    store.worklist.open("PO1", line)
    store.worklist.open("PO1", replace(line, reason="still none"))
    store.worklist.of_kind("refund")
    store.ar_refunds.owed()
    store.ar_refunds.refunds_in("PO1", "PM1")
    step = ARRefund(
        "GC PO1 F1", "PO1-F1", "PO1", 1, 1, "PM1", "C1", "1100", make.gbp(5), make.DAY,
        Period("2026", "01", make.DAY, make.DAY), "", (),
    )  # fmt: skip
    store.ar_refunds.begin(make.intent(step.reference, kind="ar refund"), step)
    store.ar_refunds.posted(step.reference, "7", step)


def _planning(store: Store) -> None:
    store.plans.add("{}", "", make.DAY, "anna")
    store.plans.approve(1, "berta")
    store.plans.rest_on(1, "more")
    store.plans.standing()
    store.plans.collected(1, "done")
    sent = "SAM payment 1200 IN7/1 #1"
    store.sendings.begin([(make.intent(sent), [make.allocation("IN7")], 1)])
    store.surpluses.in_doubt()
    store.sendings.created([(sent, make.payment("PM7"))])
    store.sendings.begin([(make.intent("SAM IN8"), [make.allocation("IN8")], 1)])
    store.sendings.withdraw(["SAM IN8"], "was not sent")
    store.documents.put([make.document("IN7", balance=make.gbp(5))])
    store.surpluses.changed()
    one = Surplus("PM7", "1200", "IN7", make.gbp(5), "too much")
    store.surpluses.found([one], [], {})
    store.surpluses.worklist()
    store.surpluses.found([], [], {})
    store.intents.begin(make.intent("SAM cancel PM7", kind="cancel"))
    store.claims.cancelled("SAM cancel PM7", "PM7", "paid")


def plans(store: Store, statements: set[str]) -> dict[str, list[str]]:
    return {
        sql: [row["detail"] for row in store.database.rows(f"EXPLAIN QUERY PLAN {sql}")]
        for sql in sorted(statements)
        if re.match(r"SELECT|INSERT|UPDATE|DELETE", sql)
    }


def reads_whole(detail: str) -> bool:
    """Tell whether a step of a plan goes over a growing table from end to end."""
    if not detail.startswith("SCAN") or "VIRTUAL TABLE" in detail or detail == "SCAN CONSTANT ROW":
        return False
    index = re.search(r"USING (?:COVERING )?INDEX (\S+)", detail)
    if index and index[1] in PARTIAL:
        return False
    return detail.split()[1] not in SMALL and detail not in WHOLE


def test_no_statement_reads_a_growing_table_whole(opened: Callable[..., Store]) -> None:
    store = opened()
    statements: set[str] = set()
    store.database.connection.set_trace_callback(statements.add)
    use_everything(store)
    store.database.connection.set_trace_callback(None)
    found = plans(store, statements)
    assert len(found) > 120
    whole = {sql: [d for d in details if reads_whole(d)] for sql, details in found.items()}
    assert {sql: details for sql, details in whole.items() if details} == {}


def test_the_audit_chain_holds_after_everything_was_used(store: Store) -> None:
    use_everything(store)
    assert store.audit.verify() is None
    assert store.health().problems == ()
    assert store.database.rows("PRAGMA foreign_key_check") == []
