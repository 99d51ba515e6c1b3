"""Links for mandates that go out by e-mail: once for each link, and nobody holds up another."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from s300gc.errors import ConfigError
from s300gc.flows import inviting, mailing
from s300gc.flows.inviting import Invited
from s300gc.model import Outcome
from s300gc.sandbox.world import World
from tests.company import Company
from tests.flows.collectors import owe
from tests.flows.inviters import add
from tests.mailbox import Mailbox, mailbox


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mailbox() as box:
        yield box


def posting(folder: Path, box: Mailbox, *numbers: str) -> Company:
    """A company with customers who owe and have no mandate, and with a mail server."""
    lines = (
        "[mail]", 'host = "127.0.0.1"', f"port = {box.port}", 'security = "none"',
        'sender = "Sample Ltd <accounts@example.com>"', "", "[database]",
    )  # fmt: skip
    one = Company(World.new("empty"), folder, changes={"[database]": "\n".join(lines)})
    for number in numbers or ("C1",):
        add(one, number)
        owe(one, f"IN{number}", "50.00", 3, customer=number)
    one.sync()
    return one


def send(
    one: Company, *, again: bool = False, dry_run: bool = False
) -> tuple[list[Invited], Outcome]:
    with one.parts() as parts:
        mailing.ready(parts)
        found, outcome = inviting.missing(parts, dry_run=dry_run)
        return mailing.send(parts, found, outcome, again=again), outcome


def test_a_customer_gets_his_link_and_no_bank_details(tmp_path: Path, box: Mailbox) -> None:
    one = posting(tmp_path, box)
    (found,), outcome = send(one)
    assert (found.mailed, outcome.failures()) == ("c1@example.com", [])
    text = box.last.get_content()
    assert box.last["To"] == "c1@example.com"
    assert box.last["Subject"] == "Direct Debit mandate for Sample Ltd"
    assert found.url in text.splitlines()
    assert found.expires_at is not None
    for said in ("Dear Customer C1", "Sample Ltd asks you", f"{found.expires_at:%Y-%m-%d %H:%M}"):
        assert said in text
    assert "bank" not in text.casefold()


def test_a_link_is_sent_once_unless_it_is_asked_for_again(tmp_path: Path, box: Mailbox) -> None:
    one = posting(tmp_path, box)
    send(one)
    _, outcome = send(one)
    (skip,) = [s for s in outcome.skips() if s.kind == "mailed"]
    assert "c1@example.com" in skip.reason
    assert "--again" in skip.reason
    assert len(box.letters) == 1
    send(one, again=True)
    first, second = box.letters
    assert first["Message-ID"] != second["Message-ID"]
    with one.parts() as parts:
        rows = parts.store.database.rows("SELECT body FROM audit WHERE kind = 'invitation.mailed'")
    assert len(rows) == 2


def test_a_renewed_link_is_another_one_and_is_sent(tmp_path: Path, box: Mailbox) -> None:
    one = posting(tmp_path, box)
    send(one)
    one.world.advance(8)
    (found,), _ = send(one)
    assert found.how == "renewed"
    assert len(box.letters) == 2


def test_a_recipient_that_is_refused_holds_up_no_other(tmp_path: Path, box: Mailbox) -> None:
    box.refused["c1@example.com"] = "550 no such person"
    one = posting(tmp_path, box, "C1", "C2", "C3")
    found, outcome = send(one)
    assert [one.mailed for one in found] == ["", "c2@example.com", "c3@example.com"]
    (failed,) = outcome.failures()
    assert failed.subject == "C1"
    assert "550 no such person" in failed.error
    assert failed.exit_code == 3
    box.refused.clear()
    send(one)
    assert sorted(letter["To"] for letter in box.letters) == [
        "c1@example.com", "c2@example.com", "c3@example.com",
    ]  # fmt: skip


def test_a_server_that_is_down_is_asked_once_and_the_links_stay(
    tmp_path: Path, box: Mailbox
) -> None:
    one = posting(tmp_path, box, "C1", "C2")
    box.hangs_up = "EHLO"
    found, outcome = send(one)
    assert all(one.url for one in found)
    (failed,) = outcome.failures()
    assert failed.exit_code == 5
    assert [s.subject for s in outcome.skips() if s.kind == "waits"] == ["C2"]
    assert box.connections == 1
    box.hangs_up = ""
    again, _ = send(one)
    assert [one.url for one in again] == [one.url for one in found]
    assert len(box.letters) == 2


def test_a_dry_run_says_to_whom_and_sends_nothing(tmp_path: Path, box: Mailbox) -> None:
    one = posting(tmp_path, box)
    (found,), outcome = send(one, dry_run=True)
    assert (found.url, found.mailed) == ("", "c1@example.com")
    assert "would be e-mailed to c1@example.com" in [done.action for done in outcome.done()]
    assert box.connections == 0


def test_a_customer_without_an_address_fails_and_is_named(tmp_path: Path, box: Mailbox) -> None:
    one = posting(tmp_path, box)
    one.world.sage300.add_customer("C2", "Customer C2", "")
    owe(one, "INC2", "50.00", 3, customer="C2")
    _, outcome = send(one)
    (failed,) = outcome.failures()
    assert (failed.subject, failed.exit_code) == ("C2", 3)
    assert "no e-mail address" in failed.error


def test_without_a_mail_server_nobody_is_asked(tmp_path: Path, box: Mailbox) -> None:
    one = Company(World.new("empty"), tmp_path)
    with one.parts() as parts, pytest.raises(ConfigError, match=r"\[mail\]"):
        mailing.ready(parts)
