"""The ready ``s300gc.toml`` with which the tool works on a World."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from s300gc.sandbox.world import World

NAME = "s300gc.toml"

_TEXT = """\
# Written by the sandbox. Everything here is invented; nothing leaves this machine.
go_live = {go_live}
time_zone = "UTC"

[sage300]
url = "{sage_url}"
company = "{company}"

[gocardless]
url = "{gocardless_url}"
creditor = "{creditor}"

[mandates]
customer_key = "sage300_customer"
match_email = true
field_mandate = "GCMANDATE"
field_status = "GCSTATUS"
field_scheme = "GCSCHEME"
field_bank = "GCBANK"

[invoices]
horizon_days = 30

[books]
credit = "{credit}"
receipts = "bank"
receipts_bank = {{ {banks} }}
unmatched_account = "2190"
bank_account = "1195"
fees_account = "7900"
fees_tax_account = "2201"
surcharge_account = "7901"
app_fee_account = "7900"
revenue_share_account = "7900"
fx_rounding_account = "7100"
returns = "debit-note"
returns_tax_group = "NOTAX"
payment_code = "GC"
source_ledger = "GL"
source_type = "GC"
status = "posted"

[database]
path = "{database}"

[sandbox]
url = "{sandbox_url}"
"""

RECEIPT_ACCOUNTS = ("1100", "1110", "1120", "1130", "1190")
"""The control accounts and the clearing account; the bank of each is GC and its number."""
FOREIGN_CLEARING = {"1190 EUR": "GC1190EU", "1190 USD": "GC1190US"}


def config_text(
    world: "World",
    sage_url: str,
    gocardless_url: str,
    sandbox_url: str,
    *,
    credit: str = "ar-control",
    database: str = "s300gc.db",
) -> str:
    """Write the settings for a World; ``database`` is relative to the file's folder.

    ``sage_url`` is the root of the Web API, ``credit`` the books' way: ``ar-control`` or a
    clearing account.
    """
    return _TEXT.format(
        go_live=world.go_live.isoformat(),
        sage_url=sage_url,
        company=world.sage300.company,
        gocardless_url=gocardless_url,
        creditor=world.story["creditor"],
        credit=credit,
        banks=", ".join(f'"{place}" = "{bank}"' for place, bank in _banks().items()),
        database=database,
        sandbox_url=sandbox_url,
    )


def _banks() -> dict[str, str]:
    """Give the receipts bank of each account, and of the clearing account in each currency."""
    return {account: f"GC{account}" for account in RECEIPT_ACCOUNTS} | FOREIGN_CLEARING


def moved(text: str, sage_url: str, gocardless_url: str, sandbox_url: str) -> str:
    """Give settings with the three addresses replaced and all else as it stands.

    ``ValueError`` where one of the three sections or its ``url`` is not there.
    """
    wanted = {"[sage300]": sage_url, "[gocardless]": gocardless_url, "[sandbox]": sandbox_url}
    section, lines = "", []
    for line in text.splitlines(keepends=True):
        word = line.strip()
        if word.startswith("["):
            section = word
        if section in wanted and word.partition("=")[0].strip() == "url":
            lines.append(f'url = "{wanted.pop(section)}"\n')
        else:
            lines.append(line)
    if wanted:
        raise ValueError(f"{', '.join(wanted)} with its url is missing")
    return "".join(lines)
