"""What the receiver answers, keeps and lets its worker do."""

import json
from pathlib import Path
from typing import Any

import pytest

from s300gc import wiring
from s300gc.errors import CredentialError
from s300gc.flows import collecting, deliveries, gaps, inbox
from s300gc.flows.inbox import Wanted
from s300gc.sandbox.gocardless.webhooks import Receipt
from tests.company import Company, company
from tests.receivers import Listening, listening, signed


@pytest.fixture
def here(tmp_path: Path) -> Any:
    with listening(company(tmp_path)) as found:
        yield found


def event(n: int, kind: str = "space_ships", **more: Any) -> dict[str, Any]:
    return {
        "id": f"EV{n}", "created_at": "2026-01-05T09:00:00.000Z", "resource_type": kind,
        "action": "landed", "links": {}, **more,
    }  # fmt: skip


def body(*events: Any, webhook: str = "WB1") -> bytes:
    return json.dumps({"events": events, "meta": {"webhook_id": webhook}}).encode()


def came(here: Listening) -> list[str]:
    with here.company.parts() as parts:
        return sorted(one.event.id for one in inbox.listing(parts, Wanted()))


def kept(here: Listening) -> list[tuple[str, int]]:
    """State and size of the bodies that are stored."""
    rows = here.reception.store.database.rows("SELECT state, length(body) AS n FROM deliveries")
    return [(row["state"], row["n"]) for row in rows]


# ---------------------------------------------------------------- answers


def test_a_signed_delivery_is_on_the_disk_when_it_is_acknowledged(here: Listening) -> None:
    delivery = body(event(1))
    assert here.deliver(delivery) == 204
    assert kept(here) == [("waiting", len(delivery))]
    assert came(here) == ["EV1"]
    assert kept(here) == [("unpacked", 0)]


def test_the_status_of_a_wrong_signature_is_498_and_nothing_of_it_is_stored(
    here: Listening,
) -> None:
    delivery = body(event(1))
    for wrong in ("", "0" * 64, signed(delivery + b" ", here.secret), signed(delivery, "other")):
        assert here.deliver(delivery, wrong) == 498
    twice = f"{signed(delivery, here.secret)},{signed(delivery, here.secret)}"
    assert here.deliver(delivery, twice) == 498
    status, _, said = here.request("POST", "/gocardless", delivery)
    assert (status, said) == ("498 Token Invalid", b"Token Invalid\n")
    assert kept(here) == []


def test_refusals_are_counted_by_the_day(here: Listening) -> None:
    for _ in range(3):
        here.deliver(b"{}", "wrong")
    here.reception.intake.note_refusals()
    here.deliver(b"{}", "wrong")
    here.reception.intake.note_refusals()
    here.reception.intake.note_refusals()
    assert here.reception.store.deliveries.arrivals().refused == 4


@pytest.mark.parametrize(
    "odd", [b"", b"{}", b"[]", b"\xff\xfe", b'{"events":{}}', b'{"events":[', b"[" * 50_000,
            b'{"events":[NaN]}'],
)  # fmt: skip
def test_a_signed_body_that_is_no_webhook_is_400_and_kept(here: Listening, odd: bytes) -> None:
    assert here.deliver(odd) == 400
    assert kept(here) == [("malformed", len(odd))]
    assert here.turn() == []


def test_one_odd_event_hides_no_other_and_its_delivery_is_kept(here: Listening) -> None:
    odd = [
        {"id": 5},
        "x",
        event(3, id="EV\ud800"),
        event(4, created_at="9999-12-31T23:59:59-23:00"),
        # Some versions of SQLite end a text there, and would not find the event again.
        event(6, id="EV\0"),
    ]
    delivery = body(event(1), *odd, event(2))
    assert here.deliver(delivery) == 204
    assert came(here) == ["EV1", "EV2"]
    assert kept(here) == [("unpacked", len(delivery))]
    ((_, why),) = here.reception.store.deliveries.odd()
    assert "event 2" in why
    assert "event 5" in why


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/gocardless", 405), ("PUT", "/gocardless", 405), ("POST", "/health", 405),
     ("POST", "/", 404), ("GET", "/gocardless/", 404), ("GET", "/_sandbox/state", 404)],
)  # fmt: skip
def test_other_methods_are_405_and_other_paths_404(
    here: Listening, method: str, path: str, status: int
) -> None:
    line, headers, _ = here.request(method, path, b"{}")
    assert line.startswith(str(status))
    assert ("Allow" in headers) == (status == 405)


