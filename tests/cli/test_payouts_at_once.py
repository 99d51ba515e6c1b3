"""Several processes that book at the same moment: one does it, the others say so."""

from pathlib import Path

from tests.cli.sites import served_on
from tests.flows.correctors import arrived, paid
from tests.processes import twice


def test_three_commands_at_the_same_moment_book_a_payout_once(tmp_path: Path) -> None:
    one = arrived(tmp_path / "world")
    payout = paid(one)[0]["id"]
    with served_on(one) as site:
        started = [
            site.start(*words)
            for words in (["payouts", "post"], ["sync"], ["payouts", "post", "-q"])
        ]
        said = [process.communicate(timeout=120)[1] for process in started]
        assert {process.returncode for process in started} <= {0, 11}, said
        assert site.run("payouts", "post", "-q").returncode == 0
        state = site.state()
        assert twice(state) == []
        made = [b for b in state["sage300"]["gl_batches"] if b["Description"] == f"GC {payout}"]
        assert [batch["Status"] for batch in made] == ["Posted"]
        shown = site.run("payouts", "list", "--state", "booked")
        assert payout in shown.stdout
