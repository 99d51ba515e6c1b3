"""What is not known of GoCardless for certain, line by line, and what the sandbox does about it.

Sections are those of the notes on the API ("API 1" transport, 2 errors, 3 resources, 4 webhooks,
5 OAuth, 6 payouts, 7 pitfalls, 8 what could not be found) and of the rules for the books ("books
10" what is to be verified first).
"""

from s300gc.sandbox.doubt import Doubt


def _switch(section: str, mark: str, switch: str, doubt: str) -> Doubt:
    return Doubt("gocardless", section, doubt, switch, "", mark)


def _settled(section: str, mark: str, doubt: str, why_not: str) -> Doubt:
    return Doubt("gocardless", section, doubt, None, why_not, mark)


# fmt: off
_WIRE = (
    _settled(
        "API 1", "[C]",
        "The reasons of refusals for version, media type and Accept are known at second hand only.",
        "The client always sends these headers and judges such a refusal by its HTTP number.",
    ),
    _settled(
        "API 1", "[C]",
        "PATCH is said not to be supported.",
        "The sandbox answers 405 to it, and the client changes nothing that would need it.",
    ),
    _switch(
        "API 1", "contradiction", "bearer_form",
        "Tokens of the dashboard begin with their environment, those of OAuth are bare digits.",
    ),
    _switch(
        "API 1", "[D]", "mandate_prefix",
        "The ids of mandates made before 2016 may lack their prefix.",
    ),
    _switch(
        "API 1", "contradiction", "flow_number",
        "Creates are documented as 201, a new billing request flow was seen as 200.",
    ),
    _settled(
        "API 1", "contradiction",
        "The removal of a customer is a 204 without body, and has a body in the clients' tests.",
        "The client removes nobody, and the sandbox keeps to the client's change log, which is "
        "newer than the test.",
    ),
    _switch(
        "API 1", "[C]", "end_of_list",
        "Official clients put up with lists that have no meta or no cursors.",
    ),
    _settled(
        "API 1", "[C]",
        "Lists of values in a query are joined by commas in one client and repeated in others.",
        "The sandbox takes both and names with brackets too; the client sends one value each.",
    ),
    _switch(
        "API 8", "not found", "metadata_put",
        "Whether PUT replaces metadata or adds to it is not documented.",
    ),
    _settled(
        "API 1", "not found",
        "What the metadata filter of the list of payouts does is not described.",
        "The sandbox refuses it instead of inventing a meaning, and the client does not use it.",
    ),
    _settled(
        "API 1", "[I]",
        "Whether balances can be listed without naming a creditor is not said.",
        "The sandbox refuses that, and the client always names the creditor it works for.",
    ),
    _settled(
        "API 1", "contradiction",
        "The rate limit is said to count per access token and per merchant.",
        "One file is one token and one creditor, so both readings count the same requests.",
    ),
    _settled(
        "API 1", "not found",
        "No Retry-After is documented for a 429.",
        "The sandbox sends none, and the client waits for the date in ratelimit-reset.",
    ),
)

_KEYS = (
    _switch(
        "API 1", "[D]", "key_days",
        "Keys are honoured for at least 30 days; how long at most is not said.",
    ),
    _switch(
        "API 8", "not found", "key_length",
        "A key can be too long, but the longest one is not documented.",
    ),
    _switch(
        "API 8", "not found", "key_checked",
        "Whether a used key or a wrong body is found first is not documented.",
    ),
    _switch(
        "API 1", "[I]", "refused_key",
        "That a refused create leaves its key unused follows from a word only.",
    ),
    _settled(
        "API 1", "[I]",
        "No comparison of a repeated request with the first one under its key is documented.",
        "The sandbox compares nothing, which is the worse case, and the client compares amount, "
        "currency, mandate and date itself.",
    ),
    _settled(
        "API 1", "[I]",
        "One observation says that billing request flows do not honour keys.",
        "The sandbox follows it; a second flow of a request is harmless, so either will do.",
    ),
    _settled(
        "API 1", "not found",
        "Whether actions such as retry and cancel honour a key is not documented.",
        "The client sends none with them and reads the payment before it asks a second time.",
    ),
)

_ERRORS = (
    _switch(
        "API 8", "not found", "state_number",
        "The HTTP number of about half of the reasons is not proven.",
    ),
    _switch(
        "API 2", "[I]", "link_number",
        "The HTTP number of link_not_found is inferred.",
    ),
    _switch(
        "API 2", "contradiction", "unknown_bearer",
        "A token nobody knows is access_token_not_found in one source, unauthorized in another.",
    ),
    _settled(
        "API 2", "[I]",
        "That a removed customer is a 410 and a key that is too long a 400 is inferred.",
        "The client asks for customers that are linked, and its keys are short; it would show "
        "either number with the reason.",
    ),
    _settled(
        "API 2", "[C]",
        "Errors may lack their list of errors, a reason or a request id, or be a bare text.",
        "All these forms stand in the official clients' tests; the client's own tests send each "
        "of them.",
    ),
    _settled(
        "API 2", "contradiction",
        "The .NET client's tests name error types that no other source has.",
        "They are made up for those tests; the client goes by HTTP number and reason.",
    ),
    _settled(
        "API 2", "[C]",
        "The words for a charge date that is too early are known from third parties only.",
        "Nothing reads the words: the client asks the mandate for its earliest day before.",
    ),
    _settled(
        "API 8", "not found",
        "The official OpenAPI file could not be had.",
        "Names and types come from the official clients and their example bodies, against which "
        "the sandbox's answers are tested.",
    ),
)

