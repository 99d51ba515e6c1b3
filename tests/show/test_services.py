"""The files with which the receiver runs as a service say what is meant, in each format."""

import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from s300gc.cli.entry import run
from s300gc.errors import ConfigError
from s300gc.receiver import LARGEST, PATH
from s300gc.show import receiver_service
from s300gc.show.receiver_service import Service
from s300gc.show.services import KINDS
from tests.company import company

LINUX = Service(
    program="/opt/my tools/python", config='/etc/s300gc/a "b" 100% $HOME\\c.toml',
    folders=("/var/lib/s300 gc", "/var/log"), user="s300gc", company="SAMLTD",
    host="127.0.0.1", port=8300,
)  # fmt: skip
WINDOWS = Service(
    program=r"C:\Program Files\s300gc & co\python.exe", config=r"D:\Sage <300>\it's s300gc.toml",
    folders=("D:\\Sage <300>",), user=r"SAGE\svc & co", company="SAM<LTD", host="127.0.0.1",
    port=8300,
)  # fmt: skip
TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
LINE = '-m s300gc webhook serve --config "D:\\Sage <300>\\it\'s s300gc.toml"'


def parsed(text: str | bytes) -> ElementTree.Element:
    return ElementTree.fromstring(text)  # noqa: S314 - we wrote it ourselves


def settings(unit: str) -> dict[str, str]:
    pairs = [one.partition("=") for one in unit.splitlines() if not one.startswith(("#", "["))]
    return {name: value for name, _, value in pairs if name}


def test_what_the_receiver_is_and_what_the_files_say_of_it_agree() -> None:
    assert (receiver_service.PATH, receiver_service.LARGEST) == (PATH, LARGEST)


def test_a_unit_quotes_what_systemd_would_read_otherwise() -> None:
    found = settings(KINDS["systemd"].make(LINUX))
    assert found["ExecStart"] == (
        '"/opt/my tools/python" -m s300gc webhook serve --config'
        r' "/etc/s300gc/a \"b\" 100%% $$HOME\\c.toml"'
    )
    # The quotes are the shell's too, where nothing is put in.
    assert shlex.split(found["ExecStart"])[-1].replace("%%", "%") == LINUX.config.replace("$", "$$")
    assert found["ReadWritePaths"] == '"/var/lib/s300 gc" /var/log'


def test_a_unit_may_do_little_and_gets_time_to_stop() -> None:
    found = settings(KINDS["systemd"].make(LINUX))
    assert found["NoNewPrivileges"] == "yes"
    assert found["ProtectSystem"] == "strict"
    assert (found["Restart"], found["KillSignal"]) == ("on-failure", "SIGTERM")
    assert int(found["TimeoutStopSec"]) > 25
    assert "# LoadCredentialEncrypted=s300gc_webhook-secret:" in KINDS["systemd"].make(LINUX)


