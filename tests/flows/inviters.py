"""A company whose customers have no mandate yet, and what they do with the link they get."""

from pathlib import Path
from typing import Any

from s300gc.flows import inviting
from s300gc.flows.inviting import Invited
from s300gc.model import Outcome
from s300gc.sandbox.world import World
from tests.company import Company


def unsigned(folder: Path, *numbers: str) -> Company:
    """A company with these customers, known in Sage 300 and unknown at GoCardless."""
    one = Company(World.new("empty"), folder)
    for number in numbers or ("C1",):
        add(one, number)
    return one


def add(one: Company, number: str, **more: Any) -> None:
    card = {
        "AddressLine1": "1 High Street", "City": "Leeds", "ZipPostalCode": "LS1 1AA",
        "Country": "United Kingdom",
    }  # fmt: skip
    one.world.sage300.add_customer(
        number, f"Customer {number}", f"{number.lower()}@example.com", **{**card, **more}
    )


def invite(one: Company, number: str = "C1", **options: Any) -> tuple[list[Invited], Outcome]:
    with one.parts() as parts:
        return inviting.invite(parts, number, **options)


def link_of(one: Company, number: str = "C1") -> Invited:
    (found,), _ = invite(one, number)
    return found


def flow_of(found: Invited) -> str:
    """The id of a flow, as its address ends with it."""
    return found.url.rpartition("id=")[2]


def sign(one: Company, found: Invited, **details: str) -> str:
    """Let the customer fill in the page; give the mandate."""
    return one.world.gocardless.complete_flow(flow_of(found), **details)


def requests_of(one: Company) -> list[dict[str, Any]]:
    """The billing requests at GoCardless."""
    rows = one.world.gocardless._org.tables["billing_requests"].rows
    return [dict(row) for row in rows.values()]
