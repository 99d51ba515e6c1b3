"""Webhooks: batches, signatures, and trying again."""

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from s300gc.sandbox.gocardless.webhooks import GAPS, Receipt, signature

from .desk import Desk, shared


def test_new_events_come_once_oldest_first_and_signed(desk: Desk) -> None:
    desk.pay(desk.sign())
    (delivery,) = desk.gocardless.pending_webhooks()
    document = json.loads(delivery.body)
    assert [event["id"] for event in document["events"]] == [e["id"] for e in desk.events()]
    assert document["meta"] == {"webhook_id": delivery.webhook_id}
    assert delivery.body == json.dumps(document, separators=(",", ":")).encode()
    secret = desk.gocardless.webhook_secret.encode()
    assert delivery.signature == hmac.new(secret, delivery.body, hashlib.sha256).hexdigest()
    desk.gocardless.delivered(delivery.webhook_id, True)
    assert desk.gocardless.pending_webhooks() == []


def test_the_signature_is_that_of_the_official_clients() -> None:
    vector = json.loads(shared("webhook-vector.json").read_text(encoding="utf-8"))[0]
    assert signature(vector["secret"], vector["body"].encode()) == vector["signature"]


def test_two_hundred_and_fifty_events_are_the_most(desk: Desk) -> None:
    for _ in range(90):
        desk.sign()
    deliveries = desk.gocardless.pending_webhooks()
    assert [len(json.loads(one.body)["events"]) for one in deliveries] == [250, 20]


def test_asking_does_not_move_the_clock(desk: Desk) -> None:
    desk.sign()
    before = desk.timeline.dump()
    desk.gocardless.pending_webhooks()
    assert desk.timeline.dump() == before


def test_what_was_not_received_is_tried_eight_times_more_at_growing_gaps(desk: Desk) -> None:
    desk.sign()
    tries, bodies = [], set()
    end = desk.timeline.now + timedelta(days=40)
    due: datetime | None = desk.timeline.now
    while due is not None:
        desk.timeline.move_to(due)
        (delivery,) = desk.gocardless.pending_webhooks()
        tries.append(due)
        bodies.add((delivery.body, delivery.signature))
        desk.gocardless.delivered(delivery.webhook_id, False)
        assert desk.gocardless.pending_webhooks() == []
        due = desk.gocardless.next_webhook(end)
    assert len(bodies) == 1
    gaps = [after - before for before, after in pairwise(tries)]
    assert gaps == list(GAPS)
    assert gaps[:3] == [timedelta(minutes=n) for n in (1, 2, 10)]
    assert gaps == sorted(gaps) and len(gaps) == 8


def test_a_try_that_works_ends_the_trying(desk: Desk) -> None:
    desk.sign()
    (delivery,) = desk.gocardless.pending_webhooks()
    desk.gocardless.delivered(delivery.webhook_id, False)
    desk.timeline.move_to(desk.timeline.now + GAPS[0])
    assert desk.gocardless.pending_webhooks() == [delivery]
    desk.gocardless.delivered(delivery.webhook_id, True)
    desk.gocardless.delivered(delivery.webhook_id, False)
    assert desk.gocardless.pending_webhooks() == []
    assert desk.get("webhooks", delivery.webhook_id)["successful"] is True


def test_the_endpoint_s_answer_is_kept(desk: Desk) -> None:
    desk.sign()
    (delivery,) = desk.gocardless.pending_webhooks()
    headers = {"Server": "x", "Date": "now", **{f"X-{n}": "y" * 2000 for n in range(60)}}
    desk.gocardless.delivered(delivery.webhook_id, Receipt(498, "z" * 20_000, headers))
    kept = desk.get("webhooks", delivery.webhook_id)
    assert (kept["response_code"], kept["successful"]) == (498, False)
    assert (len(kept["response_body"]), kept["response_body_truncated"]) == (10_000, True)
    assert "Date" not in kept["response_headers"] and kept["response_headers"]["Server"] == "x"
    assert kept["response_headers_count_truncated"] and kept["response_headers_content_truncated"]
    desk.timeline.move_to(desk.timeline.now + GAPS[0])
    desk.gocardless.delivered(delivery.webhook_id, Receipt(204))
    kept = desk.get("webhooks", delivery.webhook_id)
    assert (kept["response_code"], kept["response_body"], kept["successful"]) == (204, "", True)
    assert kept["response_headers"] == {}


@pytest.mark.parametrize(("code", "ok"), [(200, True), (204, True), (302, False), (None, False)])
def test_any_two_hundred_is_a_receipt_and_a_redirect_is_none(code: int | None, ok: bool) -> None:
    assert Receipt(code).ok is ok


def test_webhooks_are_listed_with_what_they_sent(desk: Desk) -> None:
    desk.gocardless.webhook_url = "http://127.0.0.1:8300/gocardless"
    desk.sign()
    first = desk.gocardless.pending_webhooks()[0]
    desk.gocardless.delivered(first.webhook_id, True)
    desk.sign()
    second = desk.gocardless.pending_webhooks()[0]
    desk.gocardless.delivered(second.webhook_id, False)
    (failed,) = desk.rows("webhooks", successful="false")
    assert failed["id"] == second.webhook_id
    assert failed["request_body"].encode() == second.body
    assert failed["request_headers"]["Webhook-Signature"] == second.signature
    assert failed["url"] == "http://127.0.0.1:8300/gocardless"
    assert len(desk.rows("webhooks")) == 2
    page = desk.page("webhooks", limit=1)
    assert [row["id"] for row in page["webhooks"]] == [second.webhook_id]
    older = desk.rows("webhooks", limit=1, after=page["meta"]["cursors"]["after"])
    assert [row["id"] for row in older] == [first.webhook_id]
    since = {"created_at[gt]": desk.get("webhooks", first.webhook_id)["created_at"]}
    assert [row["id"] for row in desk.rows("webhooks", **since)] == [second.webhook_id]
    assert desk.rows("webhooks", is_test="true") == []


def test_a_webhook_can_be_sent_again_by_hand(desk: Desk) -> None:
    desk.sign()
    (delivery,) = desk.gocardless.pending_webhooks()
    desk.gocardless.delivered(delivery.webhook_id, True)
    desk.act("webhooks", delivery.webhook_id, "retry")
    assert desk.gocardless.pending_webhooks() == [delivery]
    desk.gocardless.delivered(delivery.webhook_id, False)
    assert desk.get("webhooks", delivery.webhook_id)["successful"] is False
    assert desk.gocardless.pending_webhooks() == []
    desk.act("webhooks", delivery.webhook_id, "retry")
    assert desk.gocardless.pending_webhooks() == [delivery]


def test_an_endpoint_made_later_hears_nothing_of_before(desk: Desk) -> None:
    desk.sign()
    desk.gocardless.skip_webhooks()
    assert desk.gocardless.pending_webhooks() == []
    mandate = desk.sign()
    (delivery,) = desk.gocardless.pending_webhooks()
    assert {e["links"]["mandate"] for e in json.loads(delivery.body)["events"]} == {mandate}
