"""Links for mandates and refunds, as a person asks for them on the command line."""

import json
from collections.abc import Iterator

import pytest

from tests.cli.sites import one_line, served_on
from tests.flows.collectors import owe
from tests.flows.inviters import unsigned
from tests.processes import Site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served company with two customers who owe and have no mandate."""
    one = unsigned(tmp_path_factory.mktemp("inviting"), "C1", "C2")
    for number in ("C1", "C2"):
        owe(one, f"IN{number}", "50.00", 3, customer=number)
    one.sync()
    with served_on(one) as site:
        yield site


def test_a_link_is_printed_for_a_person_and_for_a_program(site: Site) -> None:
    done = site.run("mandates", "invite", "c1")
    assert done.returncode == 0, done.stderr
    who, link = done.stdout.splitlines()
    assert who.startswith("C1 Customer C1 c1@example.com: ")
    assert " until 2026-" in who
    found = json.loads(site.run("mandates", "invite", "C1", "--json").stdout)
    (row,) = found["invitations"]
    assert (row["url"], row["how"]) == (link.strip(), "still open")
    assert row["billing_request"].startswith("BRQ")


def test_all_are_asked_only_after_somebody_agreed(site: Site) -> None:
    one_line(
        site.run("mandates", "invite", "--missing"), 6, "2 customers would be invited", "--yes"
    )
    planned = site.run("mandates", "invite", "--missing", "--dry-run")
    assert "C2 Customer C2 c2@example.com: would be invited (new)" in planned.stdout
    done = site.run("mandates", "invite", "--missing", "--yes", "--json")
    assert done.returncode == 0, done.stderr
    assert [one["customer"] for one in json.loads(done.stdout)["invitations"]] == ["C1", "C2"]


def test_who_is_asked_must_be_said_and_be_there(site: Site) -> None:
    one_line(site.run("mandates", "invite"), 2, "--missing")
    one_line(site.run("mandates", "invite", "C1", "--missing"), 2, "--missing")
    one_line(site.run("mandates", "invite", "C9"), 2, "Sage 300 has no customer C9")


def test_a_refund_needs_an_amount_and_one_reason(site: Site) -> None:
    create = ("refunds", "create", "PM1", "--amount")
    one_line(site.run(*create, "5", "--by", "Ann"), 2, "--credit-note", "--reason")
    both = ("--reason", "x", "--credit-note", "CN1")
    one_line(site.run(*create, "5", *both), 2, "--credit-note", "--reason")
    for amount in ("-5", "0", "NaN", "much"):
        one_line(site.run(*create, amount, "--reason", "x"), 2, "write an amount above zero")
    one_line(site.run(*create, "5", "--reason", "x"), 6, "refunds.allowed is false")


def test_the_list_of_refunds_is_there_before_there_are_any(site: Site) -> None:
    assert site.run("refunds", "list").stdout == "refunds: none\n"
    assert json.loads(site.run("refunds", "list", "--json").stdout)["refunds"] == []
