"""The options that every command takes, and what they mean."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[
    Path | None, typer.Option("--config", help="Configuration file.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Nothing on standard output.")]
Verbose = Annotated[int, typer.Option("--verbose", "-v", count=True, help="Say more on stderr.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Decide and show, but write nothing.")]

Yes = Annotated[bool, typer.Option("--yes", help="Agree, once, to write for a live creditor.")]


@dataclass(frozen=True, slots=True)
class Common:
    """The common options of one command."""

    config: Path | None
    json: bool
    quiet: bool
    verbose: int
    yes: bool = False
