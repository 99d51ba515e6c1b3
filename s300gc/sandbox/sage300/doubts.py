"""What is not known of Sage 300 for certain, line by line, and what the sandbox does about it.

Sections are those of the notes on the Web API ("Web API 1" addresses and wire format, 2 users
and sessions, 3 queries, 4 entities, 5 writing, 6 errors, 7 limits, 8 accounting, 10 what could
not be found), of the notes on types, and of the rules for the books ("books 10" what is to be
verified first).
"""

from s300gc.sandbox.doubt import Doubt


def _switch(section: str, mark: str, switch: str, doubt: str) -> Doubt:
    return Doubt("sage300", section, doubt, switch, "", mark)


def _settled(section: str, mark: str, doubt: str, why_not: str) -> Doubt:
    return Doubt("sage300", section, doubt, None, why_not, mark)


# fmt: off
_WIRE = (
    _settled(
        "Web API 0", "contradiction",
        "Two machine-written notes name TransactionAmount, ARReceiptBatches and $expand.",
        "No Sage source has these names, so the sandbox refuses them and the client sends none.",
    ),
    _settled(
        "Web API 1", "[C]",
        "The version is written v1.0 in the documents and V1.0 in one client.",
        "The sandbox reads that part of the address in any case, and the client writes v1.0.",
    ),
    _settled(
        "Web API 1", "[C]",
        "One client has a word where the tenant's dash stands.",
        "The dash is documented for servers on premises, and the client writes nothing else.",
    ),
    _settled(
        "Web API 1", "[D]",
        "An older route without version speaks OData 3 with other entity names.",
        "Sage calls it superseded; the client never uses it, so the sandbox does not have it.",
    ),
    _settled(
        "Web API 1", "[C]",
        "Where the Swagger JSON is served is not confirmed.",
        "Nothing here reads Swagger: $metadata tells types and names, and its place is documented.",
    ),
    _switch(
        "Web API 1", "contradiction", "feed_names",
        "Annotations are @odata.count with a number in all code, odata.count with a text in the "
        "developer reference.",
    ),
    _switch(
        "Web API 1", "contradiction", "content_type",
        "A request without Content-Type is said to be a 500; clients that only read send none.",
    ),
    _switch(
        "Web API 1", "[C]", "answer_type",
        "One client had to take answers that call themselves text/plain.",
    ),
    _settled(
        "Web API 1", "[C]",
        "A list of companies is said to exist, its path is not confirmed.",
        "The company is a setting, so no command asks for the list.",
    ),
    _settled(
        "Web API 1", "[I]",
        "No source shows webhooks of Sage.",
        "The client polls, which is right whether they exist or not.",
    ),
    _switch(
        "Web API 3", "[D]", "page_size",
        "PageSize is a key of web.config: 100 by default, 1000 advised for bulk reads.",
    ),
    _switch(
        "Web API 3", "[C]", "next_links",
        "Two clients follow @odata.nextLink; Sage's own texts page by $skip only.",
    ),
    _settled(
        "Web API 3", "[C]",
        "A $top above the page size worked for one proxy at 500 and broke it at 1000.",
        "The sandbox never gives more than a page, and the client counts what it received.",
    ),
    _settled(
        "Web API 3", "[C]",
        "Paging by skipping is not a snapshot.",
        "The sandbox pages over live rows, so a change between two pages shows as it would there.",
    ),
    _switch(
        "Web API 3", "[I]", "row_order",
        "The order of rows seems to be that of their keys.",
    ),
    _settled(
        "Web API 3", "not found",
        "$orderby and $expand stand in no text of Sage and in no code that was shown to work.",
        "The client never sends them; the sandbox refuses them, which is the safer reading.",
    ),
    _switch(
        "Web API 3", "[verify]", "query_options",
        "Five query options are documented, but no server was seen to take all of them.",
    ),
    _settled(
        "Web API 3", "[C]",
        "Nested details come without $expand and can be picked by $select.",
        "They are complex types in $metadata, for which OData has no other way.",
    ),
    _switch(
        "Web API 3", "contradiction", "date_literals",
        "Dates in filters are 2016-12-31T12:00:00Z in Sage's Postman collection and "
        "datetime'2015-12-31T12:00' in the developer reference.",
    ),
    _switch(
        "Web API 3", "contradiction", "date_literals",
        "Decimals in filters are 30m in the developer reference and plain in Postman.",
    ),
    _switch(
        "Web API 3", "contradiction", "date_literals",
        "substringof is documented and belongs to OData 3; a server of version 4 has contains.",
    ),
    _settled(
        "Web API 3", "[C]",
        "One client compares dates with quoted text, untested by its own word.",
        "Nobody has seen it work, and both documented forms are there.",
    ),
    _settled(
        "Web API 3", "[C]",
        "The operator ge is missing in the documented table.",
        "Production code of two clients uses it every day.",
    ),
    _switch(
        "Web API 3", "not found", "filter_extras",
        "Whether contains, not and parentheses are understood is in no document.",
    ),
    _switch(
        "Web API 3", "[C]", "enum_numbers",
        "One client compares an enumeration with its number in quotes instead of its name.",
    ),
    _settled(
        "Web API 3", "[C]",
        "A quote inside a text of a filter is doubled.",
        "Standard OData has it so, and no source has it otherwise.",
    ),
    _settled(
        "Web API 3", "[I]",
        "Filters on nested details were seen in one repository, as a guess.",
        "The sandbox refuses them and the client filters details itself.",
    ),
    _settled(
        "Web API 3", "[C]",
        "What an unknown property in a filter is answered was seen once.",
        "The sandbox answers with the sentence that was seen; the client reads only the code.",
    ),
    _settled(
        "Web API 4.2", "contradiction",
        "Dates are sent with and without time and Z in Sage's own samples.",
        "The sandbox takes every form of the samples; the client sends the plain day.",
    ),
    _switch(
        "Web API 4.2", "contradiction", "dates_with_z",
        "Dates come out with Z in a captured answer, without in the developer reference.",
    ),
    _settled(
        "Web API 4.2", "[C]",
        "Headers and details carry further properties such as ETag, IsNewLine and Warnings.",
        "The client passes over what it does not know; the sandbox shows Warnings, which mean "
        "something.",
    ),
    _switch(
        "Web API 7", "[I]", "blank_padded",
        "Text is stored padded with blanks; whether it comes out so is not said.",
    ),
    _settled(
        "Web API 7", "[I]",
        "Keys may be matched in any case on input and come out in capitals.",
        "The client sends keys as Sage gave them, so that either way they are found.",
    ),
    _settled(
        "Web API 7", "[C]",
        "Servers stop responding, answer nothing or cut answers off.",
        "That is no property of a server but an accident: the sandbox's faults make it happen.",
    ),
    _settled(
        "Web API 7", "[D]",
        "Amounts are kept with three decimals, currencies have their own number of them.",
        "Every currency that GoCardless collects has two, and the client refuses more.",
    ),
    _switch(
        "Web API 7", "[C]", "absent",
        "Endpoints and properties differ by product update.",
    ),
    _settled(
        "Web API 7", "[C]",
        "Names of enumeration members look made from captions, with odd capitals.",
        "The members that the client writes are in Sage's samples; doctor --learn compares them "
        "with $metadata.",
    ),
    _settled(
        "Web API 10", "not found",
        "The members of most enumerations are in no document.",
        "Those that the client writes are in Sage's samples, and it takes unknown ones as Other.",
    ),
    _settled(
        "types", "contradiction",
        "The published AR types are of the older route, where enumerations are plain text.",
        "The differences of v1.0 are noted beside them, and the contract test applies them.",
    ),
    _settled(
        "types", "[C]",
        "How the GL types of a public client were made is not stated; some names have odd "
        "capitals.",
        "The client uses GLPostedTransactions, whose names are regular, and doctor --learn looks "
        "them up.",
    ),
)

