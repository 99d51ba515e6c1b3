"""What the documents say is true: commands, blocks, names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> list[str]:
    from typer.main import get_command

    from s300gc.cli.app import app

    found: list[str] = []

    def walk(prefix: str, command: object) -> None:
        children = getattr(command, "commands", None)
        if children is None:
            found.append(prefix.strip())
            return
        for name, child in children.items():
            walk(f"{prefix} {name}", child)

    walk("", get_command(app))
    return found


def test_the_readme_lists_every_command_and_no_other() -> None:
    section = README.split("\n## Commands\n")[1].split("\n## ")[0]
    table = re.findall(r"^\| `([a-z ]+?)(?: [A-Z_]+)*` \|", section, re.M)
    named = [name for name in table if not name.startswith(("sage300-", "gocardless-"))]
    assert sorted(named) == sorted(commands())


def test_quick_start_has_exactly_two_blocks() -> None:
    section = README.split("## Quick start")[1].split("\n## ")[0]
    assert len(re.findall(r"^```sh$", section, re.M)) == 2


@pytest.mark.parametrize("name", commands())
def test_every_command_explains_itself_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from s300gc.cli.entry import run

    assert run([*name.split(), "--help"]) == 0
    assert "Example: s300gc" in capsys.readouterr().out


def test_every_dependency_is_named_with_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = [re.split(r"[><=;\[ ]", one)[0] for one in project["dependencies"]]
    for name in names:
        assert re.search(rf"^\| {re.escape(name)} \| \w", README, re.M), name
