"""The tool against every reading of what is not known of Sage 300: it works, or says why not."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest

from s300gc.errors import S300gcError
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.world import World
from tests.company import Company
from tests.learning import learn

DEFAULT = SageSwitches()
RIGHTS = ("AR", "GL", "BK", "CS", "TX", "ARPost", "GLPost")
OTHERS: dict[str, tuple[Any, ...]] = {
    "page_size": (3, 1000),
    "query_options": (("$filter", "$select", "$top", "$skip"),),
    "absent": (("AR/ARPaymentCodes",), ("CS/CSFiscalCalendars",)),
    "rate_spread": (Decimal(0),),
    "return_source": ("BK-RT",),
    "tool_rights": (
        ("AR", "GL", "BK", "CS", "TX", "ARPost"),
        ("AR", "GL", "BK", "CS", "TX", "GLPost"),
        ("AR", "BK", "CS", "TX", "ARPost", "GLPost"),
        (),
    ),
    "control_sources": (("AR",), ("AR", "GL-JE"), ("AR", "GL-GC")),
}
"""Other settings of the switches whose type does not tell them."""

DAYS = 25
"""Long enough for four payouts, of which the last one takes a late failure back."""


def settings() -> Iterator[tuple[str, Any]]:
    """Give every setting of every switch that is not the default."""
    kinds = get_type_hints(SageSwitches)
    for field in fields(SageSwitches):
        choices: tuple[Any, ...] = OTHERS.get(field.name, ())
        if get_origin(kinds[field.name]) is Literal:
            choices = get_args(kinds[field.name])
        elif kinds[field.name] is bool:
            choices = (True, False)
        others = [choice for choice in choices if choice != getattr(DEFAULT, field.name)]
        assert others, f"{field.name} needs other settings"
        yield from ((field.name, choice) for choice in others)


# ---------------------------------------------------------------- what a person does about it


def learned(one: Company) -> None:
    """Let the tool ask the server once how it differs."""
    learn(one)


def lower_case(one: Company) -> None:
    path = one.folder / "s300gc.toml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("[sage300]\n", "[sage300]\nupper_case = false\n"), "utf-8")


def rights(one: Company) -> None:
    one.world.sage300.set_rights("S300GC", RIGHTS)


def subledgers(one: Company) -> None:
    for number in ("1100", "1110"):
        rows = [{"AccountNumber": number, "SourceLedger": ledger} for ledger in ("AR", "GL")]
        one.world.sage300.edit_master("GL/GLAccounts", number, ControlAccountSubledgers=rows)


def printed(one: Company) -> None:
    """Print what is ready, and let the tool post it: that may leave more to be printed."""
    for _ in range(3):
        for kind, name in (("receipt_batches", "receipts"), ("invoice_batches", "invoices")):
            for batch in one.state["sage300"][kind]:
                if batch["made_by"] == "tool" and batch["BatchStatus"] != "Posted":
                    one.world.sage300.print_batch(int(batch["BatchNumber"]), name)
        run(one)
    unforced(one)


def unforced(one: Company) -> None:
    """Set the switches of the server back, as a person changes its options."""
    state = json.loads(one.world.save())
    state["switches"] = {}
    one.world = World.load(json.dumps(state))


@dataclass(frozen=True)
class Refusal:
    """How a run ends that cannot do its work: exit code, words, and what helps.

    ``posted`` says that the journal of a payout is posted before its receipts are refused:
    the payout is half-posted and listed. ``blind`` is a user who cannot even reconcile;
    ``days`` is how long it goes on like that.
    """

    code: int
    words: str
    helps: Callable[[Company], None]
    posted: bool = False
    blind: bool = False
    days: int = DAYS


REFUSED: dict[tuple[str, Any], Refusal] = {
    ("date_literals", "v3"): Refusal(7, "doctor --learn", learned, blind=True),
    ("query_options", OTHERS["query_options"][0]): Refusal(
        7, "doctor --learn", learned, blind=True, days=2
    ),
    ("mixed_case_password", True): Refusal(8, "sage300.upper_case", lower_case, blind=True, days=2),
    ("tool_rights", OTHERS["tool_rights"][0]): Refusal(6, '"Sage 300 Web API" in GL', rights),
    ("tool_rights", OTHERS["tool_rights"][1]): Refusal(
        6, '"Sage 300 Web API" in AR', rights, posted=True
    ),
    ("tool_rights", OTHERS["tool_rights"][2]): Refusal(
        6, '"Sage 300 Web API" in GL', rights, blind=True
    ),
    ("tool_rights", ()): Refusal(6, '"Sage 300 Web API" in', rights, blind=True, days=2),
    ("control_sources", ("AR",)): Refusal(6, "add GL to the subledgers", subledgers),
    ("control_sources", ("AR", "GL-JE")): Refusal(6, "add GL-GC to the subledgers", subledgers),
    ("line_on_control_account", False): Refusal(
        3, "nothing of this payout was posted: correct Sage 300", unforced
    ),
    ("control_account_as_bank", False): Refusal(
        3, "nothing of this payout was posted: correct Sage 300", unforced
    ),
    ("deposit_number_required", True): Refusal(
        3, "nothing of this payout was posted: correct Sage 300", unforced
    ),
    ("deposit_slip_forced", True): Refusal(3, "must be printed", printed, posted=True),
    ("listing_forced", True): Refusal(3, "must be printed", printed, posted=True),
}
"""Settings with which the server refuses what must be done, as it stands."""


# ---------------------------------------------------------------- a life


def story(switch: str, value: Any) -> World:
    """The small story, in which one collection fails late and one is charged back."""
    world = World.new("small", sage_switches=SageSwitches(**{switch: value}))
    for number, kind in (("C1002", "late_failure"), ("C1006", "charged_back")):
        mandate = world.story["mandates"][number]
        payer = world.gocardless.data["rows"]["mandates"][mandate]["links"]["customer"]
        world.gocardless.plan_failure(payer, kind=kind, cause="refer_to_payer")
    return world


def run(one: Company) -> list[tuple[int, str]]:
    """Run ``sync`` and give what failed: exit code and text."""
    try:
        outcomes = one.sync()
    except S300gcError as error:
        return [(error.exit_code, str(error))]
    return [(x.exit_code, x.error) for outcome in outcomes for x in outcome.failures()]


def lived(one: Company, days: int) -> list[tuple[int, str]]:
    said = []
    for _ in range(days):
        said += run(one)
        one.world.advance(1)
    return said


def twice(one: Company) -> list[str]:
    """Give what was collected or booked more than once."""
    collected = [document for document, amounts in one.collections().items() if len(amounts) > 1]
    return [*collected, *one.posted_twice()]


@pytest.mark.parametrize(("switch", "value"), list(settings()))
def test_the_tool_works_with_every_setting_or_says_why_not(
    tmp_path: Path, switch: str, value: Any
) -> None:
    one = Company(story(switch, value), tmp_path)
    refusal = REFUSED.get((switch, value))
    said = lived(one, refusal.days if refusal else DAYS)
    if refusal is None:
        assert said == []
    else:
        check_refusal(one, refusal, said)
        refusal.helps(one)
        assert lived(one, DAYS + 5 - refusal.days) == []
    one.sync()
    one.world.advance(1)
    assert one.reconcile().differences == ()
    assert one.gaps() == {}
    assert twice(one) == []
    with one.parts() as parts:
        assert len(parts.store.payouts.booked()) >= 3
    notes = [b for b in one.state["sage300"]["invoice_batches"] if b["made_by"] == "tool"]
    assert [note["BatchStatus"] for note in notes] == ["Posted"] * len(notes) != []


def check_refusal(one: Company, refusal: Refusal, said: list[tuple[int, str]]) -> None:
    """One line with what to do and the documented exit code, and nothing is half-done."""
    assert {code for code, _ in said} == {refusal.code}
    assert [text for _, text in said if refusal.words not in text or "\n" in text] == []
    assert twice(one) == []
    if not refusal.posted:
        assert one.gaps() == {}
    if not refusal.blind:
        # That a payout waits for a person is told; nothing else may be wrong.
        codes = {line.code for line in one.reconcile().differences}
        assert codes <= {"control-refuses-source", "payout-missing"}