_MANDATES = (
    _switch(
        "API 3", "[I]", "cut_off",
        "The hour after which a request counts for the next day was seen from outside only.",
    ),
    _switch(
        "API 3", "[I]", "extra_notice",
        "Earliest charge dates were observed for Bacs in two samples, for no other scheme.",
    ),
    _switch(
        "API 3", "[I]", "date_when_inactive",
        "That a mandate which has ended shows no next possible charge date is inferred.",
    ),
    _switch(
        "API 7", "contradiction", "new_mandate_link",
        "The field list gives a mandate the link to its successor, an issue says that only the "
        "event has it.",
    ),
    _switch(
        "API 3", "not found", "replaced_payments",
        "What becomes of pending payments when their mandate is replaced is not said.",
    ),
    _settled(
        "API 3", "not found",
        "No event is documented for a mandate that its payer suspends.",
        "Only PayTo has that; the sandbox makes none, and the client goes by the status it reads.",
    ),
    _settled(
        "API 3", "not found",
        "No causes and reason codes are documented for Autogiro.",
        "The sandbox reports causes without codes there; the client decides by causes alone.",
    ),
    _settled(
        "API 8", "not found",
        "The local bank details of other countries than Britain and the United States.",
        "The client makes no bank accounts: payers give theirs on hosted pages or in a story.",
    ),
)

_PAYMENTS = (
    _switch(
        "API 3", "contradiction", "plain_fx",
        "What is not converted shows its own currency in one real answer and null in another.",
    ),
    _switch(
        "API 3", "contradiction", "description_length",
        "A limit of 100 characters stands in an official plugin and in no document.",
    ),
    _switch(
        "API 8", "not found", "largest_payment",
        "The limits of one payment are set by contract, and the published ones are old.",
    ),
    _switch(
        "API 3", "[D]", "custom_references",
        "References of one's own need a package that not every creditor has.",
    ),
    _switch(
        "API 3", "[I]", "after_chargeback",
        "What a payment is after its chargeback was cancelled is inferred.",
    ),
    _settled(
        "API 3", "[C]",
        "That a retried payment is pending again under its id is known from third parties.",
        "The action is one of the payment itself and its events have that id, so nothing else "
        "would fit the documents.",
    ),
    _settled(
        "API 3", "not found",
        "On which days GoCardless tries a failed payment again by itself is not published.",
        "It chooses them for each payer; a story sets any, and the client only waits for events.",
    ),
    _settled(
        "API 6", "[C]",
        "That Bacs reports a failure one day and pays out two days after the charge date is "
        "mostly hearsay.",
        "The client goes by statuses and events alone and expects nothing on any day.",
    ),
    _settled(
        "API 3", "not found",
        "The reason of a scenario simulator that is refused is not documented.",
        "Simulators exist in sandboxes only, and no part of the client uses them.",
    ),
)

_SUBSCRIPTIONS = (
    _switch(
        "API 8", "not found", "subscription_lead",
        "How long before its charge date a subscription's payment is made is not said.",
    ),
    _settled(
        "API 3", "[I]",
        "That end_date is the day after the last charge date comes from one sample.",
        "The client reads charge dates of payments and never reckons with a subscription's end.",
    ),
)

_REFUNDS = (
    _switch(
        "API 8", "not found", "refunded_when",
        "Whether amount_refunded changes when a refund is made or later is not verified.",
    ),
    _switch(
        "API 3", "[D]", "refund_confirmation",
        "An account may opt out of confirming the total of all refunds.",
    ),
    _switch(
        "API 3", "not found", "refund_balance",
        "Refunds can be refused for want of balance, but which balance counts is not said.",
    ),
    _switch(
        "API 3", "contradiction", "bounced_refund",
        "A refund that bounced has a documented event, and one of its status's name in other code.",
    ),
    _switch(
        "API 3", "[D]", "returned_names_payment",
        "Whether the item of a returned refund names the payment stands in parentheses only.",
    ),
    _settled(
        "API 3", "[D]",
        "That only confirmed and paid out payments can be refunded stands in older documents.",
        "It is the stricter reading, and a refund of money that was not collected makes no sense.",
    ),
    _settled(
        "API 3", "not found",
        "How long a refund takes until the payer has it is not documented.",
        "The books follow payout items and not the refund's status, whenever that comes.",
    ),
)