@pytest.mark.parametrize(
    ("length", "status"),
    [("", 411), ("x", 400), ("-1", 400), ("٣", 400), ("1048577", 413), ("9" * 5000, 413),
     ("100", 400)],
)  # fmt: skip
def test_a_body_that_is_not_as_long_as_it_says_is_refused_unread(
    here: Listening, length: str, status: int
) -> None:
    assert here.deliver(b"{}", CONTENT_LENGTH=length) == status
    assert kept(here) == []


def test_a_fault_inside_is_500_without_a_word_about_it(
    here: Listening, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def read(self, length: int) -> bytes:
            raise RuntimeError("secret detail")

    line, _, said = here.request("POST", "/gocardless", b"{}", **{"wsgi.input": Broken()})
    assert (line, said) == ("500 Internal Server Error", b"Internal Server Error\n")


def test_health_is_200_while_something_can_be_stored_and_503_after(here: Listening) -> None:
    assert here.request("GET", "/health")[0] == "200 OK"
    here.reception.store.database.connection.execute("PRAGMA query_only=ON")
    assert here.request("GET", "/health")[0].startswith("503")
    assert here.deliver(body(event(1))) == 503
    here.reception.store.database.connection.execute("PRAGMA query_only=OFF")
    assert here.deliver(body(event(1))) == 204


def test_only_addresses_that_may_send_are_listened_to(tmp_path: Path) -> None:
    one = company(tmp_path, changes={"[books]": '[webhook]\naddresses = ["192.0.2.0/24"]\n[books]'})
    with listening(one) as here:
        assert here.deliver(body(event(1)), REMOTE_ADDR="192.0.2.7") == 204
        for other in ("198.51.100.1", "", "::1", "nonsense"):
            assert here.deliver(body(event(2)), REMOTE_ADDR=other) == 403
        assert came(here) == ["EV1"]


# ---------------------------------------------------------------- secrets


def test_two_secrets_are_accepted_during_a_rotation_and_told_apart(tmp_path: Path) -> None:
    with listening(company(tmp_path), secrets=("new", "old")) as here:
        stored = here.reception.store.deliveries
        for place, secret in ((1, "old"), (0, "new")):
            delivery = body(event(place))
            assert here.deliver(delivery, signed(delivery, secret)) == 204
            assert stored.arrivals().last_secret == place
        assert here.deliver(body(event(3)), signed(body(event(3)), "older")) == 498


def test_a_new_secret_is_seen_without_a_restart(here: Listening) -> None:
    secrets = here.reception.intake.secrets
    delivery = body(event(1))
    secrets._look = lambda: ("exchanged",)
    assert here.deliver(delivery, signed(delivery, "exchanged")) == 498
    here.company.world.advance(1)
    assert here.deliver(delivery, signed(delivery, "exchanged")) == 204


def test_secrets_that_cannot_be_looked_up_again_go_on_as_they_were(here: Listening) -> None:
    def locked() -> tuple[str, ...]:
        raise CredentialError("the keyring is locked")

    here.reception.intake.secrets._look = locked
    here.company.world.advance(1)
    assert here.deliver(body(event(1))) == 204


def test_without_a_secret_nothing_is_served(tmp_path: Path) -> None:
    one = company(tmp_path)
    with (
        pytest.raises(CredentialError, match="webhook-secret"),
        wiring.reception(one.config, one.outside),
    ):
        pass


# ---------------------------------------------------------------- applying


def test_the_same_events_again_are_stored_once(here: Listening) -> None:
    for webhook in ("WB1", "WB2", "WB1"):
        assert here.deliver(body(event(1), event(2), webhook=webhook)) == 204
    assert came(here) == ["EV1", "EV2"]


def test_a_kind_nobody_knows_is_kept_and_done_with(here: Listening) -> None:
    here.company.sync()
    here.deliver(body(event(1), event(2, "payments", action="sublimated")))
    here.turn()
    with here.company.parts() as parts:
        found = inbox.one(parts, "EV1")
    assert found.applied_at is not None
    assert found.source == ("webhook",)


def test_an_event_about_what_is_gone_is_set_aside_and_stops_no_other(here: Listening) -> None:
    one = here.company
    one.sync()
    here.deliver(body(event(1, "payments", links={"payment": "PMGONE"}), event(2)))
    here.turn()
    with one.parts() as parts:
        dead, done = inbox.one(parts, "EV1"), inbox.one(parts, "EV2")
        assert dead.error
        assert done.applied_at is not None
        assert [found.event.id for found in inbox.listing(parts, Wanted(dead=True))] == ["EV1"]
        outcome = inbox.replay(parts, ["EV1"], None)
    assert [failed.subject for failed in outcome.failures()] == ["EV1"]


def told(one: Company) -> list[Any]:
    state = one.state
    return [
        sorted(
            (customer["CustomerNumber"], str(customer["CustomerOptionalFieldValues"]))
            for customer in state["sage300"]["customers"]
        ),
        sorted(
            (batch["Description"], batch["Status"])
            for batch in state["sage300"]["gl_batches"]
            if batch["made_by"] == "tool"
        ),
        one.gaps(),
    ]


def test_what_webhooks_bring_ends_as_what_a_scheduled_run_does(tmp_path: Path) -> None:
    polled, pushed = company(tmp_path / "polled"), company(tmp_path / "pushed")
    for one in (polled, pushed):
        one.sync()
    with listening(pushed) as here:
        here.follow()
        for _ in range(20):
            for one in (polled, pushed):
                one.world.advance(1)
            # The one has its scheduled run; at the other only invoices are collected by schedule.
            polled.sync()
            here.turn()
            with pushed.parts() as parts:
                collecting.run(parts)
        here.turn()
    polled.sync()
    assert told(pushed) == told(polled)
    assert len(told(pushed)[1]) > 1
    assert pushed.reconcile().differences == ()


def test_a_turn_that_fails_is_done_again_and_loses_nothing(here: Listening) -> None:
    one = here.company
    one.live(14)
    here.follow()
    one.fault({"system": "sage300", "method": "POST", "path": "/", "probability": 1.0,
               "when": "before", "what": "reset"})  # fmt: skip
    one.world.advance(6)
    here.worker._safe_turn()
    left = here.reception.store.cursors.get(deliveries.PENDING)
    assert left
    one.fault()
    while here.turn():
        pass
    one.live(1)
    assert one.posted_twice() == []
    assert one.reconcile().differences == ()


def test_nothing_to_do_asks_nobody(here: Listening) -> None:
    here.company.sync()
    here.turn()
    here.company.requests()
    assert here.turn() == []
    assert here.company.requests() == []


# ---------------------------------------------------------------- gaps


def test_webhooks_that_arrive_leave_no_gap(here: Listening) -> None:
    one = here.company
    one.sync()
    here.follow()
    one.live(4)
    with one.parts() as parts:
        found = gaps.run(parts)
    assert (found.well, found.missed.count) == (True, 0)


def test_webhooks_that_stop_are_told_since_when_and_why(here: Listening) -> None:
    one = here.company
    one.sync()
    here.follow()
    one.live(3)
    since = one.world.timeline.now
    here.secret = "another"
    one.world.deliver = lambda delivery: _refused(here, delivery)
    one.live(4)
    with one.parts() as parts:
        found = gaps.run(parts)
    assert not found.well
    assert found.failing is not None
    assert since <= found.failing
    assert "498" in found.cause
    assert "webhook-secret" in found.fix


def _refused(here: Listening, delivery: Any) -> Any:
    return Receipt(here.deliver(delivery.body, "0" * 64))


def test_lost_deliveries_are_polled_and_named(here: Listening) -> None:
    one = here.company
    one.sync()
    here.follow()
    one.live(3)
    one.fault({"webhooks": "lost", "probability": 1.0})
    one.live(4)
    with one.parts() as parts:
        found = gaps.run(parts)
    assert not found.well
    assert found.missed.count > 0
    one.fault()
    one.live(3)
    with one.parts() as parts:
        found = gaps.run(parts)
    assert found.well
    assert found.missed.count > 0
