"""What each status of a payment means for the document it collects, and what it may still become.

Names: GoCardless API reference, payments and event actions. No status that looks
like an end is one: a payment fails after it was paid out, a failed one is tried
again under its id, a chargeback is taken back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from s300gc.model import DEAD

Way = Literal["on its way", "paid out", "ended"]
Claim = Literal[
    "kept", "free once its receipt is posted", "kept until a person or a policy decides"
]

KEPT: Claim = "kept"
RECEIPT: Claim = "free once its receipt is posted"
DECIDE: Claim = "kept until a person or a policy decides"


@dataclass(frozen=True, slots=True)
class State:
    """One status of a payment.

    ``way`` is whether it still brings money; ``claim`` what becomes of its
    documents: a claim has one live door, and while it is kept nothing else
    collects them. ``may_become`` are the statuses that may follow, ``events`` the
    event actions after which it stands so, or that are only told while it does.
    """

    name: str
    says: str
    way: Way
    claim: Claim
    may_become: tuple[str, ...]
    events: tuple[str, ...]

    @property
    def collects(self) -> bool:
        """Whether it brings money, or has brought it."""
        return self.way != "ended"


_ALL = (
    State(
        "pending_customer_approval",
        "waits until the payer's second signatory approves",
        "on its way", KEPT,
        ("pending_submission", "customer_approval_denied", "cancelled"),
        ("created",),
    ),
    State(
        "pending_submission",
        "waits to be sent to the bank, and can still be cancelled",
        "on its way", KEPT,
        ("submitted", "cancelled", "failed"),
        ("created", "customer_approval_granted", "resubmission_requested"),
    ),
    State(
        "submitted",
        "was sent to the bank",
        "on its way", KEPT,
        ("confirmed", "failed", "cancelled"),
        ("submitted",),
    ),
    State(
        "confirmed",
        "has arrived at GoCardless; the bank may still take it back",
        "on its way", KEPT,
        ("paid_out", "failed", "charged_back"),
        ("confirmed", "chargeback_cancelled"),
    ),
    State(
        "paid_out",
        "is part of a payout; the bank may still take it back",
        "paid out", RECEIPT,
        ("failed", "charged_back"),
        ("paid_out", "chargeback_cancelled"),
    ),
    State(
        "failed",
        "the bank refused it, or took it back as a late failure",
        "ended", DECIDE,
        ("pending_submission", "submitted"),
        ("failed", "late_failure_settled", "surcharge_fee_debited"),
    ),
    State(
        "charged_back",
        "the payer had it taken back",
        "ended", DECIDE,
        ("confirmed", "paid_out"),
        ("charged_back", "chargeback_settled", "surcharge_fee_debited"),
    ),
    State(
        "cancelled",
        "was cancelled before it was sent, or with its mandate",
        "ended", DECIDE,
        (),
        ("cancelled",),
    ),
    State(
        "customer_approval_denied",
        "the payer's second signatory refused it",
        "ended", DECIDE,
        (),
        ("customer_approval_denied",),
    ),
)  # fmt: skip

STATES: Mapping[str, State] = {one.name: one for one in _ALL}

ENDINGS = DEAD
"""Event actions that say why a payment ended; each is the name of the status it leads to."""


def state(status: str) -> State:
    """Give what a status means; one that is not known collects, so that nothing is taken twice."""
    unknown = State(status, "stands in a way that this version does not know", "on its way", KEPT,
                    (), ())  # fmt: skip
    return STATES.get(status, unknown)
