"""``s300gc credentials``: store, test, list and delete them; a value is never an argument."""

import sys
from typing import Annotated

import typer

from s300gc.cli.options import AsJson, Common, ConfigFile, Quiet, Verbose

app = typer.Typer(
    help="Store, test, list and delete credentials.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

# Typer would repeat a word it does not expect, and that word may be a secret.
TOLERANT = {"allow_extra_args": True, "ignore_unknown_options": True}

Which = Annotated[
    str,
    typer.Argument(
        metavar="NAME",
        show_default=False,
        help="sage300-user, sage300-password, gocardless-token, gocardless-client-secret,"
        " webhook-secret, webhook-secret-previous or mail-password.",
    ),
]


@app.callback()
def group() -> None:
    """Store, test, list and delete credentials."""


@app.command("set", context_settings=TOLERANT)
def set_(
    context: typer.Context,
    name: Which,
    no_check: Annotated[
        bool, typer.Option("--no-check", help="Do not ask the server; for Sage 300 only.")
    ] = False,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Store a credential once its server has accepted it.

    The value is asked for on a terminal without showing it, or read from standard input.
    Example: s300gc credentials set sage300-password
    """
    from s300gc import clients
    from s300gc.cli.running import configuration
    from s300gc.flows import credentials as flows
    from s300gc.show import credentials as show

    nothing_else(context)
    wanted = flows.named(name)
    common = Common(config, json, quiet, verbose)
    sign_on = clients.sign_on(configuration(common))
    done = flows.store(sign_on, wanted, asked(wanted), check=not no_check)
    show.stored(done, json, quiet)
    return 0


@app.command("test")
def test(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Try the stored credentials against Sage 300 and GoCardless; nothing is written.

    Run it as the user and in the way of the scheduler: another session has another keyring.
    Example: s300gc credentials test
    """
    from s300gc import clients
    from s300gc.cli.running import configuration
    from s300gc.errors import worst
    from s300gc.flows import credentials as flows
    from s300gc.show import credentials as show

    common = Common(config, json, quiet, verbose)
    rows = flows.try_all(clients.sign_on(configuration(common)))
    show.tested(rows, json, quiet)
    return worst(row.exit_code for row in rows)


@app.command("list")
def list_(
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """List which credentials are stored and where they come from, never their values.

    Example: s300gc credentials list --json
    """
    from s300gc import clients
    from s300gc.cli.running import configuration
    from s300gc.errors import CredentialError
    from s300gc.flows import credentials as flows
    from s300gc.show import credentials as show
    from s300gc.vault import os_user

    common = Common(config, json, quiet, verbose)
    settings = configuration(common)
    rows = flows.listing(clients.vault_of(settings))
    show.listing(settings.installation, os_user(), rows, json, quiet)
    return CredentialError.exit_code if any(row.problem for row in rows) else 0


@app.command("delete", context_settings=TOLERANT)
def delete(
    context: typer.Context,
    name: Which,
    config: ConfigFile = None,
    json: AsJson = False,
    quiet: Quiet = False,
    verbose: Verbose = 0,
) -> int:
    """Delete a credential from the keyring and from the encrypted file.

    Example: s300gc credentials delete webhook-secret-previous
    """
    from s300gc import clients
    from s300gc.cli.running import configuration
    from s300gc.flows import credentials as flows
    from s300gc.show import credentials as show

    nothing_else(context)
    wanted = flows.named(name)
    common = Common(config, json, quiet, verbose)
    done = flows.delete(clients.vault_of(configuration(common)), wanted)
    show.deleted(done, json, quiet)
    return 0


def nothing_else(context: typer.Context) -> None:
    """Refuse further words without repeating them."""
    from s300gc.errors import UsageError

    if context.args:
        raise UsageError(
            "the command takes one name and nothing else. A value is never an argument, where"
            " every user of the machine and the shell's history see it: if it was a secret,"
            " exchange it, then type the new one when asked, or pipe it in"
        )


def asked(name: str) -> str:
    """Ask for a value on a terminal without showing it; elsewhere read standard input."""
    import getpass
    import warnings

    from s300gc.errors import UsageError

    if not sys.stdin.isatty():
        try:
            text = sys.stdin.read()
        except UnicodeDecodeError:
            raise UsageError(f"the value for {name} is no text: pipe it in as UTF-8") from None
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("error", getpass.GetPassWarning)
            try:
                text = getpass.getpass(f"{name}: ")
            except (getpass.GetPassWarning, EOFError):
                raise UsageError(
                    f"{name} was not given: this terminal cannot hide it, or it was closed"
                ) from None
    if not text.strip():
        raise UsageError(f"no value for {name} was given: type it when asked, or pipe it in")
    return text
