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

By = Annotated[
    str, typer.Option("--by", metavar="NAME", help="Who does it; else the user of the system.")
]


@dataclass(frozen=True, slots=True)
class Common:
    """The common options of one command."""

    config: Path | None
    json: bool
    quiet: bool
    verbose: int
    yes: bool = False


def person(by: str) -> str:
    """Give who does it: as named, else the user of the operating system. Raises UsageError."""
    import getpass

    from s300gc.errors import UsageError

    if by.strip():
        return by.strip()
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        raise UsageError("the system does not say who you are: name yourself with --by") from None


def user() -> str:
    """Give the user of the operating system; "unknown" where it has no name for him."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "unknown"
