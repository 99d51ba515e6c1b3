"""Who is linked, and what Sage is told."""

from datetime import timedelta

from s300gc.model import BankAccount, Skip, UpdateFields
from s300gc.rules import mandates
from s300gc.rules.mandates import FieldCodes, Link
from tests.rules.make import AT, customer, mandate, payer

KEY = "sage300_customer"
CODES = FieldCodes("GCMANDATE", "GCSTATUS", "GCSCHEME", "GCBANK")
C1, C2 = customer("C1", email="a@x.com"), customer("C2", email="b@x.com; c@x.com")
ALL = {"C1": C1, "C2": C2}


def link(*payers: object, linked: dict[str, str] | None = None, email: bool = True) -> list[object]:
    return list(mandates.link(payers, ALL, linked or {}, KEY, email))  # type: ignore[arg-type]


def test_metadata_names_the_customer_in_any_case() -> None:
    assert link(payer(sage300_customer=" c1 ")) == [Link("CU1", "C1", "metadata")]


def test_a_named_customer_that_does_not_exist_is_not_matched_by_e_mail_instead() -> None:
    (found,) = link(payer(email="a@x.com", sage300_customer="C9"))
    assert isinstance(found, Skip)
    assert found.kind == "unknown-customer"


def test_an_exact_unique_e_mail_links_whatever_its_case() -> None:
    assert link(payer(email="C@X.com")) == [Link("CU1", "C2", "email")]


def test_an_e_mail_shared_by_two_payers_links_nobody_even_if_one_is_linked_already() -> None:
    found = link(payer("CU1", "a@x.com"), payer("CU2", "a@x.com"), linked={"CU1": "C1"})
    assert [type(one) for one in found] == [Skip]


def test_an_e_mail_shared_by_two_customers_links_nobody_and_names_both() -> None:
    shared = {"C1": C1, "C3": customer("C3", email="a@x.com")}
    (found,) = mandates.link([payer(email="a@x.com")], shared, {}, KEY, True)
    assert isinstance(found, Skip)
    assert "C1, C3" in found.reason


def test_e_mail_is_not_looked_at_where_it_is_turned_off() -> None:
    (found,) = link(payer(email="a@x.com"), email=False)
    assert isinstance(found, Skip)


def test_sage_is_shown_the_active_mandate_before_a_newer_cancelled_one() -> None:
    old = mandate("MD1")
    new = mandate("MD2", status="cancelled", created_at=AT + timedelta(days=9))
    assert mandates.best([new, old]) == old
    assert mandates.best([old, mandate("MD3", created_at=AT + timedelta(days=1))]) != old


def test_only_fields_that_differ_are_written() -> None:
    account = {"BA1": BankAccount("BA1", "CU1", "BARCLAYS", "11", "GBP")}
    present = customer(fields=(("GCMANDATE", "MD1"), ("GCSCHEME", "bacs"), ("GCSTATUS", "failed")))
    step = mandates.update(present, mandate(), account, CODES)
    assert step == UpdateFields("C1", (("GCSTATUS", "active"), ("GCBANK", "BARCLAYS **11")))
    same = customer(
        fields=(
            ("GCBANK", "BARCLAYS **11"), ("GCMANDATE", "MD1"), ("GCSCHEME", "bacs"),
            ("GCSTATUS", "active"),
        )
    )  # fmt: skip
    assert mandates.update(same, mandate(), account, CODES) is None


def test_a_field_without_a_code_is_not_kept() -> None:
    step = mandates.update(customer(), mandate(), {}, FieldCodes("GCMANDATE", "", "", ""))
    assert step == UpdateFields("C1", (("GCMANDATE", "MD1"),))


def test_metadata_may_name_several_customers_and_then_he_is_all_of_them() -> None:
    assert link(payer(sage300_customer="c2, C1,c2;")) == [
        Link("CU1", "C2", "metadata"),
        Link("CU1", "C1", "metadata"),
    ]


def test_where_one_of_several_named_is_unknown_he_is_linked_to_none() -> None:
    (found,) = link(payer(sage300_customer="C1,C9"))
    assert isinstance(found, Skip)
    assert "C9" in found.reason


def test_what_a_person_took_apart_is_not_linked_again() -> None:
    apart = {("CU1", "C1")}
    named, by_email = payer(sage300_customer="C1"), payer(email="a@x.com")
    for one in (named, by_email):
        (found,) = mandates.link([one], ALL, {}, KEY, True, apart)
        assert isinstance(found, Skip)
        assert (found.kind, found.reason) == ("unlinked-by-hand", "was unlinked from C1 by hand")
    both = payer(sage300_customer="C1,C2")
    assert mandates.link([both], ALL, {}, KEY, True, apart) == [Link("CU1", "C2", "metadata")]
    assert mandates.link([payer("CU2", sage300_customer="C1")], ALL, {}, KEY, True, apart) == [
        Link("CU2", "C1", "metadata")
    ]


def test_the_mandate_of_the_customers_own_currency_is_shown() -> None:
    pounds = mandate("MD1", status="pending_submission")
    euros = mandate("MD2", scheme="sepa_core", created_at=AT + timedelta(days=1))
    assert mandates.best([pounds, euros], "GBP") == pounds
    assert mandates.best([pounds, euros], "EUR") == euros
    assert mandates.best([euros], "GBP") == euros
    assert mandates.best([], "GBP") is None


def test_fields_are_emptied_only_of_a_mandate_that_was_taken_away() -> None:
    shown = customer(fields=(("GCBANK", "BARCLAYS **11"), ("GCMANDATE", "MD1"), ("GCSTATUS", "")))
    step = mandates.emptied(shown, {"MD1"}, CODES)
    assert step == UpdateFields("C1", (("GCMANDATE", ""), ("GCBANK", "")))
    assert mandates.emptied(shown, {"MD2"}, CODES) is None
    assert mandates.emptied(customer(), {"MD1"}, CODES) is None
    assert mandates.emptied(shown, {"MD1"}, FieldCodes("", "GCSTATUS", "", "GCBANK")) is None
