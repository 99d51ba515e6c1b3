"""What an admin does by hand: link and unlink customers, retry a failed payment."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from tests.processes import COMMAND, Site, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served company with a payment that the bank refused and a payer whom nobody knows."""
    with served(tmp_path_factory.mktemp("site") / "world") as site:
        stranger = {
            "do": "sign_mandate", "given_name": "", "family_name": "",
            "company_name": "Nobody Knows Ltd", "email": "n@example.org", "metadata": {},
        }  # fmt: skip
        site.control("POST", "person", stranger)
        for days in (5, 33, 0):
            assert site.run("sync", "-q").returncode == 0
            if days:
                site.advance(days)
        yield site


def shown(site: Site, *arguments: str) -> dict[str, Any]:
    done = site.run(*arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["schema_version"] == 1
    return found


def answered(site: Site, answer: str, *arguments: str) -> tuple[str, int]:
    """What a command says to a person on a terminal who answers its question, and its exit code."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "r+b", buffering=0) as terminal:
        process = subprocess.Popen(
            [*COMMAND, *arguments, "--config", str(site.config)],
            env=site.environment, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs,
        )  # fmt: skip
        os.close(theirs)
        said = b""
        while b"[y/N]" not in said:
            said += terminal.read(1000)
        terminal.write(answer.encode())
        code = process.wait(timeout=120)
        # A terminal whose other end is closed is an error on some systems, the end on others.
        with suppress(OSError):
            while more := terminal.read(1000):
                said += more
    return said.decode(), code


def test_who_is_not_linked_is_linked_by_hand_and_taken_apart_again(site: Site) -> None:
    (stranger,) = shown(site, "mandates", "list", "--unlinked")["unlinked"]
    id = stranger["gc_customer"]
    assert stranger["mandates"][0]["status"] == "active"
    planned = site.run("mandates", "link", id, "C1011", "--dry-run")
    assert planned.returncode == 0
    assert f"{id} Nobody Knows Ltd: linked to C1011 " in planned.stdout
    assert shown(site, "mandates", "list", "--unlinked")["unlinked"]

    linked = shown(site, "mandates", "link", id, "C1011")
    (done,) = linked["flows"][0]["done"]
    assert (done["subject"], done["kind"]) == (f"{id} Nobody Knows Ltd", "linked")
    assert shown(site, "mandates", "list", "--unlinked")["unlinked"] == []
    held = {
        mandate["gc_customer"]: (one["customer"], mandate["linked_by"])
        for one in shown(site, "mandates", "list")["customers"]
        for mandate in one["mandates"]
    }
    assert held[id] == ("C1011", "hand")
    history = site.run("audit", "show", id).stdout
    assert f"{id} is C1011 by hand (" in history

    quiet = site.run("-q", "mandates", "unlink", id)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    (again,) = shown(site, "mandates", "list", "--unlinked")["unlinked"]
    assert again["gc_customer"] == id


def test_the_list_is_read_by_a_person(site: Site) -> None:
    lines = site.run("mandates", "list").stdout.splitlines()
    assert lines[0].endswith("1 holder not linked")
    assert "C1001 " in lines[1]
    assert " bacs active " in lines[2]
    assert " **" in lines[2]
    assert lines[2].endswith(" by metadata")
    assert site.run("mandates", "list", "-q").stdout == ""


def test_what_does_not_exist_is_two_and_says_which(site: Site) -> None:
    for words, said in [
        (("link", "CU00000000", "C1001"), "CU00000000"),
        (("unlink", "CU00000000"), "CU00000000 is not linked"),
        (("link", "CU00000000"), "SAGE_CUSTOMER"),
    ]:
        done = site.run("mandates", *words)
        assert done.returncode == 2, done
        assert said in done.stderr
        assert "Traceback" not in done.stderr


def test_a_failed_payment_is_listed_and_retried_once(site: Site) -> None:
    (failed,) = shown(site, "payments", "list", "--failed")["payments"]
    assert (failed["status"], failed["can_retry"], failed["note"]) == ("failed", True, None)
    lines = site.run("payments", "list").stdout.splitlines()
    assert "1 failed" in lines[0]
    assert any(f"    s300gc payments retry {failed['id']}; " in line for line in lines)
    assert failed["cause"] in ("refer_to_payer", "insufficient_funds")
    assert f"    {failed['says']}" in lines
    assert shown(site, "payments", "list", "--customer", "NOBODY")["payments"] == []
    assert shown(site, "payments", "list", "--status", "failed")["payments"] == [failed]

    whole = shown(site, "payments", "show", failed["id"])["payment"]
    assert [one["action"] for one in whole["events"]][-1] == "failed"
    assert [one["collected_by"] for one in whole["claims"]] == [failed["id"]]
    shown_to_a_person = site.run("payments", "show", failed["id"]).stdout
    assert shown_to_a_person.splitlines()[-1].startswith("  next: s300gc payments retry ")

    early = site.run("payments", "retry", failed["id"], "--charge-date", "2026-01-01")
    assert early.returncode == 3
    assert early.stdout.splitlines()[0] == "payments: nothing to do, 1 failed"
    assert early.stderr.startswith(f"s300gc: {failed['id']}: the mandate allows ")
    assert site.run("payments", "retry", failed["id"], "--charge-date", "soon").returncode == 2

    for words in ((), (failed["id"], "--all-failed")):
        wrong = site.run("payments", "retry", *words)
        assert (wrong.returncode, wrong.stdout) == (2, "")
        assert "name one payment, or all with --all-failed" in wrong.stderr
    asked, code = answered(site, "n\n", "payments", "retry", "--all-failed")
    assert f"retry 1 payment, {failed['amount']['amount']} {failed['amount']['currency']}?" in asked
    assert (code, "nothing was retried" in asked) == (6, True)
    everything = site.run("payments", "retry", "--all-failed", "--dry-run")
    assert "1 would be retried" in everything.stdout

    planned = site.run("payments", "retry", failed["id"], "--dry-run")
    assert (planned.returncode, planned.stderr) == (0, "")
    (done,) = shown(site, "payments", "retry", failed["id"])["flows"][0]["done"]
    assert (done["remote"], done["kind"]) == (failed["id"], "retried")
    again = site.run("payments", "retry", failed["id"])
    assert again.returncode == 3
    assert again.stderr == f"s300gc: {failed['id']}: is pending_submission, not failed\n"
    assert shown(site, "payments", "list", "--failed")["payments"] == []

    # It can still be cancelled, keeps its documents, and they are released.
    cancelled = site.run("payments", "cancel", failed["id"], "--by", "Ann")
    assert (cancelled.returncode, cancelled.stderr) == (0, "")
    assert "asked for by Ann" in cancelled.stdout
    twice = site.run("payments", "cancel", failed["id"])
    assert (twice.returncode, "is cancelled already" in twice.stdout) == (0, True)
    (kept,) = shown(site, "payments", "list", "--status", "cancelled")["payments"]
    assert (kept["id"], kept["cause"]) == (failed["id"], "payment_cancelled")
    assert site.run("payments", "release", failed["id"]).returncode == 0
    assert "keeps no document" in site.run("payments", "release", failed["id"]).stdout