_USERS = (
    _switch(
        "Web API 2", "contradiction", "mixed_case_password",
        "Credentials are said to be in capitals; several clients have passwords with small "
        "letters.",
    ),
    _switch(
        "Web API 2", "[D]", "tool_rights",
        "The Web API is a right of its own in each application, beside the right to the records.",
    ),
    _switch(
        "Web API 2", "[C]", "admin_refused",
        "ADMIN is refused unless two configuration files allow him.",
    ),
    _switch(
        "Web API 2", "[I]", "forbidden_number",
        "The HTTP number of Forbidden is not printed anywhere.",
    ),
    _switch(
        "Web API 10", "not found", "unauthorized_body",
        "What a 401 says in its body was found nowhere.",
    ),
    _switch(
        "Web API 2", "[C]", "busy_number",
        "Too many requests showed as 409, 423 or 429 to a proxy of fourteen companies.",
    ),
    _settled(
        "Web API 2", "[C]",
        "One driver says that a session is kept by cookies.",
        "The client keeps the cookies it is given and signs on with every request, so that "
        "nothing depends on them.",
    ),
    _settled(
        "Web API 2", "not found",
        "Whether a session takes a LanPak licence, and how many there may be, is not known.",
        "The client has one session and sends one request at a time unless it is told otherwise.",
    ),
    _settled(
        "Web API 2", "[D]",
        "The first call after a pause is slow.",
        "Time-outs are settings of the client; the sandbox's fault 'slow' shows it.",
    ),
    _settled(
        "Web API 10", "not found",
        "A set-up that was confirmed to work is linked in a thread and could not be read.",
        "It would tell how a server is installed, which the client does not do.",
    ),
)

