"""An auditor's export as a zip file, and what is said of it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from s300gc.flows.evidence import Evidence, Export
from s300gc.show.archive import writing
from s300gc.show.auditor import read_me
from s300gc.show.evidence import files
from s300gc.show.output import SCHEMA_VERSION, console, write_json
from s300gc.store.chain import Link

CHAIN, ROWS = "audit/chain.jsonl", "audit/rows.jsonl"


def default_name(payouts: tuple[str, ...]) -> Path:
    """Give the file's name where none was asked for: in the working directory."""
    named = payouts[0] if len(payouts) == 1 else f"{payouts[0]}-and-{len(payouts) - 1}-more"
    return Path(f"s300gc-{named}.zip")


def to_file(
    path: Path,
    found: Export,
    evidence: Iterable[Evidence],
    chain: Iterable[Link],
    contents: Iterable[tuple[int, str]],
) -> None:
    """Write the export; the file is there once it is whole.

    All that differs between two exports of one state is ``made_at`` in the manifest;
    the files bear the instant of the last audit row.
    """
    with writing(path, found.verdict.at) as archive:
        for one in evidence:
            for name, text in files(one):
                archive.add(name, text)
        archive.add("README.txt", read_me(found))
        archive.add(CHAIN, _chain(chain))
        archive.add(ROWS, _contents(contents))
        archive.finish(manifest(found))


def manifest(found: Export) -> dict[str, Any]:
    """Give what the manifest says beside the hash of each file."""
    return {
        "schema_version": SCHEMA_VERSION,
        "program": f"s300gc {found.version}",
        "installation": found.installation,
        "payouts": list(found.payouts),
        "made_at": found.made_at.isoformat(),
        "differs_between_exports_of_one_state": ["made_at"],
        "audit": audit(found),
    }


def audit(found: Export) -> dict[str, Any]:
    """Give the state of the audit trail when the export was made."""
    verdict = found.verdict
    return {
        "holds": verdict.broken is None,
        "rows": verdict.rows,
        "head": verdict.head,
        "head_at": verdict.at.isoformat() if verdict.at else None,
        "sealed_with_a_key": verdict.keyed,
        "first_broken": None
        if verdict.broken is None
        else {"row": verdict.broken.seq, "at": verdict.broken.at, "why": verdict.broken.why},
        "rows_in_this_export": list(found.numbers),
    }


def _chain(links: Iterable[Link]) -> Iterator[str]:
    for link in links:
        yield f"{link.text}\n"


def _contents(rows: Iterable[tuple[int, str]]) -> Iterator[str]:
    for _, text in rows:
        yield f"{text}\n"


def write(path: Path, found: Export, as_json_too: bool, quiet: bool) -> None:
    """Say what was written where."""
    if as_json_too:
        write_json({"file": str(path), **manifest(found)})
    elif not quiet:
        count = f"{len(found.payouts)} payout{'s' if len(found.payouts) > 1 else ''}"
        line = f"{path}: {count}, {len(found.numbers)} audit rows; head {found.verdict.head}"
        console().print(line, markup=False, soft_wrap=True)
