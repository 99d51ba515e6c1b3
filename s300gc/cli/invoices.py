"""``s300gc invoices``."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from s300gc.cli.options import AsJson, By, Common, ConfigFile, DryRun, Quiet, Verbose, Yes, person

app = typer.Typer(
    help="Collect open invoices that fall due within the horizon.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Sheet = Annotated[
    Path | None,
    typer.Option("--file", help="Only if this file still says what the plan says."),
]


@app.callback()
def group() -> None:
    """Collect open invoices that fall due within the horizon."""


@app.command("plan")
def plan(
    number: Annotated[
        int | None,
        typer.Argument(metavar="PLAN", min=1, help="Show this plan instead of making one."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Write it to a file: .csv or .json.")
    ] = None,
    format: Annotated[
        Literal["csv", "json"] | None, typer.Option("--format", help="How the file is written.")
    ] = None,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Plan what would be collected, and what not and why, under a number; collect nothing.

    It takes the place of the plan before.

    Example: s300gc invoices plan --out plan.csv
    """
    from s300gc.cli.running import failing, working
    from s300gc.flows import plans as flows
    from s300gc.show import plans as show

    form = show.form_of(out, format) if out is not None else None
    common = Common(config, json, quiet, verbose)
    code = 0
    with working(common, "invoices plan", lock=number is None and not dry_run) as parts:
        if number is not None:
            found = flows.find(parts, number)
        else:
            found, outcome = flows.make(parts, person(by), dry_run=dry_run)
            code = failing(parts, [outcome])
    if out is not None and form is not None:
        show.to_file(found, out, form)
    show.write(found, common.json, common.quiet)
    return code


@app.command("approve")
def approve(
    number: Annotated[int, typer.Argument(metavar="PLAN", min=1, help="The number of a plan.")],
    file: Sheet = None,
    by: By = "",
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
) -> int:
    """Approve a plan: record who said that it may be collected, and when.

    Exit code 3 where the file was edited, 6 where the plan has ended.

    Example: s300gc invoices approve 12 --file plan.csv
    """
    from s300gc.cli.running import working
    from s300gc.flows import plans as flows
    from s300gc.show import plans as show

    common = Common(config, json, quiet, verbose)
    sheet = show.from_file(file) if file is not None else None
    with working(common, "invoices approve", lock=not dry_run) as parts:
        found = flows.approve(parts, number, person(by), sheet, dry_run=dry_run)
    show.write(found, common.json, common.quiet)
    return 0


@app.command("collect")
def collect(
    number: Annotated[
        int | None,
        typer.Argument(metavar="PLAN", min=1, help="Collect exactly what this plan says."),
    ] = None,
    file: Sheet = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> int:
    """Collect open invoices that fall due within the horizon, or what a plan says.

    A plan that live data no longer bears out is refused with exit code 6, and so is
    one without the approval that the configuration requires.

    Example: s300gc invoices collect --dry-run
    """
    from s300gc.cli.running import flow
    from s300gc.flows import collecting as flows
    from s300gc.flows.plans import number_in
    from s300gc.show.plans import from_file

    sheet = from_file(file) if file is not None else None
    if sheet is not None and number is None:
        number = number_in(sheet)
    return flow(
        Common(config, json, quiet, verbose, yes),
        "invoices collect",
        lambda parts: [flows.collect(parts, plan=number, sheet=sheet, dry_run=dry_run)],
        dry_run=dry_run,
    )


@app.command("list")
def list_(
    customer: Annotated[
        str, typer.Option("--customer", metavar="NUMBER", help="Only of this AR customer.")
    ] = "",
    state: Annotated[
        Literal["due", "waits", "under-way", "failed", "later", "skipped"] | None,
        typer.Option("--state", help="Only in this state."),
    ] = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List open documents: what is due, under way, or left alone and why.

    From the last run's reading; neither system is asked.

    Example: s300gc invoices list --state skipped
    """
    from s300gc.cli.running import working
    from s300gc.flows import open_items as flows
    from s300gc.show import open_items as show

    common = Common(config, json, quiet, verbose)
    with working(common, "invoices list", lock=False) as parts:
        found = flows.listing(parts, customer=customer, state=state)
    show.write(found, common.json, common.quiet)
    return 0
