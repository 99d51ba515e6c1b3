"""Credentials: checked against the servers before they are kept, listed without values.

The Sage user comes first: no credential of GoCardless is accepted before the stored Sage
user and password work, so that a token is never left on a machine that cannot book.
"""

from collections.abc import Callable
from dataclasses import dataclass

from s300gc.errors import CredentialError, Refused, S300gcError, UsageError
from s300gc.remote.gocardless import GoCardless
from s300gc.remote.sage300 import Sage300
from s300gc.vault import NAMES, PREVIOUS, Found, Name, NoKeyring, Vault, usable

SAGE_NAMES: tuple[Name, ...] = ("sage300-user", "sage300-password")
NEEDED: tuple[Name, ...] = (*SAGE_NAMES, "gocardless-token")
"""Without these no run works; the others are for those who receive webhooks."""


@dataclass(frozen=True, slots=True)
class SignOn:
    """The vault, and how a client is made for credentials that are not in it yet."""

    vault: Vault
    sage300: Callable[[str, str], Sage300]
    """From user and password."""
    gocardless: Callable[[str], GoCardless]
    """From an access token."""


@dataclass(frozen=True, slots=True)
class Stored:
    """Where a credential went, and what was proved of it before."""

    name: str
    source: str
    place: str
    proved: str
    """Empty where no server was asked."""
    shadow: str = ""
    """The place that is asked before and has another value; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Listed:
    """Where one credential comes from; ``problem`` where that could not be found out."""

    name: str
    source: str = ""
    place: str = ""
    problem: str = ""

    @property
    def stored(self) -> bool:
        """Whether it is there."""
        return bool(self.source)


@dataclass(frozen=True, slots=True)
class Tested:
    """What a test of some credentials came to; ``exit_code`` 0 where all is well."""

    subject: str
    detail: str
    exit_code: int = 0

    @property
    def ok(self) -> bool:
        """Whether they may be relied on."""
        return self.exit_code == 0


def store(sign_on: SignOn, name: Name, text: str, *, check: bool = True) -> Stored:
    """Prove a credential and keep it; what is refused is not kept.

    ``check`` false leaves the proof out, for Sage only (else UsageError). CredentialError
    where a server refuses it or Sage is not set up yet, Temporary where none answers.
    """
    if not check and name not in SAGE_NAMES:
        raise UsageError(
            f"{name} is only taken after the Sage user was checked: run it without --no-check"
        )
    value = usable(f"the value for {name}", text)
    proved = _proved(sign_on, name, value) if check else ""
    kept = sign_on.vault.store(name, value)
    found = sign_on.vault.look(name)
    shadow = found.place if found is not None and found.value != value else ""
    return Stored(name, kept.source, kept.place, proved, shadow)


def _proved(sign_on: SignOn, name: Name, value: str) -> str:
    if name == "sage300-user":
        return ""
    if name == "sage300-password":
        return prove_sage300(sign_on, sign_on.vault.get("sage300-user"), value)
    sage = _stored_sage300(sign_on, name)
    return prove_token(sign_on, value) if name == "gocardless-token" else sage


def sage300_first(sign_on: SignOn, name: Name) -> None:
    """Prove the stored Sage user and password before a credential of GoCardless is asked for."""
    _stored_sage300(sign_on, name)


def _stored_sage300(sign_on: SignOn, name: Name) -> str:
    try:
        user, password = (sign_on.vault.get(one) for one in SAGE_NAMES)
        return prove_sage300(sign_on, user, password)
    except CredentialError as error:
        raise CredentialError(
            f"{name} was not stored, because the Sage user comes first: {error}"
        ) from None


def prove_sage300(sign_on: SignOn, user: str, password: str) -> str:
    """Sign on to Sage 300 and read the account sets; gives what that proved.

    CredentialError where Sage refuses either, Temporary where it does not answer.
    """
    try:
        sets = sign_on.sage300(user, password).account_sets()
    except Refused as refused:
        raise CredentialError(str(refused)) from None
    return f"Sage 300 accepts the user and shows {len(sets)} account sets"


def prove_token(sign_on: SignOn, token: str) -> str:
    """List the creditors of a token and find ours among them; gives what that proved.

    CredentialError where the token is refused or acts for somebody else.
    """
    client = sign_on.gocardless(token)
    try:
        creditors = {found.id: found.name for found in client.creditors()}
    except Refused as refused:
        raise CredentialError(str(refused)) from None
    if client.creditor_id not in creditors:
        others = ", ".join(sorted(f"{id} {name}".strip() for id, name in creditors.items()))
        raise CredentialError(
            f"the GoCardless token does not act for {client.creditor_id} but for"
            f" {others or 'nobody'}: take a token of the right account, or correct"
            " gocardless.creditor"
        )
    return f"GoCardless accepts the token for {client.creditor_id} {creditors[client.creditor_id]}"


def try_all(sign_on: SignOn) -> list[Tested]:
    """Try what is stored against both servers; one that fails does not stop the others."""
    vault = sign_on.vault

    def sage300() -> str:
        return prove_sage300(sign_on, vault.get("sage300-user"), vault.get("sage300-password"))

    def webhook() -> str:
        found = _optional(vault, "webhook-secret")
        if found is None:
            return "not stored; only 'webhook serve' needs it"
        older = " and the one before it" if _optional(vault, PREVIOUS) else ""
        return f"stored in {found.place}{older}; only a webhook can prove it"

    return [
        _tried("sage300-user, sage300-password", sage300),
        _tried("gocardless-token", lambda: prove_token(sign_on, vault.get("gocardless-token"))),
        _tried("webhook-secret", webhook),
    ]


def _tried(subject: str, proof: Callable[[], str]) -> Tested:
    try:
        return Tested(subject, proof())
    except S300gcError as error:
        return Tested(subject, str(error), error.exit_code)


def _optional(vault: Vault, name: Name) -> Found | None:
    """Look for what nobody needs: without any keyring it is not stored, and that is all."""
    try:
        return vault.look(name)
    except NoKeyring:
        return None


def listing(vault: Vault) -> list[Listed]:
    """Say of each credential where it comes from; no server is asked."""
    rows = []
    for name in NAMES:
        try:
            found = vault.look(name) if name in NEEDED else _optional(vault, name)
        except CredentialError as error:
            rows.append(Listed(name, problem=str(error)))
            continue
        rows.append(Listed(name, found.source, found.place) if found else Listed(name))
    return rows


@dataclass(frozen=True, slots=True)
class Deleted:
    """Where a credential was taken out, and where it still comes from."""

    name: str
    places: tuple[str, ...]
    still: str = ""
    """A variable, command or folder that goes on giving it; empty where there is none."""


def delete(vault: Vault, name: Name) -> Deleted:
    """Take a credential out of keyring and encrypted file; CredentialError where it is not there.

    What is not ours to change (a variable, a command, a folder) is named and left.
    """
    places = tuple(vault.remove(name))
    try:
        found = vault.look(name)
    except CredentialError:
        return Deleted(name, places)
    return Deleted(name, places, found.place if found else "")


def named(word: str) -> Name:
    """Give the credential of a name; UsageError, which never repeats what was typed.

    A secret typed in the place of a name would else be shown and logged.
    """
    for name in NAMES:
        if word == name:
            return name
    raise UsageError(f"there is no credential of that name; the names are {', '.join(NAMES)}")
