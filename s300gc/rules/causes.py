"""Why payments end as they do, in plain words, and what can be done about each cause.

Names of causes: GoCardless API reference, event actions of payments. The words
are ours: GoCardless may change its own at any time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Remedy = Literal["retry", "details", "contact", "nothing"]
Retry = Literal["automatic", "by hand", "never"]

REMEDIES: Mapping[Remedy, str] = {
    "retry": "retry it",
    "details": "ask the payer for new bank details, that is, for a new mandate",
    "contact": "speak with the payer",
    "nothing": "nothing",
}
"""What each remedy asks of a person."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause in one sentence, what can be done about it, and who may retry.

    ``automatic``: ``payments.retry_causes`` has it unless told otherwise; ``by
    hand``: a person may, and so may the policy where its causes name it;
    ``never``: neither, it would fail again or the payer has objected.
    """

    name: str
    says: str
    remedy: Remedy
    retry: Retry


_ENDINGS = (
    Cause("insufficient_funds", "There was not enough money in the account.",
          "retry", "automatic"),
    Cause("refer_to_payer",
          "The bank gives no reason; with Bacs it is most often a lack of money.",
          "retry", "automatic"),
    Cause("daily_payment_limit_reached", "The payer had used up what he may pay in a day.",
          "retry", "automatic"),
    Cause("bank_declined_payment", "The bank declined it and does not say why.",
          "contact", "by hand"),
    Cause("insufficient_payment_permissions",
          "Whoever agreed to it may not pay this from the account on his own.",
          "contact", "by hand"),
    Cause("payment_stopped", "The payer told his bank to stop this payment.",
          "contact", "by hand"),
    Cause("account_blocked_for_any_financial_transaction",
          "The account is blocked for every kind of payment.",
          "contact", "by hand"),
    Cause("bank_account_transferred", "The payer has moved his account to another bank.",
          "details", "by hand"),
    Cause("return_on_odfi_request", "The bank that had sent the debit called it back.",
          "contact", "by hand"),
    Cause("other", "The bank has a reason that GoCardless has no word for.",
          "contact", "by hand"),
    Cause("test_failure", "A failure for practice, in GoCardless's sandbox only.",
          "retry", "by hand"),
    Cause("authorisation_disputed", "The payer says that he never agreed to be debited.",
          "contact", "never"),
    Cause("refund_requested", "The payer asked his bank for the money back, as SEPA lets him.",
          "contact", "never"),
    Cause("bank_account_closed", "The account does not exist any more.",
          "details", "never"),
    Cause("invalid_bank_details", "There is no account with these bank details.",
          "details", "never"),
    Cause("direct_debit_not_enabled", "The account does not take direct debits.",
          "details", "never"),
    Cause("payment_violated_mandate_parameters",
          "It is more, or more often, than the mandate allows.",
          "details", "never"),
    Cause("mandate_cancelled", "The mandate has been cancelled.",
          "details", "never"),
    Cause("mandate_expired", "The mandate was not used for so long that it expired.",
          "details", "never"),
    Cause("mandate_suspended_by_payer", "The payer has suspended the mandate at his bank.",
          "contact", "never"),
    Cause("customer_approval_denied", "The second signatory of the payer refused it.",
          "contact", "never"),
    Cause("payment_cancelled", "Somebody cancelled it, with this tool or in the dashboard.",
          "nothing", "never"),
    Cause("instalment_schedule_cancelled", "Its instalment schedule was cancelled.",
          "nothing", "never"),
    Cause("initial_one_off_payment_failed",
          "The first payment, which was to be made with it, failed.",
          "contact", "never"),
)  # fmt: skip

CAUSES: Mapping[str, Cause] = {one.name: one for one in _ENDINGS}
"""The causes for which a payment ends."""

PASSING: Mapping[str, str] = {
    "payment_created": "It was created.",
    "instalment_schedule_created": "It was created as part of an instalment schedule.",
    "customer_approval_granted": "The second signatory of the payer approved it.",
    "payment_submitted": "It was sent to the bank.",
    "payment_confirmed": "The money is at GoCardless.",
    "payment_paid_out": "It is part of a payout.",
    "payment_retried": "It is tried again because somebody asked for it.",
    "payment_autoretried": "GoCardless tries it again by itself.",
    "late_failure_settled": "Its late failure was taken off a payout.",
    "chargeback_settled": "Its chargeback was taken off a payout.",
    "surcharge_fee_debited": "GoCardless charged a fee for its return.",
}
"""What the causes of all other events say."""

AUTOMATIC = tuple(one.name for one in _ENDINGS if one.retry == "automatic")
"""The causes after which the policy retries unless it is told otherwise."""


def cause(name: str) -> Cause:
    """Give what is known of a cause; one that is new is left to a person, and said to be new."""
    if not name:
        return Cause("", "GoCardless has not told why yet.", "contact", "by hand")
    unknown = Cause(
        name, f"GoCardless says {name!r}, which this version does not know.", "contact", "by hand"
    )
    return CAUSES.get(name, unknown)


def sentence(name: str) -> str:
    """Say in one sentence why an event of a payment happened."""
    return PASSING.get(name) or cause(name).says
