"""What is written to customers."""

from datetime import UTC, datetime

from s300gc.model import ARCustomer
from s300gc.model.mail import Message


def invitation(customer: ARCustomer, merchant: str, url: str, until: datetime, id: str) -> Message:
    """Write the e-mail that asks a customer to sign a mandate; no bank details stand in it.

    ``merchant`` is who asks; ``until`` is told in UTC.
    """
    name, merchant = " ".join(customer.name.split()), " ".join(merchant.split())
    text = (
        f"Dear {name or 'customer'},\n\n"
        f"{merchant} asks you to set up a Direct Debit mandate for your account"
        f" {customer.number}. Please open this page and follow its steps:\n\n"
        f"{url}\n\n"
        f"The page is GoCardless's, who collect Direct Debits for {merchant}. The link works"
        f" until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC and is meant for you alone.\n\n"
        f"If you did not expect this, ask {merchant} before you open it.\n\n"
        f"{merchant}\n"
    )
    return Message(customer.email, f"Direct Debit mandate for {merchant}", text, id)
