"""The encrypted file: what opens it, what does not, and that nothing in it can be moved."""

import base64
import json
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from s300gc.errors import CredentialError
from s300gc.vault import Configured, Vault
from s300gc.vault.sealed import EncryptedFile
from tests.vault.conftest import Program
from tests.vault.keepers import OWNER

pytest.importorskip("cryptography", reason="the extra 'vault' is not installed")

MASTER = "a master secret that nobody guesses"
TOKEN, HOOK = "gocardless-token", "webhook-secret"
Change = Callable[[dict[str, Any]], None]


def sealed(path: Path, owner: str = OWNER, master: str = MASTER) -> EncryptedFile:
    """Open a file with a key that is quick to derive."""
    return EncryptedFile(path, owner, lambda: master, cost=2**14)


def value(file: EncryptedFile, name: str = TOKEN) -> str | None:
    found = file.find(name)
    return found.value if found else None


def refusal(file: EncryptedFile, name: str = TOKEN) -> str:
    with pytest.raises(CredentialError) as caught:
        file.find(name)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with two secrets in it."""
    made = tmp_path / "s300gc.secrets"
    sealed(made).store(TOKEN, "the-very-token")
    sealed(made).store(HOOK, "the-very-hook é")
    return made


def changed(path: Path, change: Change) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))
    change(body)
    path.write_text(json.dumps(body), encoding="utf-8")


def test_what_goes_in_comes_out_and_nothing_of_it_is_readable(path: Path) -> None:
    assert value(sealed(path)) == "the-very-token"
    assert value(sealed(path), HOOK) == "the-very-hook é"
    text = path.read_bytes()
    for secret in (b"the-very-token", base64.b64encode(b"the-very-token"), MASTER.encode()):
        assert secret not in text


def test_what_is_not_in_the_file_needs_no_master(tmp_path: Path, path: Path) -> None:
    def none() -> str:
        raise CredentialError("no master")

    assert EncryptedFile(tmp_path / "absent", OWNER, none).find(TOKEN) is None
    assert EncryptedFile(path, OWNER, none).find("sage300-user") is None
    with pytest.raises(CredentialError, match="no master"):
        EncryptedFile(path, OWNER, none).find(TOKEN)


def test_every_writing_seals_anew(path: Path) -> None:
    before = json.loads(path.read_text())["sealed"][TOKEN]
    sealed(path).store(TOKEN, "the-very-token")
    assert json.loads(path.read_text())["sealed"][TOKEN] != before


@pytest.mark.skipif(sys.platform == "win32", reason="modes are those of POSIX")
def test_the_file_is_its_owners_alone_and_nothing_is_left_beside_it(path: Path) -> None:
    path.chmod(0o644)
    sealed(path).store(TOKEN, "another")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_wrong_master_opens_nothing_and_overwrites_nothing(path: Path) -> None:
    before = path.read_bytes()
    wrong = sealed(path, master="another master")
    assert "the master secret does not open" in refusal(wrong)
    with pytest.raises(CredentialError, match="the master secret does not open"):
        wrong.store(TOKEN, "value")
    assert path.read_bytes() == before


def flip(body: dict[str, Any], name: str, at: int) -> None:
    one = bytearray(base64.b64decode(body["sealed"][name]))
    one[at] ^= 1
    body["sealed"][name] = base64.b64encode(bytes(one)).decode()


@pytest.mark.parametrize("at", [0, 11, 12, -17, -1])
def test_one_changed_bit_is_found_out_and_the_neighbour_still_opens(path: Path, at: int) -> None:
    changed(path, lambda body: flip(body, TOKEN, at))
    assert "was changed by something else" in refusal(sealed(path))
    assert value(sealed(path), HOOK) == "the-very-hook é"


def test_a_secret_moved_to_another_name_does_not_open(path: Path) -> None:
    changed(path, lambda body: body["sealed"].update({TOKEN: body["sealed"][HOOK]}))
    assert "was changed by something else" in refusal(sealed(path))


def test_a_secret_cut_short_does_not_open(path: Path) -> None:
    for text in ("", "AAAA"):
        changed(path, lambda body, text=text: body["sealed"].update({TOKEN: text}))
        assert "was changed by something else" in refusal(sealed(path))


def test_the_file_of_another_installation_is_named_as_such(path: Path) -> None:
    assert f"belongs to {OWNER}, not to SAMINC CR2" in refusal(sealed(path, owner="SAMINC CR2"))


def test_a_file_relabelled_for_another_installation_does_not_open(path: Path) -> None:
    changed(path, lambda body: body.update(owner="SAMINC CR2"))
    assert "does not open" in refusal(sealed(path, owner="SAMINC CR2"))


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["scrypt"].update(n=2**10),
        lambda body: body["scrypt"].update(n=2**30),
        lambda body: body["scrypt"].update(n=2**14 + 1),
        lambda body: body["scrypt"].update(r=1),
        lambda body: body.update(format=2),
        lambda body: body.pop("sealed"),
        lambda body: body.update(sealed=[]),
        lambda body: body["sealed"].update({TOKEN: "no base64!"}),
        lambda body: body["sealed"].update({TOKEN: 1}),
    ],
)
def test_a_cheapened_or_broken_file_is_refused_before_any_key_is_derived(
    path: Path, change: Change
) -> None:
    changed(path, change)
    assert "is no credentials file of s300gc" in refusal(sealed(path))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "secret = 1", "\xff"])
def test_what_is_no_such_file_is_refused_and_not_overwritten(tmp_path: Path, text: str) -> None:
    path = tmp_path / "other"
    path.write_text(text, encoding="latin-1")
    assert "is no credentials file of s300gc" in refusal(sealed(path))
    with pytest.raises(CredentialError):
        sealed(path).store(TOKEN, "value")
    assert path.read_text(encoding="latin-1") == text


def test_another_salt_does_not_open(path: Path) -> None:
    salt = base64.b64encode(bytes(16)).decode()
    changed(path, lambda body: body["scrypt"].update(salt=salt))
    assert "does not open" in refusal(sealed(path))


def test_a_folder_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(CredentialError, match="cannot be written"):
        sealed(tmp_path / "absent" / "file").store(TOKEN, "value")


def test_what_is_removed_is_gone_and_needs_no_master(path: Path) -> None:
    assert sealed(path, master="another").remove(TOKEN) == [str(path)]
    assert sealed(path).remove(TOKEN) == []
    assert value(sealed(path)) is None
    assert value(sealed(path), HOOK) == "the-very-hook é"


# ---------------------------------------------------------------- the master, and the vault


def vault(path: Path, environ: dict[str, str], *command: str) -> Vault:
    return Vault(OWNER, environ, Configured(command=command, file=path))


def test_the_master_comes_from_the_command(tmp_path: Path, program: Program) -> None:
    words = program(f"print({MASTER!r}) if name == 'master' else sys.exit(1)")
    path = tmp_path / "sealed"
    assert vault(path, {}, *words).store(TOKEN, "value").source == "file"
    assert vault(path, {}, *words).get(TOKEN) == "value"
    assert vault(path, {}, *words).look(HOOK) is None
    assert json.loads(path.read_text())["scrypt"]["n"] == 2**17


def test_a_command_that_fails_for_the_master_is_named(tmp_path: Path, program: Program) -> None:
    with pytest.raises(CredentialError, match="gives no master, it ended with exit code 4"):
        vault(tmp_path / "sealed", {}, *program("sys.exit(4)")).store(TOKEN, "value")


def test_the_master_comes_from_the_unit_but_never_from_beside_the_file(tmp_path: Path) -> None:
    unit, home = tmp_path / "unit", tmp_path / "home"
    unit.mkdir()
    home.mkdir()
    environ = {"CREDENTIALS_DIRECTORY": str(unit)}
    (unit / "s300gc_master").write_text(MASTER, encoding="utf-8")
    (unit / "s300gc_master").chmod(0o600)
    with pytest.raises(CredentialError, match="protects nothing"):
        vault(unit / "sealed", environ).store(TOKEN, "value")
    vault(home / "sealed", environ).store(TOKEN, "value")
    assert vault(home / "sealed", environ).get(TOKEN) == "value"
    with pytest.raises(CredentialError, match="nothing gives its master secret"):
        vault(home / "sealed", {}).get(TOKEN)


def test_no_variable_of_the_environment_is_the_master(tmp_path: Path) -> None:
    environ = {"S300GC_MASTER": MASTER, "MASTER": MASTER, "master": MASTER}
    with pytest.raises(CredentialError, match="nothing gives its master secret"):
        vault(tmp_path / "sealed", environ).store(TOKEN, "value")


def test_without_cryptography_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    aead = "cryptography.hazmat.primitives.ciphers.aead"
    monkeypatch.setitem(sys.modules, aead, None)
    with pytest.raises(CredentialError, match=r"pip install 's300gc\[vault\]'"):
        sealed(tmp_path / "sealed").store(TOKEN, "value")
