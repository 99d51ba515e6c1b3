"""The official client against the served sandbox, over HTTP as it comes."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import gocardless_pro
import pytest

from tests.processes import Site, served


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A served demo."""
    with served(tmp_path_factory.mktemp("official") / "world", "--scenario", "demo") as site:
        yield site


@pytest.fixture
def client(site: Site) -> "gocardless_pro.Client":
    """The official client of the tool's token."""
    return gocardless_pro.Client(
        access_token=site.environment["S300GC_GOCARDLESS_TOKEN"], base_url=site.gocardless
    )


def test_it_lists_and_pages(client: "gocardless_pro.Client") -> None:
    page = client.mandates.list(params={"limit": 7})
    assert len(page.records) == 7
    assert page.after
    ids = [mandate.id for mandate in client.mandates.all(params={"limit": 7})]
    assert len(ids) == len(set(ids)) >= 40


def test_it_creates_once_and_follows_the_conflict(client: "gocardless_pro.Client") -> None:
    mandate = next(
        one for one in client.mandates.all() if one.status == "active" and one.scheme == "bacs"
    )
    due = date.fromisoformat(mandate.next_possible_charge_date) + timedelta(days=7)
    body = {
        "amount": 1234, "currency": "GBP", "charge_date": due.isoformat(),
        "links": {"mandate": mandate.id}, "metadata": {"order": "1"},
    }  # fmt: skip
    key = {"Idempotency-Key": "one-and-the-same"}
    first = client.payments.create(params=body, headers=dict(key))
    again = client.payments.create(params=body, headers=dict(key))
    assert again.id == first.id
    strict = gocardless_pro.Client(
        access_token=client._api_client.access_token,
        base_url=client._api_client.base_url,
        raise_on_idempotency_conflict=True,
    )
    with pytest.raises(gocardless_pro.errors.IdempotentCreationConflictError) as caught:
        strict.payments.create(params=body, headers=dict(key))
    assert caught.value.conflicting_resource_id == first.id


def test_it_is_refused_in_the_documented_way(
    client: "gocardless_pro.Client", tmp_path: Path
) -> None:
    with pytest.raises(gocardless_pro.errors.ValidationFailedError):
        client.payments.create(params={"amount": 1, "currency": "GBP", "links": {"mandate": "MD0"}})
    with pytest.raises(gocardless_pro.errors.AuthenticationError):
        gocardless_pro.Client(
            access_token="nobody", base_url=client._api_client.base_url
        ).customers.list()
