import threading
from datetime import UTC, datetime, timedelta

import pytest

from s300gc.remote.pace import NoPace, Pacer, instant, until_reset
from tests.remote.support import GC, FakeClock, Wire

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    return moment.strftime("%a, %d %b %Y %H:%M:%S GMT")


def told(left: int, at: datetime, limit: int = 100) -> dict[str, str]:
    """What a server says at an instant of its own clock; the window ends with the minute."""
    reset = at.replace(second=0) + timedelta(minutes=1)
    return {
        "ratelimit-limit": str(limit),
        "ratelimit-remaining": str(left),
        "ratelimit-reset": stamp(reset),
        "Date": stamp(at),
    }


def test_nothing_waits_before_the_first_answer() -> None:
    clock = FakeClock()
    pacer = Pacer(clock)
    for _ in range(50):
        pacer.enter()
    assert clock.waits == []


def test_the_reserve_is_kept_back_until_the_window_ends() -> None:
    clock = FakeClock(NOON)
    pacer = Pacer(clock, reserve=20)
    pacer.enter()
    pacer.leave(told(21, NOON + timedelta(seconds=40)))
    pacer.enter()
    assert clock.waits == []
    pacer.leave(told(20, NOON + timedelta(seconds=40)))
    pacer.enter()
    assert clock.waits == [20.0]


def test_the_wait_is_measured_on_the_servers_clock() -> None:
    clock = FakeClock(NOON - timedelta(days=300))
    pacer = Pacer(clock)
    pacer.enter()
    pacer.leave(told(3, NOON + timedelta(seconds=15)))
    pacer.enter()
    assert clock.waits == [45.0]


def test_time_that_passed_since_the_answer_counts() -> None:
    clock = FakeClock(NOON)
    pacer = Pacer(clock)
    pacer.enter()
    pacer.leave(told(3, NOON))
    clock.wait(50.0)
    pacer.enter()
    assert clock.waits == [50.0, 10.0]
    clock.waits.clear()
    pacer.leave(told(3, NOON + timedelta(minutes=1)))
    clock.wait(300.0)
    pacer.enter()
    assert clock.waits == [300.0]


def test_requests_under_way_count_as_used() -> None:
    clock = FakeClock(NOON)
    pacer = Pacer(clock, reserve=20)
    pacer.enter()
    pacer.leave(told(25, NOON))
    for _ in range(5):
        pacer.enter()
    assert clock.waits == []
    pacer.enter()
    assert clock.waits == [60.0]


def test_a_late_answer_of_a_past_window_says_nothing() -> None:
    clock = FakeClock(NOON)
    pacer = Pacer(clock)
    for _ in range(3):
        pacer.enter()
    pacer.leave(told(1, NOON))
    pacer.enter()
    assert clock.waits == [60.0]
    pacer.leave(told(0, NOON))
    pacer.enter()
    assert clock.waits == [60.0]


def test_a_small_limit_still_lets_half_of_it_through() -> None:
    clock = FakeClock(NOON)
    pacer = Pacer(clock, reserve=20)
    pacer.enter()
    pacer.leave(told(9, NOON, limit=10))
    pacer.enter()
    assert clock.waits == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"ratelimit-limit": "0", "ratelimit-remaining": "0"},
        {"ratelimit-limit": "x", "ratelimit-remaining": "-", "ratelimit-reset": "60"},
    ],
)
def test_headers_that_say_nothing_hold_nothing_up(headers: dict[str, str]) -> None:
    clock = FakeClock(NOON)
    pacer = Pacer(clock)
    pacer.enter()
    pacer.leave(headers)
    pacer.enter()
    pacer.leave(None)
    assert clock.waits == []


class Server:
    """A server with a limit a minute on the same clock; it notes what it had to refuse."""

    def __init__(self, clock: FakeClock, limit: int) -> None:
        self.clock = clock
        self.limit = limit
        self.used: dict[datetime, int] = {}
        self.refused = 0
        self.lock = threading.Lock()

    def answer(self) -> dict[str, str]:
        with self.lock:
            now = self.clock.now()
            minute = now.replace(second=0, microsecond=0)
            self.used[minute] = self.used.get(minute, 0) + 1
            left = self.limit - self.used[minute]
            if left < 0:
                self.refused += 1
            return told(max(0, left), now, self.limit)


@pytest.mark.parametrize("threads", [1, 4])
def test_two_hundred_requests_never_meet_a_refusal(threads: int) -> None:
    clock = FakeClock(NOON)
    server = Server(clock, limit=60)
    pacer = Pacer(clock, reserve=10)

    def work() -> None:
        for _ in range(200 // threads):
            pacer.enter()
            pacer.leave(server.answer())

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert server.refused == 0
    assert sum(server.used.values()) == 200
    assert max(server.used.values()) <= 50 + threads


def test_the_door_asks_the_pacer_before_each_request() -> None:
    wire = Wire()
    pacer = Pacer(wire.clock, reserve=5)
    at = wire.clock.now() + timedelta(seconds=30)
    wire.adapter.register_uri(
        "GET", GC + "/creditors/CR1", json={"creditors": {"id": "CR1"}}, headers=told(5, at)
    )
    client = wire.gocardless(pace=pacer)
    client.creditor()
    assert wire.clock.waits == []
    client.creditor()
    assert wire.clock.waits == [30.0]


def test_no_pace_is_always_ready() -> None:
    pace = NoPace()
    pace.enter()
    pace.leave(None)


def test_an_http_date_is_read_and_anything_else_is_none() -> None:
    assert instant("Mon, 05 Jan 2026 12:00:00 GMT") == NOON
    assert instant("Mon, 05 Jan 2026 12:00:00 -0000") == NOON
    assert instant("tomorrow") is None
    assert instant(None) is None


def test_retry_after_may_be_a_date() -> None:
    headers = {"Retry-After": stamp(NOON + timedelta(seconds=5)), "Date": stamp(NOON)}
    assert until_reset(headers, FakeClock()) == 5.0
