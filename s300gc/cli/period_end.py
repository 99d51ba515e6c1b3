"""``s300gc audit pack``, ``signoff`` and ``packs``: period ends."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from s300gc.cli.options import AsJson, By, Common, ConfigFile, Quiet, Verbose, person, user

AsAt = Annotated[
    datetime | None,
    typer.Option(
        "--as-at", formats=["%Y-%m-%d"], help="The last day; by default of the month before."
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the group."""
    app.command("pack")(pack)
    app.command("signoff")(signoff)
    app.command("packs")(packs)


def pack(
    as_at: AsAt = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="A zip file; it must not be there yet.")
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Make the pack of a period end: proofs, money on its way, owed, unapplied, fees and VAT.

    Exit code 4 where the books differ. Example: s300gc audit pack --as-at 2026-01-31
    """
    from s300gc.cli.running import working
    from s300gc.errors import Discrepancies
    from s300gc.flows import period_end as flows
    from s300gc.show import period_end as showing

    common = Common(config, json, quiet, verbose)
    with working(common, "audit pack", lock=False) as parts:
        found = flows.make(parts, as_at.date() if as_at else flows.month_end(parts))
        said = showing.text(found)
        if output is not None:
            showing.to_file(output, said, parts.clock.now())
    showing.write(found, said, output, common.json, common.quiet)
    return Discrepancies.exit_code if found.proofs.differences else 0


def signoff(
    note: Annotated[
        str, typer.Option("--note", metavar="TEXT", help="What was looked at; what is left.")
    ],
    as_at: AsAt = None,
    pack_hash: Annotated[
        str, typer.Option("--hash", help="Only if the pack still has this hash.")
    ] = "",
    by: By = "",
    output: Annotated[
        Path | None, typer.Option("--output", help="Also a zip file of what is signed.")
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Make the pack of a period end and sign it off: who, when, what still differs.

    It is kept for good; a second one of the same day stands beside the first. Exit code 6
    where the pack is not the one of --hash any more.

    Example: s300gc audit signoff --as-at 2026-01-31 --note "ties to the VAT invoice"
    """
    from s300gc.cli.running import working
    from s300gc.flows import period_end as flows
    from s300gc.show import period_end as showing

    common = Common(config, json, quiet, verbose)
    with working(common, "audit signoff", lock=True) as parts:
        found = flows.make(parts, as_at.date() if as_at else flows.month_end(parts))
        said = showing.text(found)
        flows.refuse_other(showing.digest(said), pack_hash)
        signed = flows.sign(parts, found, said, note, person(by), user())
        if output is not None:
            showing.to_file(output, said, parts.clock.now(), signed)
        head = parts.store.audit.head()
    showing.write_signed([signed], common.json, common.quiet, head)
    return 0


def packs(
    number: Annotated[
        int | None,
        typer.Option("--number", min=1, help="Only this one; with --output as it was signed."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the pack of --number as a zip file.")
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List the period ends that were signed off, oldest first: who, when, what differed.

    Example: s300gc audit packs --number 3 --output january.zip
    """
    from s300gc.cli.running import working
    from s300gc.errors import UsageError
    from s300gc.flows import period_end as flows
    from s300gc.show import period_end as showing

    if output is not None and number is None:
        raise UsageError("--output writes the pack of one sign-off: name it with --number")
    common = Common(config, json, quiet, verbose)
    with working(common, "audit packs", lock=False) as parts:
        found = flows.sign_offs(parts, number)
        if output is not None:
            showing.to_file(output, found[0].body, parts.clock.now(), found[0])
    showing.write_signed(found, common.json, common.quiet)
    return 0
