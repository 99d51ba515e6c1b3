"""No test of this folder sees a real keyring or a variable of the machine."""

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import keyring.core
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoBackend

from s300gc.sandbox.config import config_text
from s300gc.sandbox.ports import Served
from s300gc.sandbox.world import World
from s300gc.vault import VARIABLES
from tests.vault.keepers import keeper
from tests.vault.site import Site

Use = Callable[..., KeyringBackend]
Program = Callable[[str], tuple[str, ...]]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No keyring, no variables."""
    for variable in (*VARIABLES.values(), "CREDENTIALS_DIRECTORY", "S300GC_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(keyring.core, "_keyring_backend", NoBackend())
    yield


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Use:
    """Make a keyring, or a chain of several, the one that the keyring package chooses."""

    def chosen(*backends: KeyringBackend) -> KeyringBackend:
        best = backends[0]
        if len(backends) > 1:
            monkeypatch.setattr("keyring.backend.get_all_keyring", lambda: list(backends))
            best = ChainerBackend()
        keyring.set_keyring(best)
        return best

    return chosen


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Make a credentials command out of the body of a Python program; its name is ``name``."""
    import sys

    def made(body: str) -> tuple[str, ...]:
        path = tmp_path / "give.py"
        path.write_text(f"import os, sys, time\nname = sys.argv[1]\n{body}\n", encoding="utf-8")
        return (sys.executable, "-S", str(path), "{name}")

    return made


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """One small World on two ports; these tests change nothing in it."""
    with Served(World.new("small")) as served:
        yield served


@pytest.fixture
def site(
    served: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    use: Use,
) -> Site:
    """That World, with an empty keyring."""
    config = tmp_path / "home" / "s300gc.toml"
    config.parent.mkdir()
    urls = (served.sage_url, served.gocardless_url, served.gocardless_url)
    config.write_text(config_text(served.world, *urls), encoding="utf-8")
    kept = keeper()
    use(kept)
    return Site(served, config, kept, monkeypatch, capsys)
