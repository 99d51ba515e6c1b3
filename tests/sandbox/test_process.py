"""The sandbox as a process of its own, as `s300gc sandbox serve` runs it."""

import json
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import requests
from worlds import SAGE_ROOT

from s300gc.sandbox.serve import read_switches, restore, save
from s300gc.sandbox.world import World

PROGRAM = """\
import sys
from pathlib import Path
from s300gc.sandbox.serve import serve
sys.exit(serve(Path(sys.argv[1]), out=sys.stdout, **eval(sys.argv[2])))
"""


class Process:
    """A sandbox as a process of its own."""

    def __init__(self, directory: Path, **options: Any) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(directory), repr(options)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.line = self._process.stdout.readline()
        self.told: dict[str, Any] = json.loads(self.line)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str, str]:
        """Send a signal; give exit code and what else was written to stdout and stderr."""
        self._process.send_signal(number)
        rest, errors = self._process.communicate(timeout=30)
        return self._process.returncode, rest, errors


def test_a_process_says_one_line_and_ends_on_sigterm_with_its_world_saved(
    tmp_path: Path, session: requests.Session
) -> None:
    process = Process(tmp_path / "new" / "place", scenario="small", seed=4)
    told = process.told
    assert process.line.endswith("}\n")
    assert set(told) == {"sage300", "gocardless", "today", "config"}
    assert set(told["sage300"]) == {"url", "company", "user", "password"}
    assert set(told["gocardless"]) == {"url", "access_token", "webhook_secret"}
    assert told["today"] == "2026-01-05"
    settings = tomllib.loads(Path(told["config"]).read_text("utf-8"))
    assert settings["sage300"]["url"] == told["sage300"]["url"]
    assert settings["sandbox"]["url"] == told["gocardless"]["url"]
    basic = (told["sage300"]["user"], told["sage300"]["password"])
    url = f"{told['sage300']['url']}{SAGE_ROOT.removeprefix('/Sage300WebApi')}/AR/ARCustomers"
    kind = {"Content-Type": "application/json"}
    assert session.get(url, auth=basic, headers=kind).status_code == 200
    assert session.post(f"{told['gocardless']['url']}/_sandbox/advance", json={"days": 3}).ok
    assert process.end() == (0, "", "")
    saved = restore(tmp_path / "new" / "place")
    assert saved is not None
    assert saved.timeline.today.isoformat() == "2026-01-08"


def test_a_process_goes_on_from_what_is_saved_and_keeps_the_settings(
    tmp_path: Path, session: requests.Session
) -> None:
    world = World.new("small", seed=9)
    world.advance(2)
    save(world, tmp_path)
    first = Process(tmp_path)
    config = Path(first.told["config"])
    config.write_text(config.read_text("utf-8").replace('"ar-control"', '"1190"'), "utf-8")
    code, _, errors = first.end(signal.SIGINT)
    assert (code, errors.count("\n")) == (0, 1)
    assert "going on from" in errors
    second = Process(tmp_path, scenario="demo", seed=1)
    assert second.told["today"] == "2026-01-07"
    settings = tomllib.loads(config.read_text("utf-8"))
    assert settings["books"]["credit"] == "1190"
    assert settings["gocardless"]["url"] == second.told["gocardless"]["url"]
    second.end()
    again = restore(tmp_path)
    assert again is not None
    assert (again.scenario, again.seed) == ("small", 9)
    assert again.save() == world.save()


def test_switches_come_from_a_file_and_the_page_size_from_the_command_line(
    tmp_path: Path,
) -> None:
    like = tmp_path / "like.json"
    like.write_text('{"over_length": "cut", "page_size": 500}', "utf-8")
    switches = read_switches(like, 20)
    assert (switches.over_length, switches.page_size) == ("cut", 20)
    like.write_text('{"sage_of_avon": true}', "utf-8")
    with pytest.raises(ValueError, match="sage_of_avon"):
        read_switches(like, None)
    like.write_text("[]", "utf-8")
    with pytest.raises(ValueError, match="JSON object"):
        read_switches(like, None)
