"""start_up: the tool's --help against a bare Typer program with two commands.

All bytecode is compiled in the round that is not counted: where it is not, every start takes
about twice as long.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench.measure import Figure, figure, in_turn, run

BARE = """
import typer

app = typer.Typer({options})


@app.command()
def one(name: str) -> None:
    "Do one thing."


@app.command()
def other(count: int = 1, loud: bool = False) -> None:
    "Do the other."


if __name__ == "__main__":
    app()
"""
PLAIN = "add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False"
OURS, VERSION, PEER, RICH = "s300gc --help", "s300gc --version", "bare Typer", "bare Typer, rich"
PYTHON = "python -c pass"


def measured(*, full: bool) -> list[Figure]:
    """Start each in turn and give the medians in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        kept = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment = {**kept, "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        plain, rich = Path(folder) / "bare_plain.py", Path(folder) / "bare_rich.py"
        plain.write_text(BARE.format(options=PLAIN), "utf-8")
        rich.write_text(BARE.format(options=""), "utf-8")
        commands = {
            OURS: ["-m", "s300gc", "--help"],
            VERSION: ["-m", "s300gc", "--version"],
            PEER: [str(plain), "--help"],
            RICH: [str(rich), "--help"],
            PYTHON: ["-c", "pass"],
        }
        starts = {name: _start(words, environment) for name, words in commands.items()}
        rounds = in_turn(starts, 25 if full else 11)
    return [
        figure(rounds, OURS, "ms", PEER, 1000),
        figure(rounds, OURS, "ms", RICH, 1000),
        figure(rounds, VERSION, "ms", PYTHON, 1000),
        figure(rounds, PEER, "ms", scale=1000),
        figure(rounds, RICH, "ms", scale=1000),
        figure(rounds, PYTHON, "ms", scale=1000),
    ]


def _start(words: list[str], environment: dict[str, str]) -> Callable[[], float]:
    return lambda: run([sys.executable, *words], environment).wall