_PAYOUTS = (
    _switch(
        "API 8", "not found", "payout_half",
        "How an exact half of a minor unit is rounded is not documented.",
    ),
    _switch(
        "API 6", "contradiction", "payout_parts",
        "Support says one payout a day and currency, the developer pages several for very many.",
    ),
    _switch(
        "API 3", "[I]", "payout_wait",
        "How long a payout is pending before it is paid is not said.",
    ),
    _switch(
        "books 10", "[verify]", "cancelled_chargeback",
        "Which payout item brings the money of a cancelled chargeback back is not documented.",
    ),
    _switch(
        "API 3", "[I]", "fees_name_payment",
        "That every fee item names its payment is not promised.",
    ),
    _switch(
        "API 8", "[I]", "payout_is_parent",
        "That the event of a payout is the parent of its payments' events is plausible, and no "
        "sample was found.",
    ),
    _settled(
        "API 8", "not found",
        "No real answer for a payout is newer than 2017.",
        "Fields and types are those of the current official clients, which the contract test "
        "compares.",
    ),
    _settled(
        "API 3", "not found",
        "How a bounced payout is retried, and whether under its id, is not described.",
        "It is announced as an event of the creditor only; the sandbox pays the same payout again.",
    ),
    _settled(
        "API 3", "contradiction",
        "A third-party package lists payout item types app_fee_refund, fx and tax.",
        "The official clients have ten types without them; the client stops a payout with any "
        "other type.",
    ),
    _settled(
        "API 3", "[I]",
        "What include_2020_tax_cutover changes cannot be seen any more.",
        "Items of those payouts are gone after six months; the sandbox takes the parameter and "
        "the client does not send it.",
    ),
    _settled(
        "API 6", "[I]",
        "That payout and fees together are what was collected less what came back is inferred.",
        "It follows from the definition of deducted_fees, and a property test holds the sandbox "
        "to it.",
    ),
    _settled(
        "API 8", "not found",
        "Current prices are not known; the published ones are old.",
        "The books take the fees from the payout items; a story sets any prices.",
    ),
    _settled(
        "API 6", "[D]",
        "A surcharge for failures and chargebacks is taken from some creditors.",
        "A story sets it for a creditor, so both cases occur; its item type is documented.",
    ),
    _settled(
        "API 3", "contradiction",
        "An old list of events has surcharge_fee_credited, the documents have not.",
        "The client reads no such event: the item of the payout tells it.",
    ),
)

_EVENTS = (
    _switch(
        "API 3", "[D]", "events_lag",
        "Events are made asynchronously, so that the list lags, but by how much is not said.",
    ),
    _switch(
        "API 3", "[D]", "old_events",
        "Archiving after 18 months begins in October 2026 at the earliest.",
    ),
    _switch(
        "API 4", "contradiction", "webhook_retried",
        "Which answers to a webhook make it come again is disputed.",
    ),
    _settled(
        "API 8", "not found",
        "The exact times of a webhook's further tries are not published.",
        "The first three are given as examples and the sandbox goes on from them; the poll finds "
        "what no webhook brought.",
    ),
    _settled(
        "API 4", "[I]",
        "That a webhook can come twice is inferred, that they come out of order is documented.",
        "Faults of the sandbox double and reorder them on demand, with any probability.",
    ),
    _settled(
        "API 4", "contradiction",
        "One article puts a version before the signature.",
        "Live captures have the bare digest; with a prefix the receiver refuses, and the poll "
        "still reads the events.",
    ),
    _settled(
        "API 4", "[C]",
        "That a webhook holds up to 250 events of unrelated things is known at second hand.",
        "The sandbox mixes them so, and the receiver takes any number of any kind.",
    ),
    _settled(
        "API 4", "[C]",
        "The addresses from which webhooks come may have changed.",
        "Only the signature is trusted; nothing looks at the sender's address.",
    ),
    _settled(
        "API 4", "[I]",
        "No way to have two secrets at once during a rotation is documented.",
        "The receiver takes the previous secret beside the present one, which fits any way.",
    ),
)

_OAUTH = (
    _settled(
        "API 5", "[C]",
        "Whether the exchange of a code takes a form or JSON is seen in both ways.",
        "The sandbox takes both, so a client of either kind is served.",
    ),
    _settled(
        "API 8", "not found",
        "Introspection of tokens and the list of scopes are not documented in public.",
        "The sandbox knows read_write and read_only, and nothing here asks what a token may do.",
    ),
    _settled(
        "API 5", "[C]",
        "The event of a merchant who disconnects an app is known from two integrations.",
        "The sandbox makes it as they saw it; the client finds out by the 401 that follows.",
    ),
)
# fmt: on

GOCARDLESS: tuple[Doubt, ...] = (
    *_WIRE,
    *_KEYS,
    *_ERRORS,
    *_MANDATES,
    *_PAYMENTS,
    *_SUBSCRIPTIONS,
    *_REFUNDS,
    *_PAYOUTS,
    *_EVENTS,
    *_OAUTH,
)
"""Every doubt about GoCardless."""
