"""``s300gc sandbox``: both systems, simulated."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Sage 300 and GoCardless, simulated on this machine.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.callback()
def group() -> None:
    """Sage 300 and GoCardless, simulated on this machine."""


@app.command("serve")
def serve(
    directory: Annotated[Path, typer.Option("--dir", help="Folder of the world; made if absent.")],
    sage_port: Annotated[int, typer.Option(help="0 takes a free port.")] = 0,
    gocardless_port: Annotated[int, typer.Option(help="0 takes a free port.")] = 0,
    webhook_url: Annotated[str, typer.Option(help="Where webhooks are delivered.")] = "",
    scenario: Annotated[
        str, typer.Option(help="small, demo, busy, fx, trouble or empty.")
    ] = "small",
    customers: Annotated[int, typer.Option(help="How many; 0 is the scenario's own.")] = 0,
    seed: Annotated[int, typer.Option(help="The same seed gives the same history.")] = 1,
    today: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="First day of the world.")
    ] = None,
    latency_ms: Annotated[int, typer.Option(help="Real delay of each answer.")] = 0,
    rate_limit: Annotated[int, typer.Option(help="Requests a minute; 0 is no limit.")] = 0,
    page_size: Annotated[int, typer.Option(help="Sage's page; 0 is its default, 100.")] = 0,
    like: Annotated[
        Path | None, typer.Option(help="A picture by 'doctor --capture': behave like that server.")
    ] = None,
) -> int:
    """Serve both systems on loopback until stopped; one line of JSON says where.

    Example: s300gc sandbox serve --dir world --scenario demo

    With --like the simulated Sage 300 differs from others as a captured one does.
    Example: s300gc sandbox serve --dir world --like server.json
    """
    import sys

    from s300gc.errors import ConfigError
    from s300gc.sandbox.serve import serve as run

    try:
        return run(
            directory,
            sage_port=sage_port,
            gocardless_port=gocardless_port,
            webhook_url=webhook_url or None,
            scenario=scenario,
            customers=customers or None,
            seed=seed,
            today=today.date() if today else None,
            latency_ms=latency_ms,
            rate_limit=rate_limit,
            page_size=page_size or None,
            like=like,
            out=sys.stdout,
        )
    except (ValueError, KeyError, OSError) as error:
        raise ConfigError(f"the sandbox cannot be served: {error}") from None
