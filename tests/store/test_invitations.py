"""An invitation is recorded with its intent; of one customer at most one is open."""

from dataclasses import replace

import pytest

from s300gc.errors import S300gcError
from s300gc.store import Store
from tests.store import make


def asked(store: Store, number: int = 1) -> None:
    step = make.invite(number)
    store.invitations.begin(make.intent(step.reference, kind="invite"), step)


def test_an_open_invitation_shuts_out_a_second_one(store: Store) -> None:
    asked(store)
    with pytest.raises(S300gcError):
        asked(store, 2)
    store.invitations.created(make.invite(), make.billing_request())
    with pytest.raises(S300gcError):
        asked(store, 2)
    assert store.invitations.stands(make.billing_request(status="cancelled"))
    asked(store, 2)
    assert store.invitations.last(["1200"])["1200"].number == 2


def test_a_refused_one_is_begun_anew_under_its_number(store: Store) -> None:
    asked(store)
    store.invitations.refused(make.invite().reference, "no")
    assert store.invitations.last(["1200"])["1200"].status == "refused"
    asked(store)
    assert store.invitations.last(["1200"])["1200"].status == "begun"


def test_what_is_told_twice_is_news_once(store: Store) -> None:
    asked(store)
    store.invitations.created(make.invite(), make.billing_request())
    done = make.billing_request(status="fulfilled", mandate="MD1")
    assert store.invitations.stands(done)
    assert not store.invitations.stands(done)
    assert not store.invitations.stands(replace(done, id="BRQ9"))
    assert store.invitations.last(["1200"])["1200"].mandate == "MD1"


def test_the_link_is_kept_with_the_time_it_ends(store: Store) -> None:
    asked(store)
    store.invitations.created(make.invite(), make.billing_request())
    store.invitations.linked(store.invitations.last(["1200"])["1200"], make.flow())
    found = store.invitations.last(["1200"])["1200"]
    assert (found.url, found.expires_at) == (make.flow().url, make.AT)
