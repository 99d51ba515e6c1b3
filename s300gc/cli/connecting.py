"""``s300gc credentials connect``, ``disconnect`` and ``rotate``: what takes two sides."""

import sys
from typing import Annotated

import typer

from s300gc.cli.credentials import TOLERANT, asked, nothing_else
from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

Account = Annotated[
    str, typer.Argument(metavar="gocardless", help="Whose account.", show_default=False)
]


def register(app: typer.Typer) -> None:
    """Add the commands to ``s300gc credentials``."""
    for name, command in (("rotate", rotate), ("connect", connect), ("disconnect", disconnect)):
        app.command(name, context_settings=TOLERANT)(command)


def rotate(
    context: typer.Context,
    which: Annotated[
        str, typer.Argument(metavar="webhook", help="What is exchanged.", show_default=False)
    ],
    finish: Annotated[
        bool, typer.Option("--finish", help="Stop accepting the previous secret.")
    ] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Finish though no delivery has proved the new one.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Exchange the webhook secret without losing a delivery.

    It asks for the new secret and accepts both from then on; with --finish, after a
    delivery has come that the new one signed, only the new one.
    Example: s300gc credentials rotate webhook
    """
    from s300gc import clients, wiring
    from s300gc.cli.running import configuration
    from s300gc.errors import UsageError
    from s300gc.flows import rotating as flows
    from s300gc.show import credentials as show

    nothing_else(context)
    if which not in ("webhook", "webhook-secret"):
        raise UsageError("only the webhook secret is exchanged in steps: name webhook")
    common = Common(config, json, quiet, verbose)
    settings = configuration(common)
    sign_on = clients.sign_on(settings)
    with wiring.parts(settings) as parts:
        if finish:
            flows.finish(sign_on.vault, parts, anyway=anyway)
        else:
            flows.begin(sign_on, parts, asked("webhook-secret"))
        show.rotated(flows.stands(sign_on.vault, parts), json, quiet)
    return 0


def connect(
    context: typer.Context,
    account: Account,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Only show the address to open.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Connect your partner app to a GoCardless account: consent in a browser, token kept.

    Needs gocardless.oauth_client and the credential gocardless-client-secret. With an
    access token from the dashboard use 'credentials set gocardless-token' instead.
    Example: s300gc credentials connect gocardless
    """
    import webbrowser

    from s300gc import clients, wiring
    from s300gc.cli.running import configuration
    from s300gc.flows import connecting as flows
    from s300gc.show import credentials as show

    nothing_else(context)
    _only_gocardless(account)
    settings = configuration(Common(config, json, quiet, verbose))
    oauth = clients.oauth(settings)

    def opened(address: str) -> None:
        sys.stderr.write(f"s300gc: open this address in a browser on this machine:\n{address}\n")
        sys.stderr.flush()
        if not no_browser and _has_screen():
            webbrowser.open(address)

    with wiring.parts(settings) as parts:
        done = flows.connect(
            clients.sign_on(settings), oauth, settings.gocardless.oauth_redirect, parts, opened
        )
    show.stored(done.stored, json, quiet)
    return 0


def disconnect(
    context: typer.Context,
    account: Account,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Revoke the token of your partner app at GoCardless and delete it here.

    Example: s300gc credentials disconnect gocardless
    """
    from s300gc import clients, wiring
    from s300gc.cli.running import configuration
    from s300gc.flows import connecting as flows
    from s300gc.flows.credentials import Deleted
    from s300gc.show import credentials as show

    nothing_else(context)
    _only_gocardless(account)
    settings = configuration(Common(config, json, quiet, verbose))
    with wiring.parts(settings) as parts:
        places = flows.disconnect(clients.sign_on(settings), clients.oauth(settings), parts)
    show.deleted(Deleted("gocardless-token", tuple(places)), json, quiet)
    return 0


def _only_gocardless(account: str) -> None:
    from s300gc.errors import UsageError

    if account != "gocardless":
        raise UsageError("only gocardless can be connected")


def _has_screen() -> bool:
    """Tell whether a browser could be shown; one that runs in the terminal would not end."""
    import os

    known = sys.platform in ("win32", "darwin")
    return known or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
