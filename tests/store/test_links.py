"""Links of many to many, and what a person took apart."""

from pathlib import Path

from s300gc.store import Store
from s300gc.store.migrations import MIGRATIONS
from s300gc.store.opening import open_database
from tests.store import make
from tests.store.conftest import FixedClock


def test_either_side_may_be_several_of_the_other(store: Store) -> None:
    links = store.links
    links.put("CU1", ["1200", "1300"], "metadata")
    links.set("CU2", "1200", "email")
    assert links.all() == {"CU1": ("1200", "1300"), "CU2": ("1200",)}
    assert links.of_customer("1200") == ["CU1", "CU2"]
    assert links.pairs()[("CU2", "1200")] == "email"
    store.mandates.put([make.mandate("MD1"), make.mandate("MD2", customer="CU2")])
    assert links.of_mandates(["MD1", "MD2"]) == {"MD1": ("1200", "1300"), "MD2": ("1200",)}
    found = store.mandates.of_customers(["1200", "1300"])
    assert {number: [m.id for m in held] for number, held in found.items()} == {
        "1200": ["MD1", "MD2"],
        "1300": ["MD1"],
    }


def test_a_link_by_hand_replaces_the_old_ones_and_keeps_them_apart(store: Store) -> None:
    links = store.links
    links.put("CU1", ["1200", "1300"], "metadata")
    links.set("CU1", "1400", "hand", "ann")
    assert links.of_gc("CU1") == {"1400": "hand"}
    assert links.apart() == {("CU1", "1200"), ("CU1", "1300")}
    links.add("CU1", "1200", "ann")
    assert links.of_gc("CU1") == {"1200": "hand", "1400": "hand"}
    assert links.apart() == {("CU1", "1300")}
    body = store.audit.of_subject("CU1")[1].body
    assert body == {
        "customers": ["1400"],
        "how": "hand",
        "was": {"1200": "metadata", "1300": "metadata"},
        "by": "ann",
    }


def test_no_rule_overrides_a_link_by_hand(store: Store) -> None:
    store.links.set("CU1", "1200", "hand", "ann")
    head = store.audit.head()
    store.links.set("CU1", "1300", "metadata")
    assert store.links.of_gc("CU1") == {"1200": "hand"}
    assert store.audit.head() == head


def test_one_of_several_links_can_be_taken_away(store: Store) -> None:
    store.links.put("CU1", ["1200", "1300"], "metadata")
    store.links.unset("CU1", "1300", "ann")
    store.links.unset("CU1", "1300", "ann")
    assert store.links.of_gc("CU1") == {"1200": "metadata"}
    assert store.links.apart() == {("CU1", "1300")}
    assert len(store.audit.of_subject("1300")) == 2


def test_whoever_gains_or_loses_a_link_is_compared_with_sage_again(store: Store) -> None:
    customers = [make.customer("1200"), make.customer("1300"), make.customer("1400")]
    store.customers.put(customers)
    store.customers.clean(customers)
    store.links.set("CU1", "1200", "metadata")
    store.links.set("CU1", "1300", "hand")
    assert [one.number for one in store.customers.dirty()] == ["1200", "1300"]
    store.customers.clean(customers)
    store.links.unset("CU1")
    assert [one.number for one in store.customers.dirty()] == ["1300"]


def test_links_of_an_older_file_are_kept(path: Path, clock: FixedClock) -> None:
    old = open_database(path, clock=clock, migrations=MIGRATIONS[:5])
    with old.immediate("test"):
        old.write("INSERT INTO links VALUES ('CU1', '1200', 'hand', '2026-01-05')")
    old.close()
    with Store.open(path, clock=clock) as store:
        assert store.links.of_gc("CU1") == {"1200": "hand"}
        store.links.add("CU1", "1300")
        assert store.links.of_customer("1300") == ["CU1"]


def test_ids_of_other_creditors_are_remembered_once(store: Store) -> None:
    store.elsewhere.add(["PM1", "PM2"])
    store.elsewhere.add(["PM1"])
    store.elsewhere.add([])
    assert store.elsewhere.known(["PM1", "PM3"]) == {"PM1"}
