"""The README.txt of an auditor's export, in plain words."""

from s300gc.flows.evidence import Export

CHECK = """\
import hashlib, json
sha = lambda data: hashlib.sha256(data).hexdigest()
told = json.load(open("manifest.json", encoding="utf-8"))
for name, digest in told["files"].items():
    assert sha(open(name, "rb").read()) == digest, name
links = open("audit/chain.jsonl", "rb").read().splitlines()
digests, before = {}, None
for line in links:
    number, digest, seal, previous = json.loads(line)
    assert before in (None, previous), f"row {number} does not follow the one before it"
    digests[number], before = digest, sha(line)
for line in open("audit/rows.jsonl", "rb").read().splitlines():
    assert digests[json.loads(line)[0]] == sha(line), f"row {json.loads(line)[0]} was changed"
assert before in (None, told["audit"]["head"]), "the chain does not end at the head"
print("all files and all rows are as they were exported; head", before)
"""
"""Checks an export with nothing of this program; run in the folder it was unpacked into."""

TEXT = """\
WHAT THIS IS

An export of how s300gc {version} booked payouts of GoCardless into Sage 300, for
{installation}: {payouts}.
It was read from the program's own database; neither system was asked for it. Amounts
are in major units (pounds, euros), debit +, credit -. Times are UTC.

THE AUDIT TRAIL

{state}

FOR EACH PAYOUT, IN A FOLDER OF ITS NAME

  payout.json   the payout, how far it is, the settings it was booked under
  raw/          the payout and its items as GoCardless sent them, unchanged; a later copy
                that differs stands beside the first. The SHA-256 of both, as they were when
                the booking was planned, stand in the audit row payout.planned under "raw".
  items         the items as they were read, fees and the tax inside them in fractions
  journal       each line of the GL journal, with the Sage 300 batch, entry and posting
                sequence number
  documents     each AR receipt and debit note, the document it closes and by how much; a
                row that closes nothing is what was left unapplied
  batches       every batch of the payout: when it was planned and seen posted; the .json
                has the request exactly as it was sent
  lines         where each payment's money went: X is the account it is credited to, fixed
                when it was booked
  payments      the GoCardless payments and mandates, and the documents they collect
  settings      all settings in force when it was booked, and who ran the program then; the
                .json has, for each booking, the exact text whose SHA-256 is "hash" in
                payout.json and stands in the audit row payout.planned under "settings".
                No secret is among them.
  audit         the rows of the audit trail about the payout and its payments, in words

The .csv files are for a spreadsheet, the .json files are exact. A posting sequence number
that is empty had not been read back from Sage 300; "reversed" marks a booking that was
taken back.

HOW TO CHECK IT WITHOUT THIS PROGRAM

1. Files: sha256sums.txt has the SHA-256 of each; "sha256sum -c sha256sums.txt".
2. Rows: audit/rows.jsonl has the rows of these payouts, one a line:
   [number, time, kind, subject, keys, body]. audit/chain.jsonl has the link of every row
   from the first of them to the last of all: [number, SHA-256 of the row's line, seal,
   SHA-256 of the link before]. The SHA-256 of the last link is the head. Lines are hashed
   without their line end. Links of other rows are here without what those rows say.
3. Both with Python 3, in the folder you unpacked this into:

{check}
WHAT THAT PROVES, AND WHAT NOT

It proves that these rows stood in the chain that ends at the head
{head}.
Compare that head with one that was noted down elsewhere and earlier than anybody could
have wished to change something: of a sign-off, an e-mail, an older export. Whoever has
the database runs "s300gc audit verify --head HEAD": it finds the row with that hash, and
then all rows up to it are what they were.
It does not prove that what the program wrote was true: for that compare the raw copies
with GoCardless and the batch numbers with Sage 300. And without a head that was kept
elsewhere it does not show a trail whose end was cut off, or that was written anew as a
whole by somebody who can write to the database file.
"""

KEYED = (
    " Rows are sealed with a key (hmac-sha256): their links can be followed, but recomputed"
    " only by who has the key; step 3 does not apply to them."
)


def read_me(found: Export) -> str:
    """Give the text for an export."""
    some = found.payouts[:5]
    more = len(found.payouts) - len(some)
    named = ", ".join(some) + (f" and {more} more" if more else "")
    return TEXT.format(
        version=found.version,
        installation=found.installation,
        payouts=named,
        state=_state(found),
        check="".join(f"    {line}\n" for line in CHECK.splitlines()),
        head=found.verdict.head or "(there is no row)",
    )


def _state(found: Export) -> str:
    verdict = found.verdict
    if verdict.broken is None:
        said = f"Its chain of {verdict.rows} rows was checked before this was written, and holds."
        return said + (KEYED if verdict.keyed else "")
    broken = verdict.broken
    return (
        f"ITS CHAIN IS BROKEN at row {broken.seq} ({broken.at}): {broken.why}.\n"
        f"The {verdict.rows} rows before it hold; nothing is proved of it and of those after it."
    )
