"""What is not known of Sage 300 for certain, one switch for each doubt.

The default is the reading that the documents make most likely; a client is right
when it survives every other setting too. Marks: [D] a Sage document, [C] seen in
other people's code, [I] inferred, [verify] only a live server can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class SageSwitches:
    """One field per doubt; the default is the recommended reading."""

    page_size: int = 100
    """Rows of one page; ``PageSize`` of the server's web.config, 100 by default [D]."""

    date_literals: Literal["iso", "v3", "both"] = "iso"
    """Dates in ``$filter``: ``2016-12-31T12:00:00Z`` (Sage's Postman collection [D], production
    code [C]) or ``datetime'2015-12-31T12:00'`` (developer reference [D]). ``v3`` brings
    ``30m`` and ``substringof`` along, ``iso`` has ``contains``."""

    dates_with_z: bool = True
    """Dates go out as ``2026-04-01T00:00:00Z`` (captured answer [C]) or without Z [D]."""

    content_type: Literal["always", "writes"] = "always"
    """A request without ``Content-Type: application/json`` is answered 500 [D]; clients that
    only read get away without it [C]."""

    admin_refused: bool = True
    """ADMIN may not use the Web API unless web.config says so [C]."""

    tool_rights: tuple[str, ...] = ("AR", "GL", "BK", "CS", "TX", "ARPost", "GLPost")
    """Modules whose Web API authorisation the tool's user has [D], and ``ARPost``/``GLPost`` for
    the right to post."""

    calendar_names: Literal["FiscalPeriod1StartDate", "FiscalPeriodStartDate1"] = (
        "FiscalPeriod1StartDate"
    )
    """How ``CSFiscalCalendars`` names its dates: the first form is seen in one client [C]."""

    over_length: Literal["refuse", "cut"] = "refuse"
    """Text longer than its field: ``FieldInvalid``, or cut without a word [verify]."""

    optional_fields_touch_date: bool = True
    """Whether ``DateLastMaintained`` moves when only optional fields change [verify]."""

    duplicate_documents: Literal["customer", "company"] = "customer"
    """Whether a document number is unique per customer (the key of posted documents [D]) or in
    the whole company [verify]."""

    debit_note_apply_to: Literal["refuse", "accept"] = "refuse"
    """``ApplytoDocument`` on a debit note [verify]."""

    line_on_control_account: bool = True
    """Whether a distribution line may name a receivables control account [verify]."""

    locked_period_at_entry: bool = False
    """Whether a locked period is refused when an entry is made, not only when it is posted [I]."""

    refuse_duplicate_checks: bool = False
    """Whether a second receipt with the same customer, bank and ``CheckReceiptNumber`` is refused;
    an option of the product [I]."""

    receipt_control: Literal["document", "header"] = "document"
    """Whose control account a receipt credits when its account set is not the document's: the
    document's own, or that of the receipt's header [verify]."""

    control_account_as_bank: bool = True
    """Whether a bank whose GL account is a control account is accepted on receipts [verify]."""

    rate_spread: Decimal | None = None
    """The largest difference between a given rate and the table's before it is refused [verify]."""

    deposit_number_required: bool = False
    """Whether a receipt batch must bring its own ``DepositNumber`` [I]."""

    deposit_slip_forced: bool = False
    """Whether receipts post only after the deposit slip was printed; an AR option [I]."""

    listing_forced: bool = False
    """Whether AR batches post only after their listing was printed; an AR option [I]."""

    last_activity: Literal["transaction", "today"] = "transaction"
    """What ``LastActivityDate`` of a posted document takes: the transaction's date or today [I]."""

    return_source: str = "PY"
    """Source type of the AR entry that Bank Services makes of a returned receipt [verify]."""

    refund_cash_account: bool = True
    """Whether a cash refund may name ``CashGLAccount`` without a bank [verify]."""

    posted_range: Literal["silent", "refuse"] = "silent"
    """Posting a range without a batch that is ready: success with no effect, or a 409 [verify]."""

    ar_gl: Literal["during", "on-request"] = "during"
    """When AR hands its entries to GL; an option of A/R G/L Integration [D]."""

    ar_gl_batch: Literal["new", "append", "posted"] = "new"
    """Into what: a new open batch, an open one that exists, or a new one that is posted [D]."""

    gl_ready: Literal["both", "ReadyToPost", "Status"] = "both"
    """What makes a GL batch ready: ``ReadyToPost: Yes`` or ``Status: ReadyToPost`` [verify]."""

    gl_post_names: Literal["PostBatchFrom", "BatchIdFrom"] = "PostBatchFrom"
    """How the payload of ``GLPostJournal`` names its range [verify]; ``$template`` tells."""

    gl_unbalanced: Literal["warn", "refuse"] = "warn"
    """An entry out of balance: taken with a warning and failing at posting, or refused [verify]."""

    control_check: Literal["posting", "entry"] = "posting"
    """When a line on a control account that does not take its ledger is refused [verify]."""

    control_sources: tuple[str, ...] = ("AR", "GL")
    """The source ledgers that ``install`` lets post to the AR control accounts [verify]."""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "SageSwitches":
        """Take the switches from JSON data, where tuples are lists and decimals may be text."""
        known = {field.name for field in fields(cls)}
        taken: dict[str, Any] = {}
        for name, value in plain.items():
            if name not in known:
                raise ValueError(f"there is no switch {name}")
            taken[name] = tuple(value) if isinstance(value, list) else value
        spread = taken.get("rate_spread")
        if isinstance(spread, str):
            taken["rate_spread"] = Decimal(spread)
        return cls(**taken)
