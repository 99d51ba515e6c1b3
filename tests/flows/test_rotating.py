"""The webhook secret is exchanged without losing a delivery."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import keyring.core
import pytest

from s300gc import clients, wiring
from s300gc.errors import CredentialError, PersonNeeded, Temporary
from s300gc.flows import rotating
from s300gc.flows.rotating import Rotation
from s300gc.receiver import Worker, receiver
from s300gc.vault import VARIABLES, Vault
from tests.company import Company, company
from tests.receivers import Listening, signed
from tests.vault.keepers import Remembering, keeper

OLD, NEW = "the-old-webhook-secret", "the-new-webhook-secret"


@dataclass
class Exchange:
    """A receiver that runs, and the keyring that it and the commands share."""

    here: Listening
    kept: Remembering
    outside: wiring.Outside
    environment: dict[str, str]
    count: int = 0

    @property
    def company(self) -> Company:
        return self.here.company

    @property
    def secrets(self) -> dict[str, str]:
        return {name: value for (_, name), value in self.kept.kept.items()}

    def deliver(self, secret: str) -> int:
        """Deliver something new, signed with a secret, and let the worker look."""
        self.count += 1
        body = json.dumps({"events": [], "meta": {"webhook_id": f"WB{self.count}"}}).encode()
        status = self.here.deliver(body, signed(body, secret))
        self.here.worker._safe_turn()
        return status

    def later(self) -> None:
        """Let so much time pass that secrets are looked up again."""
        self.company.world.advance(1)

    def begin(self, value: str = NEW) -> None:
        with wiring.parts(self.company.config, self.outside) as parts:
            rotating.begin(clients.sign_on(self.company.config, self.outside), parts, value)

    def finish(self, *, anyway: bool = False) -> Rotation:
        assert self.outside.vault is not None
        with wiring.parts(self.company.config, self.outside) as parts:
            return rotating.finish(self.outside.vault, parts, anyway=anyway)


@pytest.fixture
def exchange(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Exchange]:
    kept = keeper()
    monkeypatch.setattr(keyring.core, "_keyring_backend", kept)
    one = company(tmp_path)
    environment = {
        VARIABLES["sage300-user"]: one.world.sage300.user,
        VARIABLES["sage300-password"]: one.world.sage300.password,
        VARIABLES["gocardless-token"]: one.world.gocardless.access_token,
    }
    outside = one.outside
    outside.vault = Vault("test", environment)
    outside.vault.store("webhook-secret", OLD)
    with wiring.reception(one.config, outside) as reception:
        worker = Worker(reception)
        here = Listening(one, reception, receiver(reception, worker), worker, OLD)
        yield Exchange(here, kept, outside, environment)


def test_both_are_accepted_from_the_beginning_to_the_end(exchange: Exchange) -> None:
    assert exchange.deliver(OLD) == 204
    exchange.begin()
    assert exchange.secrets == {"webhook-secret": NEW, "webhook-secret-previous": OLD}
    assert exchange.deliver(OLD) == 204
    # The first one that the new secret signed makes the receiver look, and proves it.
    exchange.later()
    assert exchange.deliver(NEW) == 204
    assert exchange.deliver(OLD) == 204
    found = exchange.finish()
    assert found.proved is not None
    assert not found.previous
    assert exchange.secrets == {"webhook-secret": NEW}
    exchange.later()
    assert (exchange.deliver(NEW), exchange.deliver(OLD)) == (204, 498)


def test_it_is_not_finished_before_a_delivery_has_proved_the_new_one(exchange: Exchange) -> None:
    exchange.deliver(OLD)
    exchange.begin()
    for _ in range(2):
        with pytest.raises(PersonNeeded, match="no delivery has come yet"):
            exchange.finish()
        exchange.later()
        assert exchange.deliver(OLD) == 204
    assert exchange.secrets["webhook-secret-previous"] == OLD
    exchange.finish(anyway=True)
    assert exchange.secrets == {"webhook-secret": NEW}


def test_a_receiver_that_does_not_know_the_new_one_yet_proves_nothing(exchange: Exchange) -> None:
    exchange.begin()
    # For up to a minute the old one is still in the first place there.
    assert exchange.deliver(OLD) == 204
    assert exchange.here.reception.store.deliveries.arrivals().last_secret == 0
    with pytest.raises(PersonNeeded, match="while the receiver runs"):
        exchange.finish()


def test_a_receiver_with_secrets_from_elsewhere_proves_nothing(exchange: Exchange) -> None:
    exchange.begin()
    exchange.here.reception.intake.secrets._look = lambda: (OLD,)
    for _ in range(2):
        exchange.later()
        assert exchange.deliver(OLD) == 204
    with pytest.raises(PersonNeeded):
        exchange.finish()


def test_what_we_send_ourselves_proves_nothing(exchange: Exchange) -> None:
    exchange.begin()
    exchange.later()
    body = json.dumps({"events": [], "meta": {"webhook_id": "WBCHECK1"}}).encode()
    assert exchange.here.deliver(body, signed(body, NEW)) == 204
    exchange.here.worker._safe_turn()
    with pytest.raises(PersonNeeded):
        exchange.finish()


def test_back_to_the_secret_before_wants_a_proof_of_its_own(exchange: Exchange) -> None:
    exchange.deliver(OLD)
    exchange.begin()
    exchange.finish(anyway=True)
    exchange.begin(OLD)
    with pytest.raises(PersonNeeded):
        exchange.finish()
    exchange.later()
    assert exchange.deliver(OLD) == 204
    exchange.finish()


def test_the_same_secret_is_refused_and_nothing_is_changed(exchange: Exchange) -> None:
    for same in (OLD, f"{OLD}\n"):
        with pytest.raises(CredentialError, match="stored already"):
            exchange.begin(same)
    assert exchange.secrets == {"webhook-secret": OLD}


def test_a_second_exchange_waits_for_the_first(exchange: Exchange) -> None:
    exchange.begin()
    with pytest.raises(PersonNeeded, match="--finish"):
        exchange.begin("a-third-secret")
    assert exchange.secrets == {"webhook-secret": NEW, "webhook-secret-previous": OLD}


def test_what_was_cut_off_between_its_two_steps_goes_on(exchange: Exchange) -> None:
    assert exchange.outside.vault is not None
    exchange.outside.vault.store("webhook-secret-previous", OLD)
    exchange.begin()
    assert exchange.secrets == {"webhook-secret": NEW, "webhook-secret-previous": OLD}


def test_a_value_that_cannot_be_one_changes_nothing(exchange: Exchange) -> None:
    for odd in ("", "two\nlines", "\x07"):
        with pytest.raises(CredentialError):
            exchange.begin(odd)
    exchange.environment[VARIABLES["sage300-password"]] = "wrong"
    with pytest.raises(CredentialError, match="Sage user comes first"):
        exchange.begin()
    assert exchange.secrets == {"webhook-secret": OLD}


def test_a_server_that_is_down_changes_nothing(exchange: Exchange) -> None:
    exchange.company.fault({"system": "sage300", "method": "GET", "path": "/", "probability": 1.0,
                            "when": "before", "what": "reset"})  # fmt: skip
    with pytest.raises(Temporary):
        exchange.begin()
    assert exchange.secrets == {"webhook-secret": OLD}


def test_a_secret_from_a_variable_is_not_this_tool_s_to_change(exchange: Exchange) -> None:
    exchange.environment[VARIABLES["webhook-secret"]] = OLD
    with pytest.raises(CredentialError, match="S300GC_WEBHOOK_SECRET_PREVIOUS"):
        exchange.begin()
    assert exchange.secrets == {"webhook-secret": OLD}


def test_there_is_nothing_to_finish_and_nothing_to_exchange(exchange: Exchange) -> None:
    with pytest.raises(PersonNeeded, match="no exchange"):
        exchange.finish()
    exchange.kept.kept.clear()
    with pytest.raises(CredentialError, match="webhook-secret"):
        exchange.begin()
