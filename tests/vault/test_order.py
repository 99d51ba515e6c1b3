"""Where a secret is looked for, in which order, and when the next place is asked."""

from pathlib import Path

import pytest
from keyring.errors import KeyringLocked

from s300gc.errors import CredentialError
from s300gc.vault import NAMES, VARIABLES, Configured, Vault
from tests.vault.conftest import Program, Use
from tests.vault.keepers import OWNER, keeper

TOKEN = "gocardless-token"


def folder(tmp_path: Path, **secrets: str) -> dict[str, str]:
    """Make a credentials directory and the environment that names it."""
    made = tmp_path / "given"
    made.mkdir(exist_ok=True)
    for word, value in secrets.items():
        path = made / f"s300gc_{word.replace('_', '-')}"
        path.write_text(value, encoding="utf-8")
        path.chmod(0o600)
    return {"CREDENTIALS_DIRECTORY": str(made)}


def test_every_credential_has_a_variable_of_its_own() -> None:
    assert set(VARIABLES) == set(NAMES)
    assert len(set(VARIABLES.values())) == len(NAMES)


def test_an_environment_variable_wins_and_the_keyring_is_not_asked(use: Use) -> None:
    kept = keeper().holding(gocardless_token="from-keyring")
    use(kept)
    vault = Vault(OWNER, {VARIABLES[TOKEN]: "from-environment"})
    assert vault.get(TOKEN) == "from-environment"
    assert kept.asked == []


def test_an_empty_variable_is_none(use: Use) -> None:
    use(keeper().holding(gocardless_token="from-keyring"))
    assert Vault(OWNER, {VARIABLES[TOKEN]: ""}).get(TOKEN) == "from-keyring"


def test_a_variable_that_cannot_be_used_is_an_error_and_not_passed_over(use: Use) -> None:
    use(keeper().holding(gocardless_token="from-keyring"))
    with pytest.raises(CredentialError, match="S300GC_GOCARDLESS_TOKEN has several lines"):
        Vault(OWNER, {VARIABLES[TOKEN]: "two\nlines"}).get(TOKEN)


def test_the_keyring_comes_before_command_folder_and_file(tmp_path: Path, use: Use) -> None:
    use(keeper().holding(gocardless_token="from-keyring"))
    environ = folder(tmp_path, gocardless_token="from-folder")
    configured = Configured(command=("/does/not/exist", "{name}"), file=tmp_path / "sealed")
    assert Vault(OWNER, environ, configured).get(TOKEN) == "from-keyring"


def test_the_command_comes_before_the_folder_and_the_folder_before_the_file(
    tmp_path: Path, program: Program
) -> None:
    environ = folder(tmp_path, gocardless_token="from-folder", master="m" * 20)
    file = tmp_path / "sealed"
    sealed = Configured(file=file)
    Vault(OWNER, environ, sealed).store(TOKEN, "from-file")
    Vault(OWNER, environ, sealed).store("webhook-secret", "hook-from-file")
    command = program("print('from-command')")
    all_three = Configured(command=command, file=file)
    assert Vault(OWNER, environ, all_three).get(TOKEN) == "from-command"
    assert Vault(OWNER, environ, sealed).get(TOKEN) == "from-folder"
    assert Vault(OWNER, environ, sealed).get("webhook-secret") == "hook-from-file"


def test_a_locked_keyring_is_an_error_when_nothing_else_is_configured(use: Use) -> None:
    use(keeper().failing(KeyringLocked("shut")))
    with pytest.raises(CredentialError, match="is locked"):
        Vault(OWNER, {}).get(TOKEN)


def test_a_locked_keyring_is_passed_only_for_what_was_configured(tmp_path: Path, use: Use) -> None:
    use(keeper().failing(KeyringLocked("shut")))
    environ = folder(tmp_path, gocardless_token="from-folder")
    assert Vault(OWNER, environ).get(TOKEN) == "from-folder"
    with pytest.raises(CredentialError, match="is locked"):
        Vault(OWNER, environ).get("webhook-secret")


def test_a_failing_command_is_named_though_there_is_no_keyring_either(program: Program) -> None:
    configured = Configured(command=program("sys.exit(3)"))
    with pytest.raises(CredentialError, match="ended with exit code 3"):
        Vault(OWNER, {}, configured).get(TOKEN)


def test_without_a_keyring_an_unfilled_folder_is_not_stored_and_says_how(tmp_path: Path) -> None:
    configured = Configured(path=Path("/etc/s300 gc/s300gc.toml"))
    vault = Vault(OWNER, folder(tmp_path), configured)
    assert vault.look(TOKEN) is None
    with pytest.raises(CredentialError) as caught:
        vault.get(TOKEN)
    call = 's300gc credentials set gocardless-token --config "/etc/s300 gc/s300gc.toml"'
    assert call in str(caught.value)


def test_what_is_found_never_shows_its_value(use: Use) -> None:
    use(keeper().holding(gocardless_token="from-keyring"))
    vault = Vault(OWNER, {VARIABLES["sage300-password"]: "from-environment"})
    for name in (TOKEN, "sage300-password"):
        found = vault.look(name)  # type: ignore[arg-type]
        assert found is not None
        assert found.value not in f"{found!r} {found} {vault!r}"


def test_a_rotation_knows_two_webhook_secrets_and_otherwise_one(use: Use) -> None:
    kept = keeper().holding(webhook_secret="new")
    use(kept)
    assert Vault(OWNER, {}).webhook_secrets() == ("new",)
    old = {"S300GC_WEBHOOK_SECRET_PREVIOUS": "old"}
    assert Vault(OWNER, old).webhook_secrets() == ("new", "old")
    kept.holding(webhook_secret_previous="stored")
    assert Vault(OWNER, {}).webhook_secrets() == ("new", "stored")


def test_a_container_with_variables_alone_needs_no_keyring() -> None:
    environ = {"S300GC_WEBHOOK_SECRET": "new"}
    assert Vault(OWNER, environ).webhook_secrets() == ("new",)


def test_no_previous_webhook_secret_is_no_fault_of_a_command(program: Program) -> None:
    body = "print('new') if name == 'webhook-secret' else sys.exit(1)"
    vault = Vault(OWNER, {}, Configured(command=program(body)))
    assert vault.webhook_secrets() == ("new",)


def test_two_installations_share_nothing(use: Use) -> None:
    use(keeper())
    Vault("SAMLTD CR1", {}).store(TOKEN, "one")
    Vault("SAMINC CR2", {}).store(TOKEN, "two")
    assert Vault("SAMLTD CR1", {}).get(TOKEN) == "one"
    assert Vault("SAMINC CR2", {}).get(TOKEN) == "two"
