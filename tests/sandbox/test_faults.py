"""Which request a fault strikes, and what a faulty list is told."""

import json
from typing import Any

import pytest

from s300gc.sandbox.faults import Faults
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World


def struck(faults: Faults, count: int, path: str = "/payments", method: str = "POST") -> list[int]:
    """Give the numbers of the requests that were struck."""
    return [n for n in range(1, count + 1) if faults.strike(n, "gocardless", method, path)]


def test_the_nth_request_that_fits_is_struck_and_no_other() -> None:
    faults = Faults(1, [{"method": "POST", "path": "/payments", "nth": 3, "what": "reset"}])
    faults.strike(1, "gocardless", "GET", "/payments")
    faults.strike(2, "gocardless", "POST", "/refunds")
    assert struck(faults, 5) == [3]


def test_without_nth_and_probability_every_request_that_fits_is_struck() -> None:
    assert struck(Faults(1, [{"what": "500"}]), 4) == [1, 2, 3, 4]


def test_counting_begins_when_the_list_is_set() -> None:
    faults = Faults(1, [{"nth": 2, "what": "429"}])
    struck(faults, 1)
    faults.replace([{"nth": 2, "what": "429"}])
    assert struck(faults, 3) == [2]


def test_a_probability_is_drawn_from_seed_and_number_alone() -> None:
    order = [{"probability": 0.3, "what": "500"}]
    first, again, other = (struck(Faults(seed, order), 400) for seed in (1, 1, 2))
    assert first == again != other
    assert 80 < len(first) < 160


def test_the_first_of_several_strikes_and_all_of_them_count() -> None:
    faults = Faults(1, [{"nth": 1, "what": "reset"}, {"nth": 2, "what": "500"}])
    first, second = (faults.strike(n, "sage300", "GET", "/x") for n in (1, 2))
    assert first is not None
    assert second is not None
    assert [first.what, second.what] == ["reset", "500"]


@pytest.mark.parametrize("path", ["/AR/ARCustomers", "/Sage300WebApi/v1.0/-/SAMLTD/AR/ARCustomers"])
def test_a_sage_path_may_begin_below_the_company(path: str) -> None:
    faults = Faults(1, [{"system": "sage300", "path": path, "what": "500"}])
    assert faults.strike(1, "sage300", "GET", "/Sage300WebApi/v1.0/-/SAMLTD/AR/ARCustomers('1')")
    assert not faults.strike(2, "sage300", "GET", "/Sage300WebApi/v1.0/-/SAMLTD/GL/GLAccounts")


def test_the_counts_survive_a_save() -> None:
    faults = Faults(1, [{"nth": 3, "what": "reset"}])
    struck(faults, 2)
    assert struck(Faults(1, faults.raw, faults.met), 3) == [1]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"what": "fire"}, "what must be one of"),
        ({"what": "reset", "when": "never"}, "when must be one of"),
        ({"what": "reset", "sytem": "sage300"}, "unknown key sytem"),
        ({"what": "reset", "system": "oracle"}, "system must be one of"),
        ({"what": "reset", "nth": 0}, "nth must be a whole number"),
        ({"what": "reset", "nth": 1, "probability": 0.5}, "exclude each other"),
        ({"what": "reset", "probability": 2}, "between 0 and 1"),
        ({"what": "cut", "when": "late"}, "cut cannot be late"),
        ({"webhooks": "eaten"}, "webhooks must be one of"),
        ("reset", "must be an object"),
    ],
)
def test_a_faulty_fault_is_refused_and_the_list_stays(fault: Any, told: str) -> None:
    faults = Faults(1, [{"what": "500"}])
    with pytest.raises(ValueError, match=told):
        faults.replace([fault])
    assert faults.raw == [{"what": "500"}]


def test_webhook_faults_do_not_touch_requests() -> None:
    faults = Faults(1, [{"webhooks": "lost", "probability": 1}])
    assert struck(faults, 5) == []
    assert faults.befalls("lost", "WB1")
    assert not faults.befalls("doubled", "WB1")


@pytest.mark.doubt("busy_number")
@pytest.mark.parametrize("number", [429, 409, 423])
def test_too_many_requests_go_by_their_code(number: int) -> None:
    switches = SageSwitches.from_plain({"busy_number": number})
    world = World.new("empty", sage_switches=switches)
    world.faults.replace([{"system": "sage300", "what": "429"}])
    answer = world.answer("sage300", "GET", "/Sage300WebApi/v1.0/-/SAMLTD/AR/ARTerms", {}, b"")
    assert answer.status == number
    assert json.loads(answer.body)["error"]["code"] == "TooManyRequests"