_MASTERS = (
    _switch(
        "Web API 10", "not found", "calendar_names",
        "The properties of CSFiscalCalendars are in no document; one client has two of them.",
    ),
    _switch(
        "Web API 10", "not found", "profile_names",
        "The properties of CSCompanyProfile are in no document.",
    ),
    _switch(
        "types", "not found", "subledger_names",
        "What the list of ledgers on a control account names them by is not known.",
    ),
    _switch(
        "Web API 4.3", "[verify]", "email_property",
        "Which of Email and ContactsEmail is the customer's own address is not confirmed.",
    ),
    _settled(
        "Web API 4.3", "[C]",
        "Newer builds add properties to customers, such as CustomerContactSelection.",
        "The client names the properties it wants, and passes over others.",
    ),
    _settled(
        "Web API 4.3", "[I]",
        "The spelling of DeliveryMethod is formed from captions.",
        "The client neither reads nor writes it.",
    ),
    _settled(
        "Web API 4.3", "[C]",
        "Customers were made with three properties only, and with booleans written as text.",
        "The sandbox takes both; the client makes no customers.",
    ),
    _settled(
        "Web API 7", "[I]",
        "A customer of an unknown group is refused.",
        "The sandbox refuses it, and the client makes no customers.",
    ),
    _settled(
        "Web API 4.2", "[C]",
        "Value of an optional field must be text, dates in it YYYYMMDD, yes and no 1 and 0.",
        "The sandbox insists on it, and the client's four fields are text.",
    ),
    _settled(
        "Web API 4.2", "[I]",
        "An optional field must be defined and assigned before it can be written.",
        "The sandbox refuses others; the client reports the refusal for the customer it was for.",
    ),
    _settled(
        "Web API 4.2", "contradiction",
        "The optional fields of receipts are spelt differently on the older route.",
        "The spelling of v1.0 is seen in production, and the client sends none.",
    ),
    _switch(
        "Web API 10", "not found", "over_length",
        "Text that is too long may be refused or cut.",
    ),
    _settled(
        "Web API 7", "[I]",
        "InvoiceDescription is taken to hold 60 characters.",
        "All descriptions of known length have 60, and the client cuts its own to that.",
    ),
    _settled(
        "Web API 3", "[C]",
        "DateLastMaintained has no time, as dates are stored as numbers of eight digits.",
        "The sandbox keeps days only, and the client reads one day more than it must.",
    ),
    _switch(
        "Web API 3", "[I]", "posting_touches_date",
        "DateLastMaintained should mean that the card was edited, and not follow a posting.",
    ),
    _switch(
        "Web API 10", "not found", "optional_fields_touch_date",
        "Whether DateLastMaintained moves when only optional fields change is not known.",
    ),
    _settled(
        "Web API 3", "[C]",
        "Audit stamps stand in the tables and in no type, and deletions leave no trace.",
        "The sandbox shows neither; the client reads everything again once a week.",
    ),
    _settled(
        "Web API 3", "[I]",
        "DateLastEdited of batches has no time either.",
        "All dates of Sage are kept so, and the client does not ask by it.",
    ),
    _settled(
        "Web API 4.9", "[D]",
        "Rates may be there to divide by, and be matched by other dates than the earlier ones.",
        "Sage's samples multiply by the earlier rate; of another table the client says that a "
        "person is needed.",
    ),
)

