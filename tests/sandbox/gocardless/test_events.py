"""Events: what they carry, how they are found, how long they are kept."""

from datetime import date

from .desk import Desk


def test_an_event_tells_what_happened_to_what_and_why(desk: Desk) -> None:
    payment = desk.pay(desk.sign(), metadata={"documents": "IN1"})
    event = desk.events(payment=payment)[0]
    assert (event["resource_type"], event["action"]) == ("payments", "created")
    assert event["links"] == {"payment": payment}
    assert event["details"]["origin"] == "api"
    assert event["details"]["cause"] == "payment_created"
    assert event["details"]["description"]
    assert event["resource_metadata"] == {"documents": "IN1"}
    assert event["source"] == {"name": "s300gc", "type": "access_token"}
    assert desk.get("events", event["id"]) == event


def test_times_only_grow(desk: Desk) -> None:
    desk.pay(desk.sign())
    desk.days(14)
    stamps = [event["created_at"] for event in desk.events()]
    assert stamps == sorted(set(stamps))


def test_events_are_found_by_kind_resource_and_parent(desk: Desk) -> None:
    mandate = desk.sign()
    payment = desk.pay(mandate)
    desk.act("mandates", mandate, "cancel")
    assert desk.actions(resource_type="payments") == ["created", "cancelled"]
    assert desk.actions(resource_type="mandates", action="cancelled") == ["cancelled"]
    parent = desk.events(mandate=mandate)[-1]["id"]
    (child,) = desk.events(parent_event=parent)
    assert child["links"] == {"payment": payment, "parent_event": parent}
    assert desk.events(payer_authorisation="PAU1") == []


def test_filters_that_exclude_one_another_are_refused(desk: Desk) -> None:
    for query in (
        "resource_type=payments&payment=PM1",
        "payment=PM1&mandate=MD1",
        "resource_type=invoices",
        "include=payment",
        "include=payment&resource_type=mandates",
        "include=document&resource_type=payments",
    ):
        assert desk.reason("GET", "/events", query=query) == (400, "invalid_filters")


def test_every_kind_of_resource_can_be_included_as_it_is_shown(desk: Desk) -> None:
    desk.gocardless.allow_refunds(desk.creditor)
    mandate = desk.sign()
    payment = desk.pay(mandate)
    desk.simulate("payment_paid_out", payment)
    desk.make("refunds", amount=1, total_amount_confirmation=1, links={"payment": payment})
    desk.make("subscriptions", amount=900, currency="GBP", interval_unit="monthly",
              links={"mandate": mandate})  # fmt: skip
    desk.simulate("creditor_verification_status_in_review", desk.creditor)
    desk.make("billing_requests", mandate_request={"currency": "GBP"})
    for kind in ("billing_request", "creditor", "mandate", "payment", "payout", "refund",
                 "subscription"):  # fmt: skip
        page = desk.page("events", resource_type=f"{kind}s", include=kind)
        ids = {event["links"][kind] for event in page["events"]}
        assert ids
        shown = {row["id"]: row for row in page["linked"][f"{kind}s"]}
        assert shown == {one: desk.get(f"{kind}s", one) for one in ids}


def test_what_the_sandbox_has_none_of_is_included_as_nothing(desk: Desk) -> None:
    desk.sign()
    for kind in ("instalment_schedule", "payer_authorisation", "scheme_identifier",
                 "outbound_payment", "customer"):  # fmt: skip
        page = desk.page("events", resource_type=f"{kind}s", include=kind)
        assert (page["events"], page["linked"]) == ([], {f"{kind}s": []})


def test_events_can_be_followed_from_an_instant(desk: Desk) -> None:
    desk.pay(desk.sign())
    seen = desk.events()
    desk.days(1)
    news = desk.events(**{"created_at[gt]": seen[-1]["created_at"]})
    assert [event["action"] for event in news] == ["submitted"]
    assert desk.events(**{"created_at[gte]": seen[-1]["created_at"]}) == [seen[-1], *news]


def test_events_older_than_eighteen_months_are_archived(desk: Desk) -> None:
    desk.pay(desk.sign())
    event = desk.events()[0]["id"]
    desk.until(date(2027, 7, 5))
    assert desk.get("events", event)
    desk.days(1)
    assert desk.reason("GET", f"/events/{event}") == (404, "resource_not_found")
    assert event not in {row["id"] for row in desk.events()}
