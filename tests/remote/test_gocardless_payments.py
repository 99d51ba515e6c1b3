from datetime import date

import pytest
import requests

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from tests.remote.support import GC, Wire, payment, step

CONFLICT = {
    "error": {
        "code": 409,
        "type": "invalid_state",
        "message": "A resource has already been created with this idempotency key",
        "errors": [
            {
                "reason": "idempotent_creation_conflict",
                "message": "A resource has already been created with this idempotency key",
                "links": {"conflicting_resource_id": "PM9"},
            }
        ],
    }
}


def test_a_payment_is_created_under_its_key() -> None:
    wire = Wire()
    wire.adapter.register_uri(
        "POST", GC + "/payments", status_code=201, json={"payments": payment()}
    )
    made = wire.gocardless().create_payment(step())
    assert made.payment.id == "PM1"
    assert not made.existed
    (request,) = wire.sent
    assert request.headers["Idempotency-Key"] == "key-of-IN001"
    assert request.headers["Content-Type"] == "application/json"
    assert request.text == (
        '{"payments":{"amount":1234,"currency":"GBP","charge_date":"2026-01-12",'
        '"description":"Invoice IN001","metadata":{"customer":"1200",'
        '"documents":"IN001/1=12.34"},"links":{"mandate":"MD1"}}}'
    )


def test_after_a_lost_answer_the_same_key_is_sent_again() -> None:
    wire = Wire()
    answers = [
        {"exc": requests.ReadTimeout},
        {"status_code": 502, "text": "<html>"},
        {"status_code": 409, "json": CONFLICT},
    ]
    wire.adapter.register_uri("POST", GC + "/payments", answers)
    wire.adapter.register_uri("GET", GC + "/payments/PM9", json={"payments": payment(id="PM9")})
    made = wire.gocardless().create_payment(step())
    assert (made.payment.id, made.existed) == ("PM9", True)
    keys = {r.headers["Idempotency-Key"] for r in wire.sent if r.method == "POST"}
    assert keys == {"key-of-IN001"}


def test_a_conflict_with_a_charge_date_moved_to_a_working_day_is_success() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/payments", status_code=409, json=CONFLICT)
    row = payment(id="PM9", charge_date="2026-01-14")
    wire.adapter.register_uri("GET", GC + "/payments/PM9", json={"payments": row})
    assert wire.gocardless().create_payment(step()).existed


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"amount": 999}, r"amount is 9\.99 GBP, not 12\.34 GBP"),
        ({"currency": "EUR"}, r"amount is 12\.34 EUR, not 12\.34 GBP"),
        ({"links": {"mandate": "MD2", "creditor": "CR1"}}, "mandate is MD2, not MD1"),
        ({"charge_date": "2026-01-09"}, "charged on 2026-01-09, before 2026-01-12"),
    ],
)
def test_a_conflict_with_another_payment_stops_and_says_what_differs(
    change: dict, words: str
) -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/payments", status_code=409, json=CONFLICT)
    row = payment(id="PM9", **change)
    wire.adapter.register_uri("GET", GC + "/payments/PM9", json={"payments": row})
    with pytest.raises(PersonNeeded, match=f"payment PM9 stands for .*IN001/1.* {words}"):
        wire.gocardless().create_payment(step())


def test_a_conflict_that_names_nothing_leaves_the_payment_in_doubt() -> None:
    wire = Wire()
    error = {"error": {"errors": [{"reason": "idempotent_creation_conflict"}]}}
    wire.adapter.register_uri("POST", GC + "/payments", status_code=409, json=error)
    with pytest.raises(OutcomeUnknown, match="key was used before"):
        wire.gocardless().create_payment(step())


def test_a_conflicting_payment_that_cannot_be_read_leaves_it_in_doubt() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/payments", status_code=409, json=CONFLICT)
    wire.adapter.register_uri("GET", GC + "/payments/PM9", status_code=404, json={})
    with pytest.raises(OutcomeUnknown, match="key was used before"):
        wire.gocardless().create_payment(step())


def test_a_created_payment_that_cannot_be_understood_is_in_doubt() -> None:
    wire = Wire()
    answer = {"payments": payment(amount=None)}
    wire.adapter.register_uri("POST", GC + "/payments", status_code=201, json=answer)
    with pytest.raises(OutcomeUnknown, match="amount is"):
        wire.gocardless().create_payment(step())


def test_a_payment_whose_answers_all_got_lost_is_in_doubt() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/payments", exc=requests.ConnectionError("reset"))
    with pytest.raises(OutcomeUnknown, match=r"payment of 12\.34 GBP under mandate MD1"):
        wire.gocardless(attempts=3).create_payment(step())
    assert len(wire.sent) == 3


@pytest.mark.parametrize(
    "metadata",
    [
        (("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")),
        (("documents", "x" * 501),),
        (("k" * 51, "1"),),
    ],
)
def test_metadata_that_would_not_fit_is_refused_before_anything_is_sent(
    metadata: tuple[tuple[str, str], ...],
) -> None:
    wire = Wire()
    with pytest.raises(Refused, match="metadata") as error:
        wire.gocardless().create_payment(step(metadata=metadata))
    assert error.value.code == "metadata_too_long"
    assert wire.sent == []


def test_cancel_and_retry_use_the_envelope_for_actions_and_are_sent_once() -> None:
    wire = Wire()
    url = GC + "/payments/PM1/actions/"
    wire.adapter.register_uri(
        "POST", url + "cancel", json={"payments": payment(status="cancelled")}
    )
    wire.adapter.register_uri("POST", url + "retry", exc=requests.ReadTimeout)
    client = wire.gocardless()
    assert client.cancel_payment("PM1").status == "cancelled"
    assert wire.sent[0].json() == {"data": {}}
    with pytest.raises(OutcomeUnknown, match="retry payment PM1"):
        client.retry_payment("PM1", date(2026, 2, 2))
    assert wire.sent[1].json() == {"data": {"charge_date": "2026-02-02"}}
    assert len(wire.sent) == 2