_WRITING = (
    _switch(
        "Web API 10", "[I]", "success_numbers",
        "201 of a POST is seen in code, 204 of a PATCH is assumed.",
    ),
    _switch(
        "Web API 10", "[I]", "post_atomic",
        "One POST with many entries is probably one transaction.",
    ),
    _settled(
        "Web API 5", "contradiction",
        "$template stands with and without quotes in its own documents.",
        "The sandbox takes both, and the client writes the quotes that production code has.",
    ),
    _settled(
        "Web API 5", "not found",
        "No source sends ETag or If-Match, or uses $batch.",
        "The client sends neither, and looks at a batch before and after it touches it.",
    ),
    _settled(
        "Web API 5", "[D]",
        "Since 2021 ReadyToPost may stand in the POST.",
        "The sandbox takes it; the client makes a batch ready after it has looked at it.",
    ),
    _switch(
        "Web API 7", "[I]", "ready_frozen",
        "A batch that is ready to post is taken to keep its contents.",
    ),
    _settled(
        "Web API 4.4", "[I]",
        "An entry is taken to be added to an open batch by PATCH with Insert.",
        "The sandbox does so; the client sends whole batches and adds nothing to them.",
    ),
    _settled(
        "Web API 4.4", "[I]",
        "A document without a number is taken to get one from Sage.",
        "The sandbox gives one; the client always sends its own.",
    ),
    _settled(
        "Web API 4.4", "[C]",
        "That one integrator rewrites payment schedules elsewhere hints at trouble with them.",
        "The client sends no schedules and changes none.",
    ),
    _settled(
        "Web API 4.4", "[I]",
        "The members of DocumentType for retainage are not printed.",
        "The sandbox has names formed like the others; a kind that the client does not know it "
        "leaves alone.",
    ),
    _settled(
        "Web API 4.5", "[I]",
        "FullyPaid eq 'No' and DocumentType eq 'Invoice' follow the rule of names, unseen.",
        "Quoted names are documented for other enumerations, and doctor --learn looks these up.",
    ),
    _settled(
        "Web API 4.5", "[I]",
        "What receipts were applied to stands in posted batches only, until history is cleared.",
        "Clearing history is an act of a person, which the sandbox has as such.",
    ),
    _settled(
        "Web API 4.6", "[I]",
        "UnappliedCash and MiscellaneousReceipt are formed from captions.",
        "The client sends Receipt only, which is documented.",
    ),
    _settled(
        "Web API 4.6", "[C]",
        "A prepayment is applied by a negative line in one client, by ApplyDocument in samples.",
        "The sandbox takes both, so that a client may send either.",
    ),
    _settled(
        "Web API 4.6", "[C]",
        "One client sends TransactionType and DocumentAmountDue with applied lines.",
        "The sandbox takes and passes over them; the client leaves them out.",
    ),
    _settled(
        "Web API 4.6", "[C]",
        "The answer to a POST of receipts tells the numbers that their documents were given.",
        "The sandbox tells them; the client finds a receipt by the number that it gave it.",
    ),
    _switch(
        "Web API 4.8", "[C]", "gl_reply_number",
        "One client takes the number of a new GL batch from its first entry instead of the top.",
    ),
    _settled(
        "Web API 4.8", "[C]",
        "Desktop macros set the source amount only and let Sage derive the other.",
        "The sandbox derives either from the other; the client sends both.",
    ),
    _settled(
        "Web API 4.8", "[I]",
        "How the provisional statuses are spelt, and which numbers are editable, is not known.",
        "The client takes a status that it does not know for one in which it does nothing.",
    ),
    _switch(
        "Web API 4.9", "contradiction", "ar_accounts",
        "Accounts stand unformatted in GL samples and formatted in AR samples.",
    ),
    _switch(
        "Web API 10", "not found", "gl_post_names",
        "What GLPostJournal names its range of batches by was not found.",
    ),
    _switch(
        "Web API 10", "not found", "gl_ready",
        "Whether ReadyToPost or Status makes a GL batch ready was not found.",
    ),
    _switch(
        "Web API 10", "not found", "gl_unbalanced",
        "Whether a journal out of balance is taken at all was not found; the screen only warns.",
    ),
)

