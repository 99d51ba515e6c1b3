"""What stops an over-collection before it happens: the table of safety rules, and their verdict.

A rule gives its reason or nothing; what a reason does (block, warn) is a setting.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from s300gc.invoice_settings import Mode, SafetySettings
from s300gc.rules import reasons
from s300gc.rules.reasons import Situation

Level = Literal["document", "payment", "run"]


@dataclass(frozen=True, slots=True)
class Rule:
    """A safety rule: the name of its setting, its default, and one sentence on it."""

    name: str
    default: Mode
    level: Level
    says: str
    look: Callable[[Situation], str]
    fixed: bool = False
    """It cannot be switched off."""

    @property
    def kind(self) -> str:
        """The short word of its skips."""
        return self.name.replace("_", "-")


SAFETY: tuple[Rule, ...] = (
    Rule("on_hold", "block", "document", "The customer is on hold.", reasons.on_hold),
    Rule(
        "unapplied_credit", "block", "document",
        "The customer has unapplied cash, a prepayment or an open credit note; not looked at"
        ' with `invoices.credits = "net"`.',
        reasons.unapplied_credit,
    ),
    Rule(
        "live_payment", "block", "document",
        "A payment on its way collects the document, or was made by others and names it.",
        reasons.live_payment, fixed=True,
    ),
    Rule(
        "subscription", "block", "document", "A live subscription pays the document.",
        reasons.subscription, fixed=True,
    ),
    Rule(
        "job_related", "block", "document", "The document belongs to a project.",
        reasons.job_related,
    ),
    Rule(
        "retainage", "block", "document",
        "A part of the document is retained; what Sage 300 shows as due is collected otherwise.",
        reasons.retainage,
    ),
    Rule(
        "national_account", "block", "document",
        "The customer belongs to a national account; otherwise it is collected under the"
        " mandate that he himself is linked to.",
        reasons.national_account,
    ),
    Rule(
        "balance_forward", "block", "document",
        "The customer is billed by balance and not by document.", reasons.balance_forward,
    ),
    Rule(
        "new_mandate", "off", "payment",
        "Nothing was ever collected under the mandate, and it was made after go-live.",
        reasons.new_mandate,
    ),
    Rule(
        "mandate_changed", "off", "payment",
        "The mandate or its bank account was made or changed in the last"
        " `limits.changed_days` days.",
        reasons.mandate_changed,
    ),
    Rule(
        "unusual_amount", "off", "payment",
        "The payment is more than `limits.usual_times` times the median of the customer's last"
        " payments, of at least three.",
        reasons.unusual_amount,
    ),
    Rule(
        "amount_per_payment", "off", "payment", "The payment is above `limits.payment`.",
        reasons.amount_per_payment,
    ),
    Rule(
        "amount_per_customer_and_day", "off", "payment",
        "With what is on its way already the customer is charged more than"
        " `limits.customer_and_day` on one day.",
        reasons.amount_per_customer_and_day,
    ),
    Rule(
        "amount_per_run", "off", "run",
        "The run would collect more than `limits.run`: then nothing in that currency is collected.",
        reasons.amount_per_run,
    ),
)  # fmt: skip
"""Every safety rule in the order in which they are looked at."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules come to: the reason and short word that block, and what is only said."""

    reason: str = ""
    kind: str = ""
    warnings: tuple[str, ...] = ()


def judge(level: Level, situation: Situation, modes: SafetySettings) -> Verdict:
    """Look at a situation with the rules of a level; the first that blocks decides."""
    warnings: list[str] = []
    for rule, mode in _in_force(level, modes):
        reason = rule.look(situation)
        if reason and mode == "block":
            return Verdict(reason, rule.kind, tuple(warnings))
        if reason:
            warnings.append(reason)
    return Verdict(warnings=tuple(warnings))


def _in_force(level: Level, modes: SafetySettings) -> Iterable[tuple[Rule, Mode]]:
    for rule in SAFETY:
        mode: Mode = getattr(modes, rule.name)
        if rule.level == level and mode != "off":
            yield rule, mode


def in_force(name: str, modes: SafetySettings) -> bool:
    """Tell whether a rule looks at all, so that what only it needs is not read otherwise."""
    return bool(getattr(modes, name) != "off")
