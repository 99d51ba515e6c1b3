"""``s300gc payouts list|show`` from the store alone, and what needs a yes."""

import json
from pathlib import Path

import pytest

from s300gc.cli.entry import run
from s300gc.flows import reversing
from tests.company import Company
from tests.flows.correctors import WHO, WHY, arrived, booked, paid

Said = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return arrived(tmp_path_factory.mktemp("before"))


@pytest.fixture(scope="module")
def site(before: Company, tmp_path_factory: pytest.TempPathFactory) -> tuple[Company, str, str]:
    """A company with a payout that was booked and reversed; gives it, and the file to use."""
    one, payout = booked(before, tmp_path_factory.mktemp("site"))
    with one.parts() as parts:
        reversing.reverse(parts, payout, WHY, WHO)
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    # Without the simulated clock: nothing is asked of anybody.
    alone = one.folder / "alone.toml"
    alone.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    return one, payout, str(alone)


def test_the_list_says_how_far_each_payout_is_and_why(
    site: tuple[Company, str, str], capsys: Said
) -> None:
    _, payout, file = site
    assert run(["payouts", "list", "--config", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "payouts: 1 waiting"
    assert lines[1].split()[:2] == [payout, "2026-01-21"]
    assert f"reversed by {WHO}: {WHY}" in lines[2]
    assert max(len(line) for line in lines) <= 80


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (["--state", "waiting"], 1),
        (["--state", "booked"], 0),
        (["--since", "2026-01-21", "--until", "2026-01-21"], 1),
        (["--since", "2026-01-22"], 0),
        (["--until", "2026-01-20"], 0),
    ],
)
def test_the_list_is_filtered_by_state_and_arrival(
    site: tuple[Company, str, str], capsys: Said, options: list[str], count: int
) -> None:
    assert run(["payouts", "list", "--config", site[2], "--json", *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["schema_version"], len(found["payouts"])) == (1, count)
    assert run(["payouts", "list", "--config", site[2], "-q", *options]) == 0
    assert capsys.readouterr().out == ""


def test_what_is_not_there_is_a_wrong_command_line(
    site: tuple[Company, str, str], capsys: Said
) -> None:
    assert run(["payouts", "list", "--state", "lost", "--config", site[2]]) == 2
    assert "'lost' is no state of a payout: seen, waiting" in capsys.readouterr().err
    assert run(["payouts", "show", "PO0", "--config", site[2]]) == 2
    assert "no payout PO0 is known" in capsys.readouterr().err


def test_one_payout_is_shown_whole_in_eighty_columns(
    tmp_path: Path, capsys: Said, site: tuple[Company, str, str]
) -> None:
    _, payout, file = site
    assert run(["payouts", "show", payout, "--config", file]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 80
    text = " ".join(" ".join(lines).split())
    assert f"reversed on 2026-01-21 by {WHO} ({WHY}): batch" in text
    assert "to do: PM" in text
    assert "reverse this receipt" in text


def test_a_booked_payout_shows_its_journal_its_receipts_and_its_batches(
    tmp_path: Path, capsys: Said, before: Company
) -> None:
    one, payout = booked(before, tmp_path)
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    assert run(["payouts", "show", payout, "--config", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["payout"]
    assert (found["state"], found["fiscal_period"]) == ("booked", "2026-01")
    assert found["posting_date"] == found["arrival_date"] == paid(one)[0]["arrival_date"]
    amounts = [line["functional"]["amount"] for line in found["journal"]]
    assert sum(int(amount.replace(".", "")) for amount in amounts) == 0
    kinds = [batch["kind"] for batch in found["batches"]]
    assert kinds[:2] == ["journal", "receipts"]
    assert {batch["status"] for batch in found["batches"]} == {"Posted"}
    assert all(batch["posting_sequence"] > 0 for batch in found["batches"])
    assert found["receipts"][0]["applied"][0]["document"].endswith("/1")
    assert run(["payouts", "show", payout, "--config", str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 80
    assert any(line.split()[:2] == ["Dr", "1195"] for line in lines)
    assert any("posting sequence" in line for line in lines)


@pytest.mark.parametrize(
    "command",
    [["payouts", "post", "--again", "PO1"], ["payouts", "reverse", "PO1", "--reason", "wrong"]],
)
def test_what_changes_a_booking_needs_somebody_who_agrees(
    site: tuple[Company, str, str], capsys: Said, command: list[str]
) -> None:
    assert run([*command, "--config", site[2]]) == 6
    assert "agree with --yes" in capsys.readouterr().err


def test_a_reversal_needs_its_reason(site: tuple[Company, str, str], capsys: Said) -> None:
    assert run(["payouts", "reverse", "PO1", "--config", site[2]]) == 2
    assert run(["payouts", "reverse", "PO1", "--reason", " ", "--config", site[2]]) == 2
    assert "say why with --reason" in capsys.readouterr().err
