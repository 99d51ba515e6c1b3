"""A change of a setting is an audit row, and applies to new bookings only."""

from pathlib import Path

from s300gc.flows import audit, in_force
from s300gc.show.audit import sentence
from tests.company import Company
from tests.flows.failing import collecting, until


def seen(one: Company, user: str = "anna") -> None:
    with one.parts() as parts:
        in_force.record(parts, user)


def rows(one: Company, key: str) -> list[tuple[str, str, str]]:
    with one.parts() as parts:
        found = parts.store.audit.of_subject(key)
        return [
            (row.body.get("was", ""), row.body.get("is", ""), row.body["user"]) for row in found
        ]


def test_the_first_run_records_all_settings_and_later_ones_only_what_changed(
    tmp_path: Path,
) -> None:
    one = collecting(tmp_path, None, others=False)
    seen(one)
    with one.parts() as parts:
        (first,) = parts.store.audit.of_subject("settings")
        head = parts.store.audit.head()
    assert first.body["settings"]["books.bank_account"] == "1195"
    assert first.body["settings"]["books.receipts"] == "bank"
    seen(one)
    with one.parts() as parts:
        assert parts.store.audit.head() == head
    text = (one.folder / "s300gc.toml").read_text(encoding="utf-8")
    text = text.replace('bank_account = "1195"', 'bank_account = "1000"')
    text += '\n[books.EUR]\nbank_account = "1001"\n'
    (one.folder / "s300gc.toml").write_text(text, encoding="utf-8")
    seen(one, "berta")
    assert rows(one, "books.bank_account") == [("", "", "anna"), ("1195", "1000", "berta")]
    assert rows(one, "books.EUR.bank_account") == [("", "1001", "berta")]
    assert rows(one, "program.user")[1:] == [("anna", "berta", "berta")]
    with one.parts() as parts:
        told = [sentence(row, "") for row in audit.history(parts, "books.bank_account")]
        assert told[0].startswith("all ")
        assert told[-1] == "books.bank_account was 1195, is 1000, seen by berta"
        assert audit.verify(parts).holds
        now = parts.store.in_force.latest()
        before = parts.store.in_force.at(first.seq)
    assert now is not None
    assert before is not None
    assert dict(now.values)["books.bank_account"] == "1000"
    assert dict(before.values)["books.bank_account"] == "1195"
    assert now.hash != before.hash


def test_a_password_in_an_address_and_a_command_for_secrets_are_not_recorded(
    tmp_path: Path,
) -> None:
    one = collecting(tmp_path, None, others=False)
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    text = text.replace("[gocardless]\n", '[gocardless]\nproxy = "http://me:hush@proxy:1"\n')
    text += '\n[credentials]\ncommand = ["/bin/secret", "--pin=4711", "{name}"]\n'
    path.write_text(text, encoding="utf-8")
    seen(one)
    with one.parts() as parts:
        (first,) = parts.store.audit.of_subject("settings")
    settings = first.body["settings"]
    assert settings["gocardless.proxy"] == "http://***@proxy:1"
    assert "4711" not in str(settings)


def test_what_was_booked_keeps_its_account_when_the_setting_changes(tmp_path: Path) -> None:
    one = collecting(tmp_path, {"kind": "late_failure"})
    id = until(one, "paid_out")
    one.sync()
    other = Company(one.world, one.folder, credit="1190")
    until(other, "failed")
    other.live(3)
    other.sync()
    with other.parts() as parts:
        mine = parts.store.payouts.lines_of_payment(id)
        new = [
            line.x
            for payout in parts.store.payouts.booked()
            for line in parts.store.payouts.lines_of(payout.id)
            if line.payout == mine[-1].payout and line.kind == "payment_paid_out"
        ]
    assert [(line.kind, line.x) for line in mine] == [
        ("payment_paid_out", "1100"),
        ("payment_failed", "1100"),
    ]
    assert set(new) == {"1190"}
    assert [check.subject for check in other.reconcile().differences] == []