_ERRORS = (
    _settled(
        "Web API 6", "[I]",
        "Of the HTTP numbers of errors only 404 is documented and 409 and 500 are seen.",
        "The client goes by the code, and by the number only where there is no code.",
    ),
    _settled(
        "Web API 6", "[C]",
        "FieldInvalid is not documented but seen.",
        "The client treats it as every refusal of which it does not know the reason.",
    ),
    _settled(
        "Web API 6", "[C]",
        "Locks that pass may be a 409 too.",
        "The client never repeats a write; the next run looks before it sends.",
    ),
    _settled(
        "Web API 6", "[C]",
        "A RecordDuplicate can carry a message about something else.",
        "Nothing goes by it: whether something is there already the client finds by its own "
        "reference.",
    ),
    _settled(
        "Web API 6", "[D]",
        "Messages of the web screens may be worded otherwise by the Web API.",
        "The client shows messages and never decides by them.",
    ),
    _switch(
        "Web API 6", "[C]", "duplicate_documents",
        "A document number that exists is refused; whether per customer or in all is not said.",
    ),
)

_ACCOUNTING = (
    _switch(
        "Web API 5", "[I]", "post_errors",
        "A posting process is taken to succeed even where entries went to an error batch.",
    ),
    _switch(
        "Web API 8", "[I]", "error_pointers",
        "ErrorBatch and ErrorEntry of an entry are taken to point to its copy.",
    ),
    _settled(
        "Web API 8", "[D]",
        "How GL describes an error batch is printed, how AR does is not.",
        "The sandbox words both alike, and the client looks for entries and not for such batches.",
    ),
    _switch(
        "Web API 8", "[verify]", "posted_range",
        "What posting a range without a batch that is ready does is not said.",
    ),
    _settled(
        "Web API 8", "[I]",
        "Batches pass through PostInProgress; how long is not said.",
        "A batch that is not Posted after posting is looked at again by the client's next run.",
    ),
    _switch(
        "Web API 8", "[D]", "ar_gl",
        "AR hands its entries to GL during posting or on request.",
    ),
    _switch(
        "Web API 8", "[D]", "ar_gl_batch",
        "AR makes a new GL batch, adds to one that exists, or posts a new one at once.",
    ),
    _switch(
        "Web API 8", "[D]", "ar_gl_lines",
        "AR may consolidate what it hands to GL by account and period.",
    ),
    _settled(
        "Web API 8", "[D]",
        "What stands in reference and description of AR's lines in GL can be set up.",
        "The client reads only account and amount of them.",
    ),
    _settled(
        "Web API 8", "not found",
        "The source types that AR gives its entries by default were not found.",
        "The client tells its own journals by its own source code and goes by no other.",
    ),
    _settled(
        "Web API 8", "[I]",
        "The GL entries of invoices, receipts, refunds and adjustments follow the usual pattern.",
        "It is double entry as every handbook of the product has it; the sandbox's balances "
        "would not agree otherwise.",
    ),
    _switch(
        "Web API 8", "[D]", "gl_locked_periods",
        "GL refuses, warns of or takes entries for a locked period, by an option.",
    ),
    _switch(
        "Web API 8", "[D]", "gl_previous_years",
        "Posting to a previous year is an option of GL.",
    ),
    _switch(
        "Web API 8", "[I]", "locked_period_at_entry",
        "Whether a locked period is refused when an entry is made or only when it is posted is "
        "not said.",
    ),
    _settled(
        "Web API 8", "[I]",
        "Every entry must balance in the functional currency.",
        "The client proves that before it sends anything, so that a looser rule changes nothing.",
    ),
    _switch(
        "Web API 3", "[I]", "last_activity",
        "LastActivityDate may be the transaction's date or the day of posting.",
    ),
    _switch(
        "books 6", "[I]", "listing_forced",
        "AR can be set to post only batches whose listing was printed.",
    ),
    _switch(
        "books 6", "[I]", "deposit_slip_forced",
        "AR can be set to post receipts only after their deposit slip was printed.",
    ),
    _switch(
        "books 6", "[I]", "deposit_number_required",
        "A deposit number may have to be given.",
    ),
    _switch(
        "books 6", "[I]", "refuse_duplicate_checks",
        "A receipt number that the customer had already may be refused.",
    ),
)

