"""``s300gc doctor``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

if TYPE_CHECKING:
    from collections.abc import Iterable

    from s300gc.config import Config
    from s300gc.rules.findings import Finding

Learn = Annotated[
    bool, typer.Option("--learn", help="Ask Sage 300 what it is like; runs follow what it says.")
]
Capture = Annotated[
    Path | None,
    typer.Option("--capture", help="Write a picture of Sage 300 without any value of yours."),
]


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("doctor")(doctor)


def doctor(
    learn: Learn = False,
    capture: Capture = None,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Look at everything that a night's run needs, on both sides and on this machine.

    Nothing is changed on either side. Exit code 4 where something would stop a run; each line
    says what puts it right. Example: s300gc doctor

    With --learn it asks Sage 300 how it differs from others, by requests that change nothing,
    and keeps that beside the configuration. Example: s300gc doctor --learn

    With --capture it writes names, types and numbers of answers to a file that you can send to
    others. Example: s300gc doctor --capture server.json
    """
    from s300gc.cli import logs
    from s300gc.config import find, load
    from s300gc.errors import UsageError

    common = Common(config, json, quiet, verbose)
    if learn and capture is not None:
        raise UsageError("--learn and --capture are two commands: give one of them")
    logs.to_terminal(common)
    loaded = load(find(config))
    if capture is not None:
        return _capture(loaded, capture, common)
    return _learn(loaded, common) if learn else _examine(loaded, common)


def _examine(config: "Config", common: Common) -> int:
    from s300gc import wiring
    from s300gc.flows import doctor as flows
    from s300gc.show import doctor as show

    found = flows.run(wiring.hands(config))
    show.write(found, common.json, common.quiet)
    return _code(found)


def _learn(config: "Config", common: Common) -> int:
    from s300gc import wiring
    from s300gc.flows import learning as flows
    from s300gc.show import learning as show

    lesson = flows.learn(wiring.hands(config, follow=False))
    show.write(lesson, common.json, common.quiet)
    return _code(lesson.learnt.findings)


def _capture(config: "Config", file: Path, common: Common) -> int:
    from s300gc import wiring
    from s300gc.flows import learning as flows
    from s300gc.show import learning as show
    from s300gc.show import picture

    lesson = flows.capture(wiring.hands(config, follow=False), file, picture.text)
    show.captured(lesson, common.json, common.quiet)
    return 0


def _code(found: "Iterable[Finding]") -> int:
    from s300gc.errors import Discrepancies

    return Discrepancies.exit_code if any(one.level == "fail" for one in found) else 0
