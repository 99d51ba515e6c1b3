"""A company with two invoices due, and what is done with its plans."""

from pathlib import Path

from s300gc.flows import collecting, mandates, plans
from s300gc.model import Outcome, Plan
from tests.company import Company
from tests.flows.collectors import company_of, owe

REQUIRED = 'approval = "required"'


def two_invoices(folder: Path, invoices: str = "") -> Company:
    """A company with two invoices due that has read its mandates."""
    one = company_of(folder, invoices=invoices)
    owe(one, "IN1", "100.00", days=10)
    owe(one, "IN2", "50.00", days=12)
    with one.parts() as parts:
        mandates.sync(parts)
    return one


def make(one: Company, by: str = "anna") -> Plan:
    """Make a plan."""
    with one.parts() as parts:
        return plans.make(parts, by)[0]


def approve(one: Company, number: int, by: str = "berta", sheet: str | None = None) -> Plan:
    """Approve a plan."""
    with one.parts() as parts:
        return plans.approve(parts, number, by, sheet)


def collect(one: Company, number: int | None = None, **options: str) -> Outcome:
    """Collect a plan, or what there is."""
    with one.parts() as parts:
        return collecting.collect(parts, plan=number, **options)


def scheduled(one: Company) -> Outcome:
    """What the scheduler's run says about invoices."""
    return next(outcome for outcome in one.sync() if outcome.flow == "invoices")


def state(one: Company, number: int) -> str:
    """What became of a plan."""
    with one.parts() as parts:
        return plans.find(parts, number).state


def failures(outcome: Outcome) -> list[tuple[str, str]]:
    """What needs a person: subject and reason."""
    assert {failure.exit_code for failure in outcome.failures()} <= {6}
    return [(failure.subject, failure.error) for failure in outcome.failures()]
