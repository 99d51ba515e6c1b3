"""payout: one payout of very many payments, each with a fee, is booked and posted.

A process of its own books it over HTTP: its journal, and a receipt for every payment in batches
of 500. The full size is 10,000 payments with 20,000 items, the quick one 2,000. What is read
besides is the customers and the documents, page by page.
"""

import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.measure import Figure, Spent, run, within
from tests.processes import COMMAND, served

CHUNK = 500
PAGE = 500
"""Items of a page of GoCardless."""
MEMORY = 200.0


def measured(*, full: bool) -> list[Figure]:
    """Book it left open and posted, each in a World of its own."""
    return [*_booked(10_000 if full else 2_000, "posted"), *_booked(2_000, "open")]


def _booked(payments: int, status: str) -> list[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "world"
        # Elsewhere: a process that is started counts the memory of its parent as its peak.
        run([sys.executable, "-m", "tests.large_payouts", str(folder), str(payments), status])
        with served(folder) as site:
            site.control("DELETE", "requests")
            command = [*COMMAND, "payouts", "post", "-q", "--config", str(site.config)]
            spent = run(command, site.environment)
            return _figures(payments, status, spent, site.requests())


def _figures(
    payments: int, status: str, spent: Spent, requests: Sequence[dict[str, Any]]
) -> list[Figure]:
    chunks = -(-payments // CHUNK)
    of = f"{payments:,} payments, {status}"
    gocardless = [one for one in requests if one["system"] == "gocardless"]
    sage = [one for one in requests if one["system"] == "sage300"]
    pages = [one for one in sage if is_page(one)]
    base, each = (8, 3) if status == "open" else (14, 6)
    allowed = 5 + -(-2 * payments // PAGE)
    return [
        within(f"{of}: GoCardless", len(gocardless), "", allowed),
        within("  Sage 300 without pages", len(sage) - len(pages), "", base + each * (chunks - 1)),
        Figure("  pages read of Sage 300", len(pages), ""),
        within("  peak memory", spent.peak, "MiB", MEMORY),
        Figure("  seconds", spent.wall, "s"),
    ]


def is_page(request: dict[str, Any]) -> bool:
    """Tell a page that must be read: of the masters, the customers or the documents."""
    lists = ("ARAccountSets", "ARCustomers", "ARPostedDocuments", "BKBanks", "GLAccounts")
    return request["method"] == "GET" and str(request["path"]).endswith(lists)
