"""``s300gc credentials list``, ``test`` and ``delete``: what is there and whether it works."""

from keyring.backends.fail import Keyring as NoBackend
from keyring.errors import KeyringLocked

from tests.vault.conftest import Use
from tests.vault.keepers import PLAIN, keeper
from tests.vault.site import FOREIGN, Site


def test_the_list_says_where_each_comes_from_and_never_what_it_is(site: Site) -> None:
    site.set_sage()
    site.monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", FOREIGN)
    rows = {row["name"]: row for row in site.json("list")["credentials"]}
    assert rows["sage300-user"]["source"] == "keyring"
    assert rows["gocardless-token"] == {
        "name": "gocardless-token", "stored": True, "source": "environment",
        "place": "S300GC_GOCARDLESS_TOKEN", "problem": None,
    }  # fmt: skip
    assert rows["webhook-secret"]["stored"] is False
    code, out, err = site.run("list")
    assert (code, err) == (0, "")
    assert "environment: S300GC_GOCARDLESS_TOKEN" in out
    assert site.run("list", "-q") == (0, "", "")


def test_a_locked_keyring_shows_in_list_and_test(site: Site) -> None:
    site.keyring.failing(KeyringLocked("shut"))
    for command in ("list", "test"):
        code, _, err = site.run(command)
        assert code == 8
        assert "is locked" in err
        assert all(line.startswith("s300gc: ") for line in err.splitlines())


def test_without_a_keyring_the_list_says_so_once_and_test_names_what_is_needed(
    site: Site, use: Use
) -> None:
    use(NoBackend())
    code, _, err = site.run("list")
    assert code == 8
    assert [line[:26] for line in err.splitlines()] == [
        "s300gc: sage300-user is ne", "s300gc: the same holds for",
    ]  # fmt: skip
    assert site.run("test")[0] == 8


def test_variables_alone_are_enough_for_list_and_test(site: Site, use: Use) -> None:
    use(NoBackend())
    site.monkeypatch.setenv("S300GC_SAGE300_USER", site.world.sage300.user)
    site.monkeypatch.setenv("S300GC_SAGE300_PASSWORD", site.world.sage300.password)
    site.monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", site.world.gocardless.access_token)
    for command in ("list", "test"):
        code, out, err = site.run(command)
        assert (code, err) == (0, "")
        assert "not stored" in out


def test_a_plain_text_keyring_is_refused_by_every_command(site: Site, use: Use) -> None:
    plain = keeper(PLAIN)
    use(plain)
    for words in (("set", "sage300-user"), ("list",), ("test",), ("delete", "sage300-user")):
        code, _, err = site.run(*words, value="S300GC")
        assert code == 8
        assert PLAIN in err
    assert plain.asked == []


def test_the_test_goes_on_after_a_failure_and_names_each(site: Site) -> None:
    site.run("set", "sage300-user", value=site.world.sage300.user)
    site.run("set", "sage300-password", "--no-check", value="WRONG-PASS1")
    site.monkeypatch.setenv("S300GC_GOCARDLESS_TOKEN", site.world.gocardless.access_token)
    code, out, err = site.run("test")
    assert code == 8
    assert "sage300-user, sage300-password: Sage 300 does not accept" in err
    assert "gocardless-token: GoCardless accepts the token" in out


def test_delete_takes_out_what_was_stored_and_says_when_nothing_was(site: Site) -> None:
    site.set_sage()
    assert site.run("delete", "sage300-password")[:2] == (
        0, "sage300-password deleted from the Secret Service keyring\n",
    )  # fmt: skip
    assert site.stored == {"sage300-user"}
    code, _, err = site.run("delete", "sage300-password")
    assert code == 8
    assert "nothing to delete" in err


def test_a_command_in_the_file_must_name_the_secret_it_is_asked_for(site: Site) -> None:
    site.add('\n[credentials]\ncommand = ["pass", "show"]\n')
    code, _, err = site.run("list")
    assert code == 7
    assert "{name}" in err
