"""Who an unlinked payer might be: reasons for a person, never a link."""

from s300gc.model import GCCustomer
from s300gc.rules.suggestions import Suggestion, likeness, plain, suggest
from tests.rules.make import AT, customer


def payer(name: str, email: str = "") -> GCCustomer:
    return GCCustomer("CU1", AT, email, name)


ACME = customer("C1", name="Acme Bakery Limited", email="office@acme.com")
BAKER = customer("C2", name="Tanner, Ann", email="ann@baker.com; home@baker.com")
OTHER = customer("C3", name="Zebra Optics plc", email="zebra@optics.net")
ALL = [ACME, BAKER, OTHER]


def numbers(one: GCCustomer) -> list[str]:
    return [found.customer for found in suggest([one], ALL)["CU1"]]


def test_the_legal_form_the_case_and_the_order_of_words_do_not_matter() -> None:
    assert plain("Acme Bakery Ltd.") == plain("ACME  bakery limited") == plain("The bakery ACME")
    assert plain("Smith & Sons") == plain("Sons and Smith")
    assert plain("Limited") == "limited"
    assert suggest([payer("ACME Bakery Ltd")], ALL)["CU1"] == (
        Suggestion("C1", "Acme Bakery Limited", 100, "the same name"),
    )


def test_a_person_is_found_by_both_orders_of_his_names() -> None:
    assert numbers(payer("Ann Tanner")) == ["C2"]


def test_a_name_with_a_slip_is_suggested_with_its_likeness() -> None:
    (found,) = suggest([payer("Acme Bakry")], ALL)["CU1"]
    assert (found.customer, found.reason) == ("C1", f"a name {found.score} % alike")
    assert 85 < found.score < 100


def test_one_of_several_addresses_is_enough_and_both_reasons_are_told() -> None:
    (found,) = suggest([payer("Ann Taner", "HOME@baker.com")], ALL)["CU1"]
    assert found.score == 100
    assert found.reason.startswith("the same e-mail, a name ")


def test_nobody_is_suggested_for_whom_nothing_speaks() -> None:
    assert numbers(payer("Quentin Underhill", "quentin@underhill.org")) == []
    assert numbers(payer("", "")) == []


def test_the_likeliest_come_first_and_no_more_than_three() -> None:
    many = [customer(f"C{n}", name=f"Acme Bakery {'x' * n}", email="") for n in range(6)]
    found = suggest([payer("Acme Bakery")], many)["CU1"]
    assert [one.customer for one in found] == ["C0", "C1", "C2"]
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_what_a_person_took_apart_is_not_suggested_again() -> None:
    one = payer("Acme Bakery")
    assert suggest([one], ALL, {("CU1", "C1")})["CU1"] == ()


def test_likeness_is_a_whole_number_of_a_hundred() -> None:
    assert (likeness("abc", "abc"), likeness("abc", "xyz")) == (100, 0)
