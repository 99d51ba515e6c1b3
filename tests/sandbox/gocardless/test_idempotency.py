"""Idempotency keys: one object for each key, for thirty days."""

from .desk import Desk


def payment(mandate: str, amount: int = 1000) -> dict[str, object]:
    return {"payments": {"amount": amount, "currency": "GBP", "links": {"mandate": mandate}}}


def test_a_key_makes_one_object_and_then_names_it(desk: Desk) -> None:
    mandate = desk.sign()
    made = desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k1")[1]["payments"]
    error = desk.refused("POST", "/payments", payment(mandate, 2000), Idempotency_Key="k1")
    assert (error["code"], error["type"]) == (409, "invalid_state")
    entry = error["errors"][0]
    assert entry["reason"] == "idempotent_creation_conflict"
    assert entry["links"] == {"conflicting_resource_id": made["id"]}
    assert [row["id"] for row in desk.rows("payments")] == [made["id"]]


def test_a_refused_create_leaves_its_key_unused(desk: Desk) -> None:
    mandate = desk.sign()
    assert desk.call("POST", "/payments", payment(mandate, 1), Idempotency_Key="k1")[0] == 422
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k1")[0] == 201


def test_a_key_belongs_to_its_resource_and_its_token(desk: Desk) -> None:
    mandate = desk.sign()
    desk.make("customers", key="k1", company_name="Ives")
    assert desk.call("POST", "/payments", payment(mandate), Idempotency_Key="k1")[0] == 201
    other = f"Bearer {desk.gocardless.person_token}"
    again = desk.call(
        "POST", "/payments", payment(mandate), Idempotency_Key="k1", Authorization=other
    )
    assert again[0] == 201


def test_a_key_is_forgotten_after_thirty_days(desk: Desk) -> None:
    desk.make("customers", key="k1", company_name="Ives")
    desk.days(29)
    given = {"customers": {"company_name": "Ives"}}
    assert desk.call("POST", "/customers", given, Idempotency_Key="k1")[0] == 409
    desk.days(1)
    assert desk.call("POST", "/customers", given, Idempotency_Key="k1")[0] == 201


def test_a_key_of_more_than_128_characters_is_refused(desk: Desk) -> None:
    given = {"customers": {"company_name": "Ives"}}
    assert desk.reason("POST", "/customers", given, Idempotency_Key="k" * 129) == (
        400,
        "idempotency_key_too_long",
    )
    assert desk.call("POST", "/customers", given, Idempotency_Key="k" * 128)[0] == 201


def test_without_a_key_every_create_makes_an_object(desk: Desk) -> None:
    first, second = (desk.make("customers", company_name="Ives") for _ in range(2))
    assert first["id"] != second["id"]
