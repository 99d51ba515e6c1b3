"""Only keyrings that encrypt are used, chains are taken apart, each failure has its remedy."""

import getpass
import sys

import pytest
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError

from s300gc.errors import CredentialError
from s300gc.vault import REAL_BACKENDS, Vault, os_user
from tests.vault.conftest import Use
from tests.vault.keepers import (
    KWALLET,
    NULL,
    OWNER,
    PLAIN,
    SECRET_SERVICE,
    WINDOWS,
    WindowsError,
    keeper,
)

TOKEN = "gocardless-token"
SERVICE = f"s300gc:{OWNER}:{TOKEN}"


def complaint(name: str = TOKEN) -> str:
    with pytest.raises(CredentialError) as caught:
        Vault(OWNER, {}).get(name)  # type: ignore[arg-type]
    assert caught.value.exit_code == 8
    assert "\n" not in str(caught.value)
    return str(caught.value)


# ---------------------------------------------------------------- which backends


@pytest.mark.parametrize("kind", sorted(REAL_BACKENDS))
def test_a_backend_that_encrypts_keeps_gives_and_deletes(kind: str, use: Use) -> None:
    kept = keeper(kind)
    use(kept)
    vault = Vault(OWNER, {})
    assert vault.store(TOKEN, "first").place == REAL_BACKENDS[kind]
    assert vault.store(TOKEN, "second").source == "keyring"
    assert vault.get(TOKEN) == "second"
    assert kept.kept == {(SERVICE, TOKEN): "second"}
    assert vault.remove(TOKEN) == [REAL_BACKENDS[kind]]
    assert kept.kept == {}


def test_each_secret_has_a_service_name_of_its_own(use: Use) -> None:
    kept = keeper()
    use(kept)
    for name in ("sage300-user", "sage300-password", TOKEN):
        Vault(OWNER, {}).store(name, "value")  # type: ignore[arg-type]
    assert len({service for service, _ in kept.kept}) == 3


@pytest.mark.parametrize(
    "kind",
    [
        PLAIN,
        "keyrings.alt.file.EncryptedKeyring",
        "keyrings.cryptfile.cryptfile.CryptFileKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "mine.backends.SecretService.Keyring",
    ],
)
def test_any_other_backend_is_refused_with_its_name_and_never_asked(kind: str, use: Use) -> None:
    kept = keeper(kind).holding(gocardless_token="readable")
    use(kept)
    text = complaint()
    assert kind in text
    assert "pip uninstall keyrings.alt" in text
    with pytest.raises(CredentialError, match="is refused"):
        Vault(OWNER, {}).store(TOKEN, "value")
    assert kept.asked == []


def test_the_null_backend_is_refused_and_says_where_it_was_named(use: Use) -> None:
    use(keeper(NULL))
    text = complaint()
    assert "switched off" in text
    assert "PYTHON_KEYRING_BACKEND" in text


def test_a_chain_is_taken_apart_and_its_plain_text_member_passed_over(use: Use) -> None:
    plain, real = keeper(PLAIN), keeper(SECRET_SERVICE)
    type(plain).priority = 9
    plain.holding(gocardless_token="readable")
    use(plain, real)
    vault = Vault(OWNER, {})
    assert vault.look(TOKEN) is None
    vault.store(TOKEN, "value")
    assert vault.get(TOKEN) == "value"
    assert real.kept == {(SERVICE, TOKEN): "value"}
    assert plain.asked == []


def test_a_chain_of_two_real_keyrings_is_asked_in_its_order(use: Use) -> None:
    first, second = keeper(KWALLET), keeper(SECRET_SERVICE)
    type(first).priority = 5.1
    use(second, first)
    vault = Vault(OWNER, {})
    second.holding(gocardless_token="in the second")
    assert vault.get(TOKEN) == "in the second"
    first.holding(gocardless_token="in the first")
    assert vault.get(TOKEN) == "in the first"
    assert vault.remove(TOKEN) == ["KWallet", "the Secret Service keyring"]
    assert (first.kept, second.kept) == ({}, {})


def test_a_locked_first_member_of_a_chain_is_an_error_and_the_second_is_not_asked(
    use: Use,
) -> None:
    first, second = keeper(KWALLET).failing(KeyringLocked("shut")), keeper(SECRET_SERVICE)
    type(first).priority = 5.1
    use(second.holding(gocardless_token="value"), first)
    assert "KWallet" in complaint()
    assert second.asked == []


def test_a_chain_without_a_real_member_is_refused(use: Use) -> None:
    use(keeper(PLAIN), keeper("keyrings.alt.file.EncryptedKeyring"))
    text = complaint()
    assert PLAIN in text
    assert "EncryptedKeyring" in text


