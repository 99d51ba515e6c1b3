"""What a mandate's status means where nothing can be collected under it, and what to do.

Statuses: GoCardless API reference, mandates. The words are ours.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from s300gc.model import Mandate
from s300gc.rules.inviting import SCHEME_OF
from s300gc.rules.mandates import CURRENCY_OF, ranked


@dataclass(frozen=True, slots=True)
class Standing:
    """A status in plain words; ``anew`` where only a new mandate helps."""

    says: str
    do: str
    anew: bool


STANDINGS: Mapping[str, Standing] = {
    "pending_customer_approval": Standing(
        "waits until the second signatory has signed", "ask him to see to that", False
    ),
    "pending_submission": Standing("was not sent to the bank yet", "wait some days", False),
    "submitted": Standing("is with the bank, which has not agreed yet", "wait some days", False),
    "suspended_by_payer": Standing(
        "was suspended by the payer", "ask him to resume it at his bank", False
    ),
    "blocked": Standing(
        "was blocked by a block list of GoCardless, for good",
        "look at the block in the dashboard, then ask him for another account",
        True,
    ),
    "failed": Standing("was refused by the bank", "ask him for the right bank details", True),
    "expired": Standing("expired, for it was not used for long", "ask him to sign anew", True),
    "consumed": Standing("was for a single payment", "ask him to sign anew", True),
    "cancelled": Standing(
        "was cancelled by him, his bank or somebody here",
        "find out whether he meant to, then ask him to sign anew",
        True,
    ),
}
"""What is said of every status but active."""

CAUSES: Mapping[str, str] = {
    "bank_account_closed": "the account was closed",
    "bank_account_transferred": "he moved his account to another bank",
    "authorisation_disputed": "he says that he never agreed",
    "invalid_bank_details": "the bank details are wrong",
    "direct_debit_not_enabled": "the account takes no direct debits",
    "account_blocked_for_any_financial_transaction": "the account is blocked",
    "mandate_expired": "it was not used for long",
    "mandate_suspended_by_payer": "he suspended it",
}
"""Causes of mandate events that say more than the status (GoCardless API, event actions)."""


def advice(
    number: str,
    mandates: Iterable[Mandate],
    currency: str,
    causes: Mapping[str, str],
    *,
    invited: bool = False,
) -> str:
    """Say what became of a customer's best mandate and what to do, with the command for it.

    ``causes`` are the last events' causes by mandate; ``invited`` where a link waits
    for his answer already.
    """
    ask = f"s300gc mandates invite {number}"
    if invited:
        ask += " shows the link that he has not answered: remind him"
    if currency not in SCHEME_OF:
        return f"GoCardless collects no {currency}: let him pay otherwise"
    held = list(mandates)
    right = [one for one in held if CURRENCY_OF.get(one.scheme) == currency]
    if not right:
        return f"he has no mandate for {currency}; {ask}"
    best = ranked(right, currency)[0]
    if best.replaced_by:
        return f"{best.id} was replaced by {best.replaced_by}, which is not known: s300gc sync"
    standing = STANDINGS.get(best.status)
    if standing is None:
        return f"{best.id} is {best.status}: look at it in the GoCardless dashboard"
    why = CAUSES.get(causes.get(best.id, ""), "")
    said = f"{best.id} {standing.says}{why and f' ({why})'}: {standing.do}"
    return f"{said}; {ask}" if standing.anew else said
