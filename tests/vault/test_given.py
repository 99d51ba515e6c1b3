"""Secrets that a program prints or the service manager puts into a folder."""

import json
import logging
import os
import select
import sys
from pathlib import Path

import pytest

from s300gc.errors import CredentialError
from s300gc.vault import VARIABLES, Configured, Vault
from tests.vault.conftest import Program
from tests.vault.keepers import OWNER

TOKEN = "gocardless-token"


def given(
    words: tuple[str, ...], timeout: float = 30, environ: dict[str, str] | None = None
) -> str:
    return Vault(OWNER, environ or {}, Configured(command=words, timeout=timeout)).get(TOKEN)


def refused(words: tuple[str, ...], **more: float) -> str:
    with pytest.raises(CredentialError) as caught:
        given(words, **more)  # type: ignore[arg-type]
    return str(caught.value)


# ---------------------------------------------------------------- a command


def test_the_command_is_asked_by_name_and_loses_one_line_end(program: Program) -> None:
    assert given(program("print('secret of ' + name)")) == "secret of gocardless-token"


def test_the_owner_can_be_part_of_the_question(program: Program) -> None:
    words = (*program("print(sys.argv[2])"), "{owner}")
    assert given(words) == OWNER


def test_no_shell_reads_the_words(program: Program, tmp_path: Path) -> None:
    words = (*program("print(sys.argv[2])"), f"$(touch {tmp_path}/made); $HOME")
    assert given(words) == f"$(touch {tmp_path}/made); $HOME"
    assert not (tmp_path / "made").exists()


@pytest.mark.skipif(os.name != "posix", reason="a script that runs by its first line")
def test_a_program_is_found_on_the_path_or_beside_the_configuration(tmp_path: Path) -> None:
    script = tmp_path / "bin" / "give"
    script.parent.mkdir()
    script.write_text(f"#!{sys.executable} -S\nprint('found')\n", encoding="utf-8")
    script.chmod(0o700)
    on_path = Configured(command=("give", "{name}"))
    assert Vault(OWNER, {"PATH": str(script.parent)}, on_path).get(TOKEN) == "found"
    beside = Configured(command=("bin/give", "{name}"), path=tmp_path / "s300gc.toml")
    assert Vault(OWNER, {}, beside).get(TOKEN) == "found"
    with pytest.raises(CredentialError, match="give is not on the PATH"):
        Vault(OWNER, {"PATH": ""}, on_path).get(TOKEN)


def test_our_own_secrets_are_not_handed_to_the_program(program: Program) -> None:
    environ = {"S300GC_SAGE300_PASSWORD": "hidden", "VAULT_ADDR": "kept"}
    seen = json.loads(
        given(program("import json; print(json.dumps(dict(os.environ)))"), 30, environ)
    )
    assert seen["VAULT_ADDR"] == "kept"
    assert not set(seen) & set(VARIABLES.values())


def test_a_program_that_fails_is_named_with_its_exit_code_and_not_quoted(program: Program) -> None:
    text = refused(program("print('half-a-secret'); print('leak', file=sys.stderr); sys.exit(7)"))
    assert "exit code 7" in text
    assert "run it by hand" in text
    assert "half-a-secret" not in text
    assert "leak" not in text


@pytest.mark.parametrize("body", ["pass", "print()", "print('two'); print('lines')"])
def test_nothing_and_several_lines_are_no_secret(body: str, program: Program) -> None:
    assert "for gocardless-token" in refused(program(body))
    assert "lines\n" not in refused(program(body))


def test_what_is_not_utf_8_is_no_secret(program: Program) -> None:
    assert "UTF-8" in refused(program(r"sys.stdout.buffer.write(b'\xff\xfe')"))


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="asks Linux about a process")
def test_a_program_that_hangs_is_ended_with_all_it_started(
    program: Program, tmp_path: Path
) -> None:
    body = f"""
import subprocess
child = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(600)"])
open({str(tmp_path / "child")!r}, "w").write(str(child.pid))
time.sleep(600)
"""
    assert "within 1.5 seconds" in refused(program(body), timeout=1.5)
    assert ended(int((tmp_path / "child").read_text()))


def ended(pid: int) -> bool:
    """Tell whether a process is gone, or goes within ten seconds."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], 10)[0])
    finally:
        os.close(handle)


def test_a_program_that_is_not_there_or_not_runnable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no program")
    assert "cannot be run" in refused((str(tmp_path / "nothing"), "{name}"))
    assert "cannot be run" in refused((str(tmp_path / "text"), "{name}"))


def test_what_a_program_prints_is_logged_nowhere(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert given(program("print('the-very-secret')")) == "the-very-secret"
    assert "the-very-secret" not in caplog.text


# ---------------------------------------------------------------- $CREDENTIALS_DIRECTORY


def test_a_credential_of_the_unit_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "s300gc_gocardless-token").write_text("from systemd\n", encoding="utf-8")
    vault = Vault(OWNER, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert vault.get(TOKEN) == "from systemd"
    found = vault.look(TOKEN)
    assert found is not None
    assert (found.source, found.place) == (
        "credentials directory", str(tmp_path / "s300gc_gocardless-token"),
    )  # fmt: skip


def test_a_credential_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "s300gc_gocardless-token").mkdir()
    (tmp_path / "s300gc_webhook-secret").write_bytes(b"\xff\xff")
    vault = Vault(OWNER, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    for name in (TOKEN, "webhook-secret"):
        with pytest.raises(CredentialError, match="check LoadCredential"):
            vault.get(name)  # type: ignore[arg-type]


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_a_credential_that_everybody_may_read_is_warned_of(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "s300gc_gocardless-token"
    path.write_text("value", encoding="utf-8")
    vault = Vault(OWNER, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    tmp_path.chmod(0o755)
    path.chmod(0o644)
    vault.get(TOKEN)
    assert "can be read by every user" in caplog.text
    caplog.clear()
    path.chmod(0o600)
    vault.get(TOKEN)
    path.chmod(0o644)
    tmp_path.chmod(0o700)
    vault.get(TOKEN)
    assert caplog.text == ""
