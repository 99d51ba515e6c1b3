"""The schemes by name: their days, limits and reason codes.

Causes and reason codes are those of the event actions in the GoCardless API reference; smallest
amounts, references, dormancy and what is submitted with the first payment are documented too. The
days of Bacs are Bacs' own three-day cycle, as real dates showed; where nothing is documented for
another scheme, they are close to it. Autogiro's reason codes are not documented.
"""

from types import MappingProxyType

from s300gc.sandbox.gocardless.scheme import NEVER, NOT_SET, Codes, Scheme


def _codes(**codes: str) -> Codes:
    return MappingProxyType(codes)


def _numbered(prefix: str, **codes: str) -> Codes:
    return MappingProxyType({cause: f"{prefix}-{number}" for cause, number in codes.items()})


NONE = _codes()

BACS = Scheme(
    name="bacs",
    currency="GBP",
    calendar="uk",
    notice=3,
    notice_new=4,
    lead=2,
    outcome=1,
    payout=2,
    dormancy=13,
    reference=10,
    least=100,
    with_first_payment=False,
    failed=_numbered(
        "ARUDD",
        refer_to_payer="0",
        mandate_cancelled="1",
        bank_account_closed="2",
        bank_account_transferred="3",
        authorisation_disputed="4",
        invalid_bank_details="5",
        other="6",
    ),
    charged_back=_codes(authorisation_disputed="DDICA-1"),
    ends=_codes(
        mandate_cancelled="cancelled",
        bank_account_closed="cancelled",
        invalid_bank_details="failed",
    ),
    cancelled="ADDACS-1",
    refused="AUDDIS-5",
)

SEPA_CORE = Scheme(
    name="sepa_core",
    currency="EUR",
    calendar="target",
    notice=3,
    notice_new=3,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=36,
    reference=140,
    least=100,
    with_first_payment=True,
    failed=_codes(
        insufficient_funds="AM04",
        bank_account_closed="AC04",
        invalid_bank_details="AC01",
        mandate_cancelled="MD01",
        refer_to_payer="MS03",
        direct_debit_not_enabled="AG01",
    ),
    charged_back=_codes(refund_requested="MD06", mandate_cancelled="MD01"),
    ends=_codes(
        mandate_cancelled="cancelled",
        bank_account_closed="cancelled",
        invalid_bank_details="cancelled",
    ),
    cancelled="MD01",
    refused="AC01",
)

ACH = Scheme(
    name="ach",
    currency="USD",
    calendar="us",
    notice=3,
    notice_new=3,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=15,
    reference=10,
    least=100,
    with_first_payment=True,
    failed=_numbered(
        "ACH_RETURN",
        refer_to_payer="R01",
        bank_account_closed="R02",
        invalid_bank_details="R03",
        authorisation_disputed="R10",
        other="R24",
    ),
    charged_back=_numbered(
        "ACH_RETURN",
        authorisation_disputed="R10",
        refund_requested="R16",
        mandate_cancelled="R07",
    ),
    ends=_codes(bank_account_closed="cancelled", invalid_bank_details="cancelled"),
    cancelled="ACH_RETURN-R07",
    refused="ACH_RETURN-R03",
)

AUTOGIRO = Scheme(
    name="autogiro",
    currency="SEK",
    calendar="sweden",
    notice=3,
    notice_new=4,
    lead=2,
    outcome=1,
    payout=2,
    dormancy=NEVER,
    reference=11,
    least=1000,
    with_first_payment=False,
    failed=_codes(refer_to_payer="", bank_account_closed="", mandate_cancelled=""),
    charged_back=NONE,
    ends=_codes(bank_account_closed="cancelled", mandate_cancelled="cancelled"),
    cancelled="",
    refused="",
    late=False,
)

BECS = Scheme(
    name="becs",
    currency="AUD",
    calendar="australia",
    notice=3,
    notice_new=3,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=15,
    reference=30,
    least=200,
    with_first_payment=True,
    failed=_codes(
        refer_to_payer="6",
        bank_account_closed="4",
        invalid_bank_details="DEN",
        payment_stopped="2",
        other="9",
    ),
    charged_back=_codes(authorisation_disputed="UDUNAUT", mandate_cancelled="CBC"),
    ends=_codes(bank_account_closed="cancelled", invalid_bank_details="failed"),
    cancelled="CBC",
    refused="DEN",
)

