"""``s300gc webhook``: receive deliveries, check that they can arrive, run as a service."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose, Yes

if TYPE_CHECKING:
    from s300gc.config import Config
    from s300gc.show.receiver_service import Service

app = typer.Typer(
    help="Receive webhooks from GoCardless, and check that they can arrive.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Receive webhooks from GoCardless, and check that they can arrive."""


@app.command("serve")
def serve(
    host: Annotated[str, typer.Option(help="Where to listen; else webhook.host, 127.0.0.1.")] = "",
    port: Annotated[
        int | None, typer.Option(help="Else webhook.port, 8300; 0 takes a free one.")
    ] = None,
    config: ConfigFile = None,
    quiet: Quiet = False,
    verbose: Verbose = 0,
    yes: Yes = False,
) -> int:
    """Receive webhooks until stopped, and apply at once what they tell of.

    POST /gocardless takes deliveries, GET /health says whether one could be stored. It
    listens on this machine only; a web server or a tunnel in front of it is reached by
    GoCardless over https.
    Example: s300gc webhook serve --port 8300
    """
    from s300gc.cli.running import configuration
    from s300gc.cli.serving import serve as run

    common = Common(config, False, quiet, verbose, yes)
    return run(configuration(common), common, host=host, port=port)


@app.command("check")
def check(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Send test deliveries to the receiver from outside, and say what GoCardless must be told.

    It goes through webhook.public_url where that is set, as GoCardless does; nothing
    but a note of the delivery is written. Exit code 4 where deliveries would fail.
    Example: s300gc webhook check
    """
    from s300gc import wiring
    from s300gc.cli.running import configuration
    from s300gc.errors import Discrepancies
    from s300gc.flows import endpoint as flows
    from s300gc.settings import LIVE
    from s300gc.show import doctor as show

    common = Common(config, json, quiet, verbose)
    settings = configuration(common)
    with wiring.trial(settings) as trial:
        found = flows.run(trial)
        told = flows.advice(trial.url, public=trial.public, live=settings.gocardless.base == LIVE)
    show.write(found, common.json, common.quiet)
    if not (json or quiet):
        typer.echo("\n".join(told))
    return Discrepancies.exit_code if any(one.level == "fail" for one in found) else 0


@app.command("service")
def service(
    kind: Annotated[
        str,
        typer.Argument(
            metavar="KIND",
            show_default=False,
            help="systemd, windows-task, winsw, iis, iis-proxy or nginx.",
        ),
    ],
    user: Annotated[
        str, typer.Option(metavar="NAME", help="Who it runs as; else the user of the system.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it there; no file is overwritten.")
    ] = None,
    config: ConfigFile = None,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Print the file with which the receiver of this configuration runs as a service.

    What to do with it is said on standard error.
    Example: s300gc webhook service systemd --user s300gc
    """
    from s300gc.cli.running import configuration
    from s300gc.errors import UsageError
    from s300gc.show.services import KINDS

    settings = configuration(Common(config, False, quiet, verbose))
    if kind not in KINDS:
        raise UsageError(f"no such kind of service; there are {', '.join(KINDS)}")
    chosen = KINDS[kind]
    text = chosen.make(_service(settings, user))
    if output is None:
        typer.echo(text, nl=False)
    else:
        _kept(output, text, chosen.encoding)
    if not quiet:
        for line in chosen.advice:
            sys.stderr.write(f"s300gc: {line}\n")
    return 0


def _service(settings: "Config", who: str) -> "Service":
    from urllib.parse import urlsplit

    from s300gc.show.receiver_service import PATH, Service
    from s300gc.vault import os_user

    log = settings.log
    folders = [settings.database.resolve().parent, *([log.resolve().parent] if log else [])]
    return Service(
        program=sys.executable,
        config=str(settings.path.resolve()),
        folders=tuple(dict.fromkeys(map(str, folders))),
        user=who.strip() or os_user(),
        company=settings.company,
        host=settings.webhook.host,
        port=settings.webhook.port,
        path=urlsplit(settings.webhook.public_url).path or PATH,
    )


def _kept(file: Path, text: str, encoding: str) -> None:
    from s300gc.errors import UsageError

    try:
        # Nothing is translated: each of these formats takes either kind of line end.
        with file.open("x", encoding=encoding, newline="") as opened:
            opened.write(text)
    except FileExistsError:
        raise UsageError(f"{file} is there already: name another file, or delete it") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UsageError(f"{file} cannot be written ({reason})") from None
