"""What is not known of Sage 300 for certain, one switch for each doubt.

The default is the reading that the documents make most likely; a client is right
when it survives every other setting too. Marks: [D] a Sage document, [C] seen in
other people's code, [I] inferred, [verify] only a live server can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin, get_type_hints


@dataclass(frozen=True, slots=True)
class SageSwitches:
    """One field per doubt; the default is the recommended reading."""

    # ------------------------------------------------------------ the wire

    page_size: int = 100
    """Rows of one page; ``PageSize`` of the server's web.config, 100 by default [D]."""

    query_options: tuple[str, ...] = ("$filter", "$select", "$top", "$skip", "$count")
    """The query options that are understood: those that are documented [D], or fewer [verify]."""

    absent: tuple[str, ...] = ()
    """Endpoints (``AR/ARPaymentCodes``) and properties (``AR/ARCustomers.ContactsEmail``) that
    this product update does not have [C]."""

    next_links: bool = True
    """Pages that are not the last carry ``@odata.nextLink`` (followed by two clients [C]); without
    it only ``$skip`` leads on, as Sage's own texts have it [D]."""

    feed_names: Literal["@odata", "odata"] = "@odata"
    """``@odata.count`` as a number (all code of v1.0 [C]), or ``odata.count`` as text (developer
    reference [D])."""

    row_order: Literal["key", "newest"] = "key"
    """Rows in the order of their keys [I], or the other way round."""

    date_literals: Literal["iso", "v3", "both"] = "iso"
    """Dates in ``$filter``: ``2016-12-31T12:00:00Z`` (Sage's Postman collection [D], production
    code [C]) or ``datetime'2015-12-31T12:00'`` (developer reference [D]). ``v3`` brings
    ``30m`` and ``substringof`` along, ``iso`` has ``contains``."""

    filter_extras: bool = True
    """Whether ``contains``, ``not`` and parentheses are understood; no document has them
    [verify]."""

    enum_numbers: bool = True
    """Whether ``FullyPaid eq '0'`` is understood beside ``FullyPaid eq 'No'`` [C]."""

    dates_with_z: bool = True
    """Dates go out as ``2026-04-01T00:00:00Z`` (captured answer [C]) or without Z [D]."""

    blank_padded: bool = False
    """Whether text comes out padded with blanks to its length, as the tables keep it [I]."""

    content_type: Literal["always", "writes"] = "always"
    """A request without ``Content-Type: application/json`` is answered 500 [D]; clients that
    only read get away without it [C]."""

    answer_type: Literal["application/json", "text/plain"] = "application/json"
    """What answers call themselves; one client had to take ``text/plain`` as well [C]."""

    success_numbers: Literal["201-204", "200"] = "201-204"
    """POST that inserts: 201 [C]; PATCH, PUT, DELETE and processes: 204 [I]. Or all of them 200."""

    unauthorized_body: Literal["empty", "json", "html"] = "empty"
    """What a 401 says: nothing, an error in Sage's form, or a page of the web server [verify]."""

    forbidden_number: Literal[403, 401, 409] = 403
    """The HTTP number of ``Forbidden``; the code is documented, its number is not [I]."""

    busy_number: Literal[429, 409, 423] = 429
    """The HTTP number of ``TooManyRequests``; a proxy of fourteen companies saw all three [C]."""

    post_atomic: bool = True
    """Whether a POST of many entries that is refused leaves nothing behind [I], or the entries
    before the one in error in an open batch."""

    # ------------------------------------------------------------ who may do what

    admin_refused: bool = True
    """ADMIN may not use the Web API unless web.config says so [C]."""

    mixed_case_password: bool = False
    """Whether the tool's password has small letters in it: capitals are a habit of the samples
    [D], newer servers have others [C]."""

    tool_rights: tuple[str, ...] = ("AR", "GL", "BK", "CS", "TX", "ARPost", "GLPost")
    """Modules whose Web API authorisation the tool's user has [D], and ``ARPost``/``GLPost`` for
    the right to post."""

    # ------------------------------------------------------------ masters

    calendar_names: Literal[
        "FiscalPeriod1StartDate", "FiscalPeriodStartDate1", "BeginningOfPeriod1"
    ] = "FiscalPeriod1StartDate"
    """How ``CSFiscalCalendars`` names its dates: the first form is seen in one client [C]."""

    profile_names: Literal["FunctionalCurrency", "HomeCurrency"] = "FunctionalCurrency"
    """How ``CSCompanyProfile`` names the functional currency [verify]."""

    subledger_names: Literal["SourceLedger", "SubledgerID", "Application"] = "SourceLedger"
    """How a control account names a ledger that may post to it [verify]."""

    email_property: Literal["Email", "ContactsEmail"] = "Email"
    """In which of the two properties people keep a customer's address [verify]."""

    over_length: Literal["refuse", "cut"] = "refuse"
    """Text longer than its field: ``FieldInvalid``, or cut without a word [verify]."""

    optional_fields_touch_date: bool = True
    """Whether ``DateLastMaintained`` moves when only optional fields change [verify]."""

    posting_touches_date: bool = False
    """Whether ``DateLastMaintained`` moves when a posting changes the balance; it should mean that
    the card was edited [I]."""

    # ------------------------------------------------------------ AR entries

    ready_frozen: bool = True
    """Whether a batch that is ready to post keeps its contents [I]."""

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

    ar_accounts: Literal["either", "formatted"] = "either"
    """Whether AR entries take account numbers with or without the signs between their segments, or
    only as AR itself writes them; in Sage's samples AR has the signs, GL has not [D]."""

    control_account_as_bank: bool = True
    """Whether a bank whose GL account is a control account is accepted on receipts [verify]."""

    rate_spread: Decimal | None = None
    """The largest difference between a given rate and the table's before it is refused [verify]."""

    deposit_number_required: bool = False
    """Whether a receipt batch must bring its own ``DepositNumber`` [I]."""

    refund_cash_account: bool = True
    """Whether a cash refund may name ``CashGLAccount`` without a bank [verify]."""

    # ------------------------------------------------------------ AR posting

    deposit_slip_forced: bool = False
    """Whether receipts post only after the deposit slip was printed; an AR option [I]."""

    listing_forced: bool = False
    """Whether AR batches post only after their listing was printed; an AR option [I]."""

    last_activity: Literal["transaction", "today"] = "transaction"
    """What ``LastActivityDate`` of a posted document takes: the transaction's date or today [I]."""

    return_source: str = "AR-PY"
    """Source code of the entry that Bank Services makes of a returned receipt or refund, of AR or
    of Bank Services itself [verify]."""

    posted_range: Literal["silent", "refuse"] = "silent"
    """Posting a range without a batch that is ready: success with no effect, or a 409 [verify]."""

    post_errors: Literal["silent", "refuse"] = "silent"
    """What a process says when entries went to an error batch: nothing [I], or a 409 after all."""

    error_pointers: bool = True
    """Whether entries in error tell their ``ErrorBatch`` and ``ErrorEntry`` [I]."""

    ar_gl: Literal["during", "on-request"] = "during"
    """When AR hands its entries to GL; an option of A/R G/L Integration [D]."""

    ar_gl_batch: Literal["new", "append", "posted"] = "new"
    """Into what: a new open batch, an open one that exists, or a new one that is posted [D]."""

    ar_gl_lines: Literal["each", "account"] = "each"
    """Whether each leg becomes a GL line or those of one account, period and source are added up;
    consolidation is an option of A/R G/L Integration [D]."""

    # ------------------------------------------------------------ GL

    gl_reply_number: Literal["new", "sent"] = "new"
    """What ``BatchNumber`` of the answer to a POST holds: the new number, or what was sent, the
    new one standing in its entries only, where one client takes it from [C]."""

    gl_ready: Literal["both", "ReadyToPost", "Status"] = "both"
    """What makes a GL batch ready: ``ReadyToPost: Yes`` or ``Status: ReadyToPost`` [verify]."""

    gl_post_names: Literal["PostBatchFrom", "BatchIdFrom"] = "PostBatchFrom"
    """How the payload of ``GLPostJournal`` names its range [verify]; ``$template`` tells."""

    gl_unbalanced: Literal["warn", "refuse"] = "warn"
    """An entry out of balance: taken with a warning and failing at posting, or refused [verify]."""

    gl_locked_periods: Literal["error", "warning", "okay"] = "error"
    """What GL does with an entry for a locked period; a GL option [D]."""

    gl_previous_years: bool = True
    """Whether GL posts to a fiscal year before the current one; a GL option [D]."""

    control_check: Literal["posting", "entry"] = "posting"
    """When a line on a control account that does not take its ledger is refused [verify]."""

    control_sources: tuple[str, ...] = ("AR", "GL")
    """What ``install`` lets post to the AR control accounts: source ledgers (``GL``) or single
    source codes (``GL-JE``) [verify]."""

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "SageSwitches":
        """Take the switches from JSON data, where tuples are lists and decimals may be text."""
        known = {field.name for field in fields(cls)}
        kinds = get_type_hints(cls)
        taken: dict[str, Any] = {}
        for name, value in plain.items():
            if name not in known:
                raise ValueError(f"there is no switch {name}")
            choices = get_args(kinds[name]) if get_origin(kinds[name]) is Literal else ()
            if choices and value not in choices:
                words = ", ".join(map(str, choices))
                raise ValueError(f"the switch {name} must be one of {words}, not {value}")
            if kinds[name] is bool and not isinstance(value, bool):
                raise ValueError(f"the switch {name} must be true or false, not {value}")
            taken[name] = tuple(value) if isinstance(value, list) else value
        spread = taken.get("rate_spread")
        if isinstance(spread, str):
            taken["rate_spread"] = Decimal(spread)
        return cls(**taken)
