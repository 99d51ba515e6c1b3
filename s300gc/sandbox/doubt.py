"""One thing the public documents of the two systems leave open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SAGE300: Literal["sage300"] = "sage300"
GOCARDLESS: Literal["gocardless"] = "gocardless"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A doubt, and what the sandbox does about it.

    `section` names the part of the facts it comes from ("Web API 3", "books 10"), `mark` how well
    it is known there: "[D]" documented, "[C]" seen in code, "[I]" inferred, "[verify]" general
    knowledge without a public source, "contradiction", "not found". `switch` is the field of
    `Sage300Switches` or `GoCardlessSwitches` that takes the readings; where there is none,
    `why_not` says in a sentence why one reading is enough.
    """

    system: Literal["sage300", "gocardless"]
    section: str
    doubt: str
    switch: str | None
    why_not: str
    mark: str

    def __post_init__(self) -> None:
        if (self.switch is None) != bool(self.why_not):
            raise ValueError(f"a switch or a sentence why not, and not both: {self.doubt}")