def test_a_line_end_in_a_name_makes_no_setting() -> None:
    odd = replace(LINUX, user="a\nExecStartPre=/bin/evil", config="/etc/a\nb.toml")
    assert "ExecStartPre" not in settings(KINDS["systemd"].make(odd))


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "s300gc-webhook.service"
    here = replace(LINUX, program=sys.executable, user="root")
    unit.write_text(KINDS["systemd"].make(here), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "s300gc-webhook.service" not in done.stderr
    assert done.returncode == 0, done.stderr
    unit.write_text(KINDS["systemd"].make(here).replace("strict", "stern"), encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert "stern" in done.stderr


def test_a_task_starts_with_the_machine_and_has_its_user_s_password() -> None:
    text = KINDS["windows-task"].make(WINDOWS)
    assert text.startswith('<?xml version="1.0" encoding="UTF-16"?>')
    task = parsed(text.encode("utf-16"))
    assert [one.tag.removeprefix(TASK) for one in task] == [
        "RegistrationInfo", "Triggers", "Principals", "Settings", "Actions",
    ]  # fmt: skip
    told = {one.tag.removeprefix(TASK): one.text for one in task.iter()}
    assert told["Command"] == WINDOWS.program
    assert told["Arguments"] == LINE
    assert (told["UserId"], told["LogonType"]) == (WINDOWS.user, "Password")
    assert told["ExecutionTimeLimit"] == "PT0S"
    # The schema has an unsigned byte there, and at least a minute.
    assert (told["Interval"], int(told["Count"] or 0) <= 255) == ("PT1M", True)
    assert task.find(f"{TASK}Triggers/{TASK}BootTrigger") is not None


def test_winsw_gets_the_same_line() -> None:
    service = parsed(KINDS["winsw"].make(WINDOWS))
    assert service.findtext("executable") == WINDOWS.program
    assert service.findtext("arguments") == LINE
    assert service.findtext("stoptimeout") == "45 sec"


def test_iis_starts_it_on_the_port_it_gives() -> None:
    web = parsed(KINDS["iis"].make(WINDOWS).encode())
    platform = web.find("system.webServer/httpPlatform")
    assert platform is not None
    assert platform.get("processPath") == WINDOWS.program
    assert platform.get("arguments") == LINE.replace(
        "--config", "--port %HTTP_PLATFORM_PORT% --config"
    )
    assert int(platform.get("startupTimeLimit") or 0) > 10
    limits = web.find("system.webServer/security/requestFiltering/requestLimits")
    assert limits is not None
    assert limits.get("maxAllowedContentLength") == str(LARGEST)


def test_web_servers_pass_on_the_path_they_are_reached_at() -> None:
    one = replace(WINDOWS, path="/pay.in/gocardless", host="::1")
    web = parsed(KINDS["iis-proxy"].make(one).encode())
    rule = "system.webServer/rewrite/rules/rule"
    match, action = web.find(f"{rule}/match"), web.find(f"{rule}/action")
    assert match is not None
    assert action is not None
    assert match.get("url") == r"^pay\.in/gocardless$"
    assert action.get("url") == "http://[::1]:8300/gocardless"
    nginx = KINDS["nginx"].make(one)
    assert "location = /pay.in/gocardless {" in nginx
    assert "proxy_pass http://[::1]:8300/gocardless;" in nginx


@pytest.mark.parametrize("kind", ["windows-task", "winsw", "iis"])
@pytest.mark.parametrize("path", [r"C:\100%\a.toml", r"C:\$(Arg0)\a.toml"])
def test_what_windows_would_take_for_a_variable_is_refused(kind: str, path: str) -> None:
    with pytest.raises(ConfigError, match="another path"):
        KINDS[kind].make(replace(WINDOWS, config=path))


def test_the_command_prints_or_writes_and_never_overwrites(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = company(tmp_path / "some where").folder / "s300gc.toml"
    line = ["webhook", "service", "systemd", "--user", "books", "--config", str(config)]
    assert run(line) == 0
    out, err = capsys.readouterr()
    found = settings(out)
    assert found["User"] == "books"
    assert shlex.split(found["ExecStart"])[-1] == str(config.resolve())
    assert found["ReadWritePaths"] == f'"{config.parent}"'
    assert "systemctl enable" in err
    task = tmp_path / "task.xml"
    line[2:3] = ["windows-task", "--output", str(task), "-q"]
    assert run(line) == 0
    assert capsys.readouterr() == ("", "")
    assert parsed(task.read_bytes()).tag == f"{TASK}Task"
    before = task.read_bytes()
    assert run(line) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), "is there already" in err) == ("", 1, True)
    assert task.read_bytes() == before


@pytest.mark.parametrize("more", [["upstart"], ["systemd", "--output", "/nowhere/at/all"]])
def test_nonsense_is_two_in_one_line(
    more: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = company(tmp_path).folder / "s300gc.toml"
    assert run(["webhook", "service", *more, "--config", str(config)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
