"""The reference on the payer's bank statement: asked for, and done without where it is refused."""

import json
from dataclasses import replace

import pytest

from s300gc.errors import Refused
from tests.remote.support import GC, Wire, payment, step

WITH = replace(step(), bank_reference="IN001")


def refusal(field: str, message: str) -> dict[str, object]:
    return {
        "error": {
            "code": 422, "type": "validation_failed", "message": "Validation failed",
            "errors": [{"field": field, "message": message}],
        }
    }  # fmt: skip


NOT_ENABLED = refusal(
    "reference", "Custom payment references are not enabled for your scheme identifier"
)


def bodies(wire: Wire) -> list[dict[str, str]]:
    return [json.loads(request.text)["payments"] for request in wire.sent]


def test_a_reference_is_sent_only_where_there_is_one() -> None:
    wire = Wire()
    wire.adapter.register_uri("POST", GC + "/payments", json={"payments": payment()})
    wire.gocardless().create_payment(WITH)
    wire.gocardless().create_payment(step())
    assert [body.get("reference") for body in bodies(wire)] == ["IN001", None]


def test_where_references_are_not_enabled_the_invoice_is_collected_without() -> None:
    wire = Wire()
    answers = [{"status_code": 422, "json": NOT_ENABLED}, {"json": {"payments": payment()}}]
    wire.adapter.register_uri("POST", GC + "/payments", answers)
    gocardless = wire.gocardless()
    assert gocardless.create_payment(WITH).payment.id == "PM1"
    gocardless.create_payment(WITH)
    # It is asked for once; the key is that of the payment each time.
    assert [body.get("reference") for body in bodies(wire)] == ["IN001", None, None]
    assert {request.headers["Idempotency-Key"] for request in wire.sent} == {"key-of-IN001"}


def test_another_refusal_is_one() -> None:
    wire = Wire()
    too_early = refusal("charge_date", "must be on or after mandate's next_possible_charge_date")
    wire.adapter.register_uri("POST", GC + "/payments", status_code=422, json=too_early)
    with pytest.raises(Refused, match="charge_date must be on or after"):
        wire.gocardless().create_payment(WITH)
    assert len(wire.sent) == 1
