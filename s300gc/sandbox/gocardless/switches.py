"""What is not known of GoCardless for certain, one switch for each doubt.

The default is the reading that the documents make most likely; a client is right
when it survives every other setting too. Marks: [D] GoCardless's own words, [O]
somebody's real answer, [C] seen in code, [I] inferred, [?] nothing found.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class GoCardlessSwitches:
    """One field per doubt; the default is the recommended reading."""

    # ------------------------------------------------------------ the wire

    bearer_form: Literal["prefixed", "hex"] = "prefixed"
    """``sandbox_...`` as in the dashboard [O], or bare hexadecimal digits as OAuth gives [O]: a
    token does not tell its environment."""

    unknown_bearer: Literal["access_token_not_found", "unauthorized"] = "access_token_not_found"
    """The reason of the 401 for a token nobody knows: of the documents [C] or of the official
    clients' tests [C]."""

    mandate_prefix: bool = True
    """Whether ids of mandates begin with MD; those made before 2016 may not [D]."""

    end_of_list: Literal["null", "absent"] = "null"
    """How a list that fits on one page ends: ``meta`` with null cursors [O], or no ``meta``, which
    the official clients put up with [C]."""

    flow_number: Literal[201, 200] = 201
    """The HTTP number of a new billing request flow: that of every create [D], or 200 [O]."""

    state_number: Literal[422, 409, 400] = 422
    """The HTTP number of ``invalid_state`` refusals; 422 is proven for some reasons only [O]."""

    link_number: Literal[404, 422] = 404
    """The HTTP number of ``link_not_found`` [I]."""

    metadata_put: Literal["replace", "merge"] = "replace"
    """What PUT does with metadata that is there and not sent [?]."""

    # ------------------------------------------------------------ idempotency keys

    key_length: int = 128
    """The longest key; that there is a limit is known, not which. The official clients send 36
    characters [C], so it is no less."""

    key_days: int = 30
    """For how many days a key is honoured: "at least 30" [D]."""

    key_checked: Literal["first", "last"] = "first"
    """Whether a used key is found before the body is checked, or after: then a request that was
    right once and is now too late for its charge date is refused, although it had taken effect
    [?]."""

    refused_key: Literal["free", "spent"] = "free"
    """Whether a key may be used again after a refusal ("one successful request" [D], so [I]), or
    brings the same refusal as long as it is kept."""

    # ------------------------------------------------------------ mandates

    cut_off: int = 16
    """The hour in London from which on a request counts for the next working day [O]."""

    extra_notice: int = 0
    """Working days by which charge dates lie farther ahead than those that were observed for Bacs;
    of the other schemes none were [I]."""

    date_when_inactive: bool = False
    """Whether a mandate that has ended still shows a ``next_possible_charge_date`` [I]."""

    new_mandate_link: bool = True
    """Whether a replaced mandate names its successor in its own ``links`` (field list [D]), or only
    the event and the refusal do (an issue of the official Node client [O])."""

    replaced_payments: Literal["move", "cancel"] = "move"
    """What becomes of payments that are pending when their mandate is replaced [?]."""

    # ------------------------------------------------------------ payments

    plain_fx: Literal["null", "own"] = "null"
    """``fx.fx_currency`` of what is not converted: null [O, refund], or its own currency [O,
    payment]."""

    description_length: int | None = None
    """The longest description of a payment: no limit in today's documents [D], 100 characters
    according to the official WooCommerce plugin [C]."""

    largest_payment: int | None = None
    """The largest amount in minor units that the account may collect at once; a limit of the
    contract, the published ones are old [D]."""

    custom_references: bool = True
    """Whether the creditor's package has payment references of his own [D]; without they are
    refused [O]."""

    after_chargeback: Literal["confirmed", "paid_out"] = "confirmed"
    """What a payment is once its chargeback was cancelled: collected and to be paid out again, or
    paid out at once [I]."""

    # ------------------------------------------------------------ subscriptions

    subscription_lead: int = 5
    """Working days before its charge date on which a subscription's payment is made [?]."""

    # ------------------------------------------------------------ refunds

    refunded_when: Literal["created", "paid", "settled"] = "created"
    """When a refund counts in the payment's ``amount_refunded`` [?]."""

    refund_confirmation: bool = True
    """Whether ``total_amount_confirmation`` must be given; an account may opt out [D]."""

    refund_balance: bool = False
    """Whether a refund must be covered by what waits to be paid out; there is a refusal for that
    (``available_refund_amount_insufficient`` [D]), but not what counts [?]."""

    bounced_refund: Literal["failed", "bounced"] = "failed"
    """The event of a refund that bounced: the documented one [D], or one of the status's name
    [C]."""

    returned_names_payment: bool = True
    """Whether the payout item of a returned refund names the payment beside the refund [D, in
    parentheses]."""

    # ------------------------------------------------------------ payouts

    payout_half: Literal["up", "even", "down"] = "up"
    """How an exact half of a minor unit is rounded in a payout's amount; away from the payee with
    ``down`` [?]."""

    payout_parts: int | None = None
    """After how many collected or returned payments one more payout is made on the same day: one
    a day [D, support], or several for many payments [D, developer pages]."""

    payout_wait: int = 0
    """Working days for which a payout is there, pending, before it is paid [I]."""

    cancelled_chargeback: Literal["payment_paid_out", "payment_charged_back"] = "payment_paid_out"
    """The payout item that brings a cancelled chargeback's money back; the second with a positive
    amount [?]."""

    fees_name_payment: bool = True
    """Whether fee items name their payment [D]; one need not [I]."""

    payout_is_parent: bool = False
    """Whether ``payments/paid_out`` events have ``payouts/paid`` as ``parent_event`` [I]."""

    # ------------------------------------------------------------ events and webhooks

    events_lag: int = 0
    """Milliseconds of the World's clock for which a new event is not listed yet; events are made
    asynchronously [D], how late is not said [?]."""

    old_events: Literal["archived", "kept"] = "archived"
    """What becomes of events after 18 months: archived from October 2026 at the earliest [D]."""

    webhook_retried: Literal["any-failure", "no-answer"] = "any-failure"
    """Which deliveries are tried again: all but those answered 2xx [D, support], or only those
    without an answer or with a 5xx; "any non-2xx" was called wrong by a third party [O]."""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "GoCardlessSwitches":
        """Take the switches from JSON data; ``ValueError`` names what is not one of them."""
        known = {field.name for field in fields(cls)}
        kinds = get_type_hints(cls)
        for name, value in plain.items():
            if name not in known:
                raise ValueError(f"there is no GoCardless switch {name}")
            _check(name, value, kinds[name])
        return cls(**plain)


def _check(name: str, value: Any, kind: Any) -> None:
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if not any(value == choice and type(value) is type(choice) for choice in choices):
            words = ", ".join(map(str, choices))
            raise ValueError(f"the GoCardless switch {name} must be one of {words}, not {value}")
    elif kind is bool:
        if not isinstance(value, bool):
            raise ValueError(f"the GoCardless switch {name} must be true or false, not {value}")
    elif value is None and type(None) in get_args(kind):
        return
    elif not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"the GoCardless switch {name} must be a whole number, not {value}")
