"""A served World, its configuration and a keyring, for commands run in this process."""

import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from s300gc.cli.entry import run
from s300gc.sandbox.ports import Served
from s300gc.sandbox.world import World
from tests.vault.keepers import Remembering

FOREIGN = "live_ANOTHERTOKEN0123456789"


@dataclass
class Site:
    """A served World, its configuration, a keyring, and a way to run commands."""

    served: Served
    config: Path
    keyring: Remembering
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    @property
    def world(self) -> World:
        return self.served.world

    def run(self, *words: str, value: str = "") -> tuple[int, str, str]:
        """Run one command with a value on standard input: exit code, output, errors."""
        self.monkeypatch.setattr(sys, "stdin", io.StringIO(value))
        code = run(["credentials", *words, "--config", str(self.config)])
        out, err = self.capsys.readouterr()
        return code, out, err

    def json(self, *words: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run(*words, "--json")[1])
        return found

    def set_sage(self) -> None:
        assert self.run("set", "sage300-user", value=self.world.sage300.user)[0] == 0
        assert self.run("set", "sage300-password", value=self.world.sage300.password)[0] == 0

    @property
    def stored(self) -> set[str]:
        return {name for _, name in self.keyring.kept}

    def add(self, text: str) -> None:
        """Add to the configuration."""
        self.config.write_text(self.config.read_text() + text, encoding="utf-8")