def test_a_keyring_that_forgets_is_found_out_when_storing(use: Use) -> None:
    kept = keeper()
    kept.forgets = True
    use(kept)
    with pytest.raises(CredentialError, match="does not give it back"):
        Vault(OWNER, {}).store(TOKEN, "value")


# ---------------------------------------------------------------- the ways to fail


def test_no_backend_names_the_session_bus_and_the_other_ways(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    text = complaint()
    assert "DBUS_SESSION_BUS_ADDRESS" in text
    assert "[credentials] command" in text
    assert "$CREDENTIALS_DIRECTORY" in text
    assert "S300GC_GOCARDLESS_TOKEN" in text
    assert os_user() in text


def test_a_backend_chosen_by_hand_that_does_not_load_is_named_as_such(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", None)
    for named in ("keyring.backends.macOS.Nothing", "no.such.module", "nonsense"):
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", named)
        assert "does not work in this session" in complaint()


def test_locked_says_how_it_is_opened(monkeypatch: pytest.MonkeyPatch, use: Use) -> None:
    use(keeper().failing(KeyringLocked("shut")))
    monkeypatch.setattr(sys, "platform", "linux")
    assert "gnome-keyring-daemon --unlock" in complaint()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "security unlock-keychain" in complaint()


def test_what_the_secret_service_library_lets_through_counts_too(use: Use) -> None:
    exceptions = pytest.importorskip("secretstorage.exceptions")
    use(keeper().failing(exceptions.PromptDismissedException("dismissed")))
    assert "is locked" in complaint()
    use(keeper().failing(exceptions.SecretServiceNotAvailableException("gone away")))
    assert "gone away" in complaint()


def test_not_stored_names_the_user_that_was_looked_under_and_the_command(use: Use) -> None:
    use(keeper())
    text = complaint()
    assert f"for the operating system user {os_user()}" in text
    assert "'s300gc credentials set gocardless-token'" in text
    assert "as that user" in text


def test_the_user_is_the_process_own_whatever_the_environment_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = os_user()
    monkeypatch.setenv("LOGNAME", "somebody-else")
    monkeypatch.setenv("USER", "somebody-else")
    assert getpass.getuser() == "somebody-else"
    assert os_user() == real


def test_windows_without_a_logon_session_asks_for_a_batch_logon(use: Use) -> None:
    use(keeper(WINDOWS).failing(WindowsError(1312)))
    text = complaint()
    assert "batch logon" in text
    assert "Do not store password" in text


def test_windows_says_that_a_secret_is_too_long(use: Use) -> None:
    kept = keeper(WINDOWS)
    use(kept)
    with pytest.raises(CredentialError, match="takes 1280 characters"):
        Vault(OWNER, {}).store(TOKEN, "x" * 1281)
    assert kept.kept == {}
    Vault(OWNER, {}).store(TOKEN, "x" * 1280)
    use(keeper(WINDOWS).failing(WindowsError(1783)))
    assert "too long" in complaint()


def test_on_windows_an_old_secret_is_removed_before_the_new_one_is_written(use: Use) -> None:
    kept = keeper(WINDOWS).holding(gocardless_token="old")
    use(kept)
    Vault(OWNER, {}).store(TOKEN, "new")
    assert [what for what, _ in kept.asked] == ["get", "delete", "set", "get"]


@pytest.mark.parametrize(
    "error", [InitError("no collection"), PasswordDeleteError("odd"), OSError("io")]
)
def test_any_other_trouble_keeps_the_keyrings_words_on_one_line(error: Exception, use: Use) -> None:
    use(keeper().failing(error))
    assert str(error) in complaint()


def test_what_a_keyring_says_while_it_is_given_a_secret_is_not_repeated(use: Use) -> None:
    use(keeper().failing(OSError("cannot store 'the-very-secret'")))
    with pytest.raises(CredentialError) as caught:
        Vault(OWNER, {}).store(TOKEN, "the-very-secret")
    assert "the-very-secret" not in str(caught.value)


def test_what_is_not_stored_cannot_be_deleted(use: Use) -> None:
    use(keeper())
    with pytest.raises(CredentialError, match="nothing to delete"):
        Vault(OWNER, {}).remove(TOKEN)


@pytest.mark.parametrize("value", ["", " ", "\n", "a\nb", "a\x00b", "a\udc80b", "tab\there"])
def test_what_can_be_no_credential_is_not_stored(value: str, use: Use) -> None:
    kept = keeper()
    use(kept)
    with pytest.raises(CredentialError, match="the value for gocardless-token"):
        Vault(OWNER, {}).store(TOKEN, value)
    assert kept.asked == []


def test_one_line_end_is_no_part_of_a_secret(use: Use) -> None:
    kept = keeper()
    use(kept)
    for text in ("value", "value\n", "value\r\n", "\ufeffvalue\n"):
        Vault(OWNER, {}).store(TOKEN, text)
        assert kept.kept[SERVICE, TOKEN] == "value"
