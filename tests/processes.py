"""The installed command against a served sandbox, as real processes."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-m", "s300gc"]


@dataclass
class Site:
    """A served sandbox and the configuration that goes with it."""

    sage: str
    gocardless: str
    config: Path
    environment: dict[str, str]
    process: "subprocess.Popen[str]"

    def run(self, *arguments: str, timeout: float = 120) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            [*COMMAND, *arguments, "--config", str(self.config)],
            env=self.environment, capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        """Start one command and leave it running."""
        return subprocess.Popen(
            [*COMMAND, *arguments, "--config", str(self.config)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the sandbox's control endpoints."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310
            f"{self.gocardless}/_sandbox/{path}", data, {"Content-Type": "application/json"},
            method=method,
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=300) as answer:  # noqa: S310
            text = answer.read().decode()
        return json.loads(text, parse_float=Decimal) if text else None

    def advance(self, days: int = 1) -> None:
        """Let days go by."""
        self.control("POST", "advance", {"days": days})

    def state(self) -> dict[str, Any]:
        """Both systems as they stand."""
        return self.control("GET", "state")  # type: ignore[no-any-return]

    def requests(self) -> list[dict[str, Any]]:
        """The requests since the last look."""
        found = self.control("GET", "requests")
        self.control("DELETE", "requests")
        return found  # type: ignore[no-any-return]


@contextmanager
def served(folder: Path, *options: str) -> Iterator[Site]:
    """Serve a sandbox in a folder until the block ends; it must then exit with 0."""
    process = subprocess.Popen(
        [*COMMAND, "sandbox", "serve", "--dir", str(folder), *options],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = json.loads(process.stdout.readline())
        sage, gocardless = line["sage300"], line["gocardless"]
        environment = {
            **os.environ,
            "S300GC_SAGE300_USER": sage["user"],
            "S300GC_SAGE300_PASSWORD": sage["password"],
            "S300GC_GOCARDLESS_TOKEN": gocardless["access_token"],
            "S300GC_WEBHOOK_SECRET": gocardless["webhook_secret"],
        }
        yield Site(sage["url"], gocardless["url"], Path(line["config"]), environment, process)
    finally:
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors


def business(state: dict[str, Any]) -> dict[str, Any]:
    """Give what must be the same whichever way it came about: no ids, no numbers of batches."""
    collected: dict[str, list[tuple[int, str]]] = {}
    for payment in state["gocardless"]["payments"]:
        documents = payment["metadata"].get("documents")
        if documents:
            collected.setdefault(documents, []).append((payment["amount"], payment["status"]))
    return {
        "collections": {key: sorted(found) for key, found in sorted(collected.items())},
        "balances": {
            k: v for k, v in sorted(state["sage300"]["gl_balances"].items()) if Decimal(v)
        },
        "open": state["sage300"]["open_documents"],
        "twice": twice(state),
    }


def twice(state: dict[str, Any]) -> list[str]:
    """Give the references under which more than one batch of ours was posted."""
    posted = Counter(
        batch["Description"]
        for kind in ("gl_batches", "receipt_batches", "invoice_batches")
        for batch in state["sage300"][kind]
        if batch["made_by"] == "tool"
        and batch["Description"].startswith("GC PO")
        and batch.get("BatchStatus", batch.get("Status")) == "Posted"
    )
    return [reference for reference, count in posted.items() if count > 1]
