"""The Typer application: every command, one file for each noun."""

import typer

from s300gc.cli import (
    audit,
    backfill,
    books,
    config,
    connecting,
    credentials,
    demo,
    doctor,
    events,
    invoices,
    mandates,
    payments,
    payouts,
    refunds,
    report,
    sandbox,
    subscriptions,
    sync,
    webhook,
)

app = typer.Typer(
    name="s300gc",
    help="Keep Sage 300 and GoCardless in step.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

sync.register(app)
books.register(app)
backfill.register(app)
report.register(app)
doctor.register(app)
demo.register(app)
app.add_typer(mandates.app, name="mandates")
app.add_typer(invoices.app, name="invoices")
app.add_typer(subscriptions.app, name="subscriptions")
app.add_typer(payments.app, name="payments")
app.add_typer(refunds.app, name="refunds")
app.add_typer(payouts.app, name="payouts")
app.add_typer(events.app, name="events")
app.add_typer(webhook.app, name="webhook")
app.add_typer(audit.app, name="audit")
app.add_typer(config.app, name="config")
connecting.register(credentials.app)
app.add_typer(credentials.app, name="credentials")
app.add_typer(sandbox.app, name="sandbox")


@app.callback()
def main() -> None:
    """Keep Sage 300 and GoCardless in step: mandates, invoices, payouts, books."""