BECS_NZ = Scheme(
    name="becs_nz",
    currency="NZD",
    calendar="new-zealand",
    notice=3,
    notice_new=3,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=NEVER,
    reference=12,
    least=200,
    with_first_payment=True,
    failed=_numbered(
        "DISHONOUR",
        refer_to_payer="AM04",
        bank_account_closed="AC04",
        invalid_bank_details="AC05",
        mandate_cancelled="AG01",
        other="BE05",
    ),
    charged_back=NONE,
    ends=_codes(bank_account_closed="cancelled"),
    cancelled="DISHONOUR-AG01",
    refused="DISHONOUR-AC05",
)

BETALINGSSERVICE = Scheme(
    name="betalingsservice",
    currency="DKK",
    calendar="denmark",
    notice=5,
    notice_new=6,
    lead=3,
    outcome=1,
    payout=2,
    dormancy=15,
    reference=30,
    least=1000,
    with_first_payment=False,
    failed=_codes(
        refer_to_payer="PAYMENT_INFORMATION-0237",
        mandate_cancelled="PAYMENT_INFORMATION-0238",
        other="INFORMATION_LIST-0253",
    ),
    charged_back=_codes(refund_requested="PAYMENT_INFORMATION-0239"),
    ends=NONE,
    cancelled="MANDATE_INFORMATION-0232",
    refused="",
)

PAD = Scheme(
    name="pad",
    currency="CAD",
    calendar="canada",
    notice=3,
    notice_new=4,
    lead=2,
    outcome=2,
    payout=3,
    dormancy=NEVER,
    reference=NOT_SET,
    least=200,
    with_first_payment=False,
    failed=_numbered(
        "PAYMENT_STATUS_REPORT",
        refer_to_payer="901",
        bank_account_closed="905",
        invalid_bank_details="0518",
        other="909",
    ),
    charged_back=_numbered(
        "PAYMENT_STATUS_REPORT",
        authorisation_disputed="915",
        mandate_cancelled="917",
        other="916",
    ),
    ends=_codes(bank_account_closed="cancelled", invalid_bank_details="cancelled"),
    cancelled="PAYMENT_STATUS_REPORT-917",
    refused="PAYMENT_STATUS_REPORT-900",
)

PAY_TO = Scheme(
    name="pay_to",
    currency="AUD",
    calendar="every-day",
    notice=1,
    notice_new=2,
    lead=0,
    outcome=0,
    payout=2,
    dormancy=NEVER,
    reference=18,
    least=200,
    with_first_payment=False,
    failed=_codes(
        insufficient_funds="FAILED", bank_account_closed="3", invalid_bank_details="1", other="2"
    ),
    charged_back=NONE,
    ends=NONE,
    cancelled="MD17",
    refused="",
)

FASTER_PAYMENTS = Scheme(
    name="faster_payments",
    currency="GBP",
    calendar="every-day",
    notice=0,
    notice_new=0,
    lead=0,
    outcome=0,
    payout=1,
    dormancy=NEVER,
    reference=NOT_SET,
    least=100,
    with_first_payment=False,
    failed=_codes(insufficient_funds="FAILED", bank_declined_payment="FAILED", other="FAILED"),
    charged_back=NONE,
    ends=NONE,
    cancelled="PAYER_MANDATE_CANCELLED",
    refused="",
    late=False,
)


def _transfer(name: str) -> Scheme:
    """Give one of the two schemes by which euros are paid at once."""
    return Scheme(
        name=name,
        currency="EUR",
        calendar="every-day" if "instant" in name else "target",
        notice=0,
        notice_new=0,
        lead=0,
        outcome=0,
        payout=1,
        dormancy=NEVER,
        reference=NOT_SET,
        least=100,
        with_first_payment=False,
        failed=_codes(insufficient_funds="FAILED", other="FAILED"),
        charged_back=NONE,
        ends=NONE,
        cancelled="",
        refused="",
        late=False,
    )


DEBITS = (BACS, SEPA_CORE, ACH, AUTOGIRO, BECS, BECS_NZ, BETALINGSSERVICE, PAD)
INSTANT = (
    PAY_TO,
    FASTER_PAYMENTS,
    _transfer("sepa_credit_transfer"),
    _transfer("sepa_instant_credit_transfer"),
)

SCHEMES: dict[str, Scheme] = {scheme.name: scheme for scheme in (*DEBITS, *INSTANT)}
BY_CURRENCY: dict[str, Scheme] = {scheme.currency: scheme for scheme in DEBITS}
"""The bank debit scheme of each currency, which GoCardless chooses where none is asked for."""

KNOWN_SCHEMES = frozenset((*SCHEMES, "sepa_cor1"))
KNOWN_CURRENCIES = frozenset(BY_CURRENCY)

CAUSES = frozenset(
    cause for s in SCHEMES.values() for codes in (s.failed, s.charged_back) for cause in codes
)
