"""``events`` and ``webhook check`` as a person and a program read them."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import requests
import requests_mock

from s300gc import wiring
from s300gc.cli.entry import run
from s300gc.flows import endpoint, events
from s300gc.model import Outcome
from s300gc.remote.gocardless_events import read_webhook
from tests.company import Company, company

Said = tuple[int, str, str]


def told(id: str, kind: str, action: str, at: str, **links: str) -> dict[str, Any]:
    return {"id": id, "created_at": f"{at}T09:00:00.000Z", "resource_type": kind,
            "action": action, "links": links, "details": {"cause": "x"}}  # fmt: skip


EVENTS = [
    told("EV0001", "space_ships", "landed", "2026-01-05"),
    told("EV0002", "payments", "failed", "2026-01-06", payment="PMGONE"),
    told("EV0003", "mandates", "created", "9999-12-31", mandate="MDGONE"),
]


@dataclass
class Known:
    """A company to which three events came: one applied, two set aside."""

    company: Company
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *words: str) -> Said:
        code = run([*words, "--config", str(self.company.folder / "s300gc.toml")])
        return (code, *self.capsys.readouterr())

    def json(self, *words: str) -> Any:
        code, out, err = self("events", *words, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)

    def ids(self, *words: str) -> list[str]:
        return [one["id"] for one in self.json("list", *words)["events"]]


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Company:
    one = company(tmp_path_factory.mktemp("events"))
    one.sync()
    with one.parts() as parts:
        body = json.dumps({"events": EVENTS, "meta": {"webhook_id": "WB1"}}).encode()
        found = read_webhook(body)
        parts.store.inbox.receive(found.events, found.raws, "webhook", parts.clock.now())
        parts.store.inbox.receive(found.events[:1], found.raws[:1], "poll")
        events.apply(parts, Outcome("events"))
    path = one.folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    # The machine's clock from here on: nothing that only looks asks anybody.
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    return one


@pytest.fixture
def known(
    lived: Company, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Known]:
    monkeypatch.setenv("COLUMNS", "80")
    yield Known(lived, capsys)


def test_the_list_says_of_each_event_how_it_came_and_what_became_of_it(known: Known) -> None:
    code, out, err = known("events", "list")
    assert (code, err) == (0, "")
    dead, failed, landed = out.splitlines()
    assert landed == "2026-01-05 09:00:00 EV0001 landed x by webhook+poll: applied"
    assert failed.startswith("2026-01-06 09:00:00 EV0002 PMGONE failed x by webhook: set aside: ")
    assert "EV0003 MDGONE created" in dead
    assert "\x1b" not in out


def test_json_has_the_schema_that_is_promised(known: Known) -> None:
    found = known.json("list")
    assert found["schema_version"] == 1
    first = {one["id"]: one for one in found["events"]}["EV0001"]
    assert {"id", "resource_type", "action", "received_at", "applied_at", "source"} <= set(first)
    assert first["source"] == ["webhook", "poll"]
    assert first["received_at"].endswith("+00:00")
    assert first["applied_at"] >= first["received_at"]
    assert {one["id"]: one["applied_at"] for one in found["events"]}["EV0002"] is None


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        (["--dead"], ["EV0003", "EV0002"]),
        (["--dead", "--type", "payments"], ["EV0002"]),
        (["--type", "space_ships"], ["EV0001"]),
        (["--action", "failed"], ["EV0002"]),
        (["--resource", "MDGONE"], ["EV0003"]),
        (["--since", "2026-01-06"], ["EV0003", "EV0002"]),
        (["--until", "2026-01-05"], ["EV0001"]),
        (["--until", "9999-12-31"], ["EV0003", "EV0002", "EV0001"]),
        (["--since", "2026-01-06", "--until", "2026-01-06", "--dead"], ["EV0002"]),
        (["--since", "2026-01-07", "--until", "2026-01-06"], []),
        (["--limit", "1"], ["EV0003"]),
    ],
)
def test_filters_leave_what_they_say(known: Known, words: list[str], ids: list[str]) -> None:
    assert known.ids(*words) == ids


def test_what_was_left_off_is_said(known: Known) -> None:
    _, out, _ = known("events", "list", "--limit", "2")
    assert out.splitlines()[-1] == "... and older ones: see --limit"
    assert known.json("list", "--limit", "2")["more"] is True
    assert known("events", "list", "--type", "refunds") == (0, "events: none\n", "")
    assert known("events", "list", "-q") == (0, "", "")


def test_one_event_is_shown_with_what_it_is_about(known: Known) -> None:
    code, out, err = known("events", "show", "EV0002")
    assert (code, err) == (0, "")
    assert "kind: payments" in out
    assert "links: payment PMGONE" in out
    assert known.json("show", "EV0002")["event"]["error"]


@pytest.mark.parametrize(
    "words",
    [
        ["list", "--since", "yesterday"],
        ["list", "--until", "2026-13-01"],
        ["list", "--limit", "0"],
        ["list", "extra"],
        ["show"],
        ["show", "EV404"],
        ["show", "\x1b[31m"],
        ["gaps", "extra"],
        ["replay"],
    ],
)
def test_nonsense_is_two_in_one_line(known: Known, words: list[str]) -> None:
    code, out, err = known("events", *words)
    assert (code, out) == (2, "")
    assert err.startswith("s300gc: ")
    assert err.count("\n") == 1
    assert "\x1b" not in err


def test_a_replay_of_what_never_came_is_two(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", "T")
    code, out, err = known("events", "replay", "EV404")
    assert (code, out) == (2, "")
    assert "EV404" in err


def test_without_a_webhook_there_are_no_gaps_to_tell_of(known: Known) -> None:
    code, out, err = known("events", "gaps")
    assert (code, err) == (0, "")
    assert out
    found = known.json("gaps")
    assert (found["arriving"], found["failing_since"], found["schema_version"]) == (True, None, 1)


@pytest.fixture
def checked(known: Known, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    monkeypatch.setenv("S300GC_WEBHOOK_SECRET", "the-webhook-secret")
    return lambda *words: known("webhook", "check", *words)


def test_a_check_without_a_receiver_is_four_and_says_what_to_start(
    checked: Callable[..., Said],
) -> None:
    code, out, _ = checked()
    assert code == 4
    assert "webhook serve" in out
    assert "the-webhook-secret" not in out
    code, out, _ = checked("--json")
    assert (code, json.loads(out)["schema_version"]) == (4, 1)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ([{"status_code": 498}], "another secret"),
        ([{"status_code": 404}], "was answered with 404"),
        ([{"status_code": 302, "headers": {"Location": "https://x.example.com/"}}], "redirect"),
        ([{"status_code": 503}], "see its log"),
        ([{"status_code": 204}], "not in the database"),
        ([{"status_code": 204}, {"status_code": 413}], "let bodies of 1 MB pass"),
        ([{"status_code": 204}, {"exc": requests.ConnectionError}], "let bodies of 1 MB pass"),
        ([{"status_code": 204}] * 3, "something else answers"),
    ],
)
def test_a_check_names_what_a_server_in_front_does_wrong(
    known: Known, monkeypatch: pytest.MonkeyPatch, answers: list[dict[str, Any]], said: str
) -> None:
    monkeypatch.setenv("S300GC_WEBHOOK_SECRET", "the-webhook-secret")
    with requests_mock.Mocker() as mocked, wiring.trial(known.company.config) as trial:
        mocked.post(requests_mock.ANY, answers)
        found = endpoint.run(trial)
    failed = [f"{one.subject} {one.what} {one.fix}" for one in found if one.level == "fail"]
    assert [one for one in failed if said in one], failed
