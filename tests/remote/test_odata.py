from datetime import date
from decimal import Decimal

import pytest
from odata_query.grammar import ODataLexer, ODataParser

from s300gc.model.dialect import Dialect
from s300gc.remote.odata import ROOM, all_of, any_of, chunks, compare, eq, key, text
from s300gc.remote.urls import encoded, query, shown


def parsed(filter: str) -> object:
    return ODataParser().parse(ODataLexer().tokenize(filter))


def test_a_quote_in_a_name_is_doubled() -> None:
    assert eq("CustomerName", "O'Brien & Co") == "CustomerName eq 'O''Brien & Co'"
    assert parsed(eq("CustomerName", "O'Brien' or 1 eq 1 or 'x")).right.val == (  # type: ignore[attr-defined]
        "O'Brien' or 1 eq 1 or 'x"
    )


def test_dates_are_written_in_the_dialect_of_the_server() -> None:
    day = date(2026, 1, 5)
    assert compare("DueDate", "le", day) == "DueDate le 2026-01-05T00:00:00Z"
    assert (
        compare("DueDate", "le", day, Dialect(dates="v3"))
        == "DueDate le datetime'2026-01-05T00:00'"
    )


@pytest.mark.parametrize(
    ("value", "written"),
    [(Decimal("1000.00"), "1000.00"), (Decimal("1E+3"), "1000"), (7, "7"), ("Open", "'Open'")],
)
def test_values_are_written_as_sage_reads_them(value: Decimal | int | str, written: str) -> None:
    assert compare("X", "gt", value) == f"X gt {written}"


def test_alternatives_of_conditions_need_no_parentheses() -> None:
    both = any_of(all_of(eq("A", "1"), eq("B", 2)), all_of("", eq("C", "3")), "")
    assert both == "A eq '1' and B eq 2 or C eq '3'"
    assert type(parsed(both).op).__name__ == "Or"  # type: ignore[attr-defined]


def test_many_alternatives_are_spread_over_urls_that_servers_accept() -> None:
    alternatives = [eq("DocumentNumber", f"IN{n:06d}") for n in range(200)]
    filters = list(chunks(alternatives))
    assert 4 < len(filters) < 12
    assert " or ".join(filters) == " or ".join(alternatives)
    assert all(len(encoded(filter)) + 400 <= ROOM for filter in filters)


def test_an_alternative_longer_than_the_room_stands_alone() -> None:
    long = eq("DocumentNumber", "x" * 2000)
    assert list(chunks([eq("A", "1"), long, eq("B", "2")])) == ["A eq '1'", long, "B eq '2'"]
    assert list(chunks([])) == []


def test_keys_are_written_with_their_segments() -> None:
    assert key("1200") == "('1200')"
    assert key(66) == "(66)"
    assert key(BatchRecordType="CA", BatchNumber=65) == "(BatchRecordType='CA',BatchNumber=65)"
    assert key("O'N/1 ä") == "('O''N%2F1%20%C3%A4')"


def test_a_query_never_writes_a_space_as_plus_and_leaves_out_what_is_empty() -> None:
    written = query([("$filter", "A eq 'x+y&z'"), ("$select", ""), ("$top", "5")])
    assert written == "$filter=A%20eq%20'x%2By%26z'&$top=5"


def test_a_url_is_shown_without_its_secrets() -> None:
    assert shown("https://user:pass@host.test:8443/x?token=1") == "https://host.test:8443/x"


def test_text_is_a_literal() -> None:
    assert text("") == "''"
