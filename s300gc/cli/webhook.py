"""``s300gc webhook``: receive deliveries, and check that they can arrive."""

from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose, Yes

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
