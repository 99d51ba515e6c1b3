"""Benches: how fast the tool and its sandbox are, each against a peer, a floor or a budget.

    python -m tests.bench [--quick | --full] [--json FILE] [NAME ...]

They print and judge nothing; no test asserts a time. Quote medians and ratios: two figures that
are compared were measured in turn in the same run.
"""

BENCHES = ("start_up", "sandbox_start", "sandbox_page", "collect", "webhooks", "payout")
"""Every bench by its module, in the order in which they run."""