_BOOKS = (
    _switch(
        "books 10", "[verify]", "receipt_control",
        "Of a receipt whose header has another account set than its document, whose control "
        "account is credited?",
    ),
    _switch(
        "books 10", "[verify]", "control_account_as_bank",
        "Is a bank accepted whose GL account is a control account?",
    ),
    _switch(
        "books 10", "[verify]", "return_source",
        "Which source code do reversals of Bank Services use?",
    ),
    _switch(
        "books 10", "[verify]", "debit_note_apply_to",
        "Can a debit note name the document it applies to?",
    ),
    _switch(
        "books 10", "[verify]", "refund_cash_account",
        "Is a refund possible with CashGLAccount only?",
    ),
    _switch(
        "books 10", "[verify]", "line_on_control_account",
        "Can the line of a debit note name the control account itself?",
    ),
    _switch(
        "books 10", "[verify]", "rate_spread",
        "Is a rate refused that is further from the table's than its spread?",
    ),
    _settled(
        "books 10", "[verify]",
        "Does tax tracking list a debit note that is out of the scope of tax?",
        "Tax tracking is a report that the client does not read; it checks that the note itself "
        "has no tax before it posts it.",
    ),
    _switch(
        "books 10", "[verify]", "control_sources",
        "Does the list of sources of a control account take a source code of our own?",
    ),
    _switch(
        "books 10", "[verify]", "control_check",
        "Is a line on a control account that does not take its ledger refused at entry or at "
        "posting?",
    ),
)

# fmt: on
SAGE300: tuple[Doubt, ...] = (
    *_WIRE,
    *_USERS,
    *_MASTERS,
    *_WRITING,
    *_ERRORS,
    *_ACCOUNTING,
    *_BOOKS,
)  # fmt: skip
"""Every doubt about Sage 300, in the order of the notes as far as the subject allows."""
