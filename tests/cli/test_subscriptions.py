"""``s300gc subscriptions list`` from the store alone."""

import json
from pathlib import Path

import pytest

from s300gc.cli.entry import run
from tests.flows.subscribers import landlord


def test_the_list_is_one_json_object_or_lines(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one = landlord(tmp_path)
    one.sync()
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    # Without the simulated clock: nothing is asked of anybody.
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    capsys.readouterr()
    assert run(["subscriptions", "list", "--config", str(path), "--json"]) == 0
    (found,) = json.loads(capsys.readouterr().out)["subscriptions"]
    assert (found["charge"], found["customer"], found["status"]) == ("RENT", "C1", "active")
    assert found["amount"] == {"amount": "120.00", "currency": "GBP"}
    assert (found["interval_unit"], found["interval"], found["ours"]) == ("monthly", 1, True)
    assert run(["subscriptions", "list", "--config", str(path), "--customer", "C9"]) == 0
    assert capsys.readouterr().out == "subscriptions: none\n"
    assert run(["subscriptions", "list", "--config", str(path), "-q"]) == 0
    assert capsys.readouterr().out == ""
