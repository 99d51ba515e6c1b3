"""A period-end pack as a zip, as JSON, as lines; and the list of those that were signed off."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from s300gc.flows.period_end import Pack
from s300gc.model import Money
from s300gc.show import reconcile
from s300gc.show.archive import as_json, writing
from s300gc.show.csv_text import as_csv
from s300gc.show.output import SCHEMA_VERSION, console, plain, write_json
from s300gc.store.sign_offs import SignOff

README = """\
Period-end pack of s300gc as at {as_at}, for {installation}.

  books/pack.json    all of it; its SHA-256 is the hash of the pack, which a sign-off names
  books/on_its_way   collected by that day and not arrived: in no payout yet, or in one that
                     arrives later
  books/owed         owed to GoCardless: came back, or was refunded, and not deducted by then
  books/unapplied    open unapplied cash and prepayments dated by that day, by age
  books/fees         fees and the VAT in them of the payouts that arrived from the first of
                     the month to that day, to tie to the monthly VAT invoice of GoCardless
  books/differences  what does not agree, or waits, with its reason and what settles it
  proofs             in books/pack.json under "proofs": each check with both balances

The proofs are as at the end of that day, by posting date. Unapplied cash and prepayments are
what Sage 300 shows as open when the pack is made: make it soon after the day.
"""
TABLES: dict[str, tuple[str, ...]] = {
    "differences": (
        "level",
        "code",
        "subject",
        "amount",
        "currency",
        "where",
        "since",
        "reason",
        "settle",
    ),
    "fees": ("payout", "arrived", "type", "tax_rate", "currency", "gross", "tax"),
    "on_its_way": ("payment", "amount", "currency", "collected", "payout", "arrives"),
    "owed": ("subject", "amount", "currency", "since", "why"),
    "unapplied": ("customer", "document", "kind", "dated", "amount", "currency", "days", "age"),
}

OWN = tuple(name for name in TABLES if name != "differences")
"""The tables that are fields of a pack; the differences are those of its proofs."""


def body(pack: Pack) -> dict[str, Any]:
    """Give a pack in its JSON form; the same books give the same text."""
    return {
        "schema_version": SCHEMA_VERSION,
        "as_at": pack.as_at.isoformat(),
        "installation": pack.installation,
        "differences_found": len(pack.proofs.differences),
        "totals": {
            "on_its_way": _totals([one.amount for one in pack.on_its_way]),
            "owed": _totals([one.amount for one in pack.owed]),
            "unapplied": _totals([one.amount for one in pack.unapplied]),
            "unapplied_by_age": _by_age(pack),
            "fees_gross": _decimals((one.currency, one.gross) for one in pack.fees),
            "fees_tax": _decimals((one.currency, one.tax) for one in pack.fees),
        },
        "proofs": plain(reconcile.body(pack.proofs)),
        "differences": [{"level": one.level, **_row(one)} for one in pack.proofs.lines],
        **{name: [_row(one) for one in getattr(pack, name)] for name in OWN},
    }


def text(pack: Pack) -> str:
    """Give the text of a pack, of which the hash is taken."""
    return as_json(body(pack))


def digest(said: str) -> str:
    """Give the hash of a pack: the SHA-256 of its text."""
    return hashlib.sha256(said.encode()).hexdigest()


def _row(value: Any) -> dict[str, Any]:
    row = {}
    for name in type(value).__dataclass_fields__:
        cell = getattr(value, name)
        if isinstance(cell, Money):
            row[name], row["currency"] = str(cell.decimal), cell.currency
        else:
            row[name] = plain(cell)
    return row


def _totals(amounts: Iterable[Money]) -> dict[str, str]:
    return _decimals((one.currency, one.decimal) for one in amounts)


def _decimals(amounts: Iterable[tuple[str, Decimal]]) -> dict[str, str]:
    sums: dict[str, Decimal] = {}
    for currency, amount in amounts:
        sums[currency] = sums.get(currency, Decimal(0)) + amount
    return {currency: format(amount, "f") for currency, amount in sorted(sums.items())}


def _by_age(pack: Pack) -> dict[str, dict[str, str]]:
    ages = sorted({one.age for one in pack.unapplied})
    return {age: _totals([o.amount for o in pack.unapplied if o.age == age]) for age in ages}


def to_file(path: Path, said: str, made_at: datetime, signed: SignOff | None = None) -> None:
    """Write a pack as a zip; with ``signed`` who signed it off stands in the manifest."""
    found = json.loads(said)
    files = {f"books/{name}.csv": as_csv(cells, found[name]) for name, cells in TABLES.items()}
    files["books/pack.json"] = said
    files["README.txt"] = README.format(as_at=found["as_at"], installation=found["installation"])
    with writing(path, datetime.fromisoformat(found["as_at"])) as archive:
        for name in sorted(files):
            archive.add(name, files[name])
        archive.finish(
            {
                "schema_version": SCHEMA_VERSION,
                "hash": digest(said),
                "made_at": made_at.isoformat(),
                "differs_between_packs_of_one_state": ["made_at"],
                "signed_off": _sign_off(signed) if signed else None,
            }
        )


def write(pack: Pack, said: str, path: Path | None, as_json_too: bool, quiet: bool) -> None:
    """Show what a pack comes to, and where it was written."""
    if as_json_too:
        write_json({"hash": digest(said), "file": str(path) if path else None, **body(pack)})
    elif not quiet:
        for line in lines(pack, said, path):
            console().print(line, markup=False, soft_wrap=True)


def lines(pack: Pack, said: str, path: Path | None) -> list[str]:
    """Give a pack as lines."""
    totals = body(pack)["totals"]
    result = [f"as at {pack.as_at}: {_count(len(pack.proofs.differences))}"]
    result += [
        f"  {one.amount} {one.subject}: {one.reason} -> {one.settle}"
        for one in pack.proofs.differences
    ]
    for name, what in (
        ("on_its_way", "collected and not arrived"),
        ("owed", "owed to GoCardless"),
        ("unapplied", "unapplied cash and prepayments"),
        ("fees_gross", "fees since the first of the month"),
        ("fees_tax", "VAT in them"),
    ):
        result.append(f"  {what}: {_said(totals[name])}")
    result += [
        f"    unapplied for {age} days: {_said(sums)}"
        for age, sums in totals["unapplied_by_age"].items()
    ]
    result.append(f"hash {digest(said)}" + (f", written to {path}" if path else ""))
    return result


def _said(sums: dict[str, str]) -> str:
    return ", ".join(f"{amount} {currency}" for currency, amount in sums.items()) or "nothing"


def _count(differences: int) -> str:
    return f"{differences} difference{'' if differences == 1 else 's'}"


# ---------------------------------------------------------------- signed off


def write_signed(found: list[SignOff], as_json_too: bool, quiet: bool, head: str = "") -> None:
    """Show sign-offs, oldest first; ``head`` is that of the audit trail with them in it."""
    if as_json_too:
        body = {"sign_offs": [_sign_off(one) for one in found]}
        write_json({**body, "audit_head": head} if head else body)
    elif not quiet:
        for one in found:
            who = one.signed_by + (f" (as {one.user})" if one.user != one.signed_by else "")
            line = (
                f"{one.number}  as at {one.as_at}  signed {one.at:%Y-%m-%d %H:%M} by {who}:"
                f" {_count(one.differences)}; {one.note}; hash {one.hash}"
            )
            console().print(line, markup=False, soft_wrap=True)
        if head:
            line = f"audit head {head}: keep it where nobody can change it"
            console().print(line, markup=False, soft_wrap=True)


def _sign_off(one: SignOff) -> dict[str, Any]:
    return {
        "number": one.number,
        "as_at": one.as_at.isoformat(),
        "hash": one.hash,
        "differences": one.differences,
        "note": one.note,
        "signed_by": one.signed_by,
        "user": one.user,
        "at": one.at.isoformat(),
        "audit_head_before": one.head,
    }
