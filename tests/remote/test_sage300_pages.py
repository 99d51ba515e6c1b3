from collections.abc import Sequence
from typing import Any

import pytest
from requests_mock.request import _RequestObjectProxy as Asked

from s300gc.errors import Temporary
from s300gc.model.dialect import Dialect
from s300gc.remote.wire import UnexpectedAnswer
from tests.remote.support import AR, SAGE, Wire


def row(n: int) -> dict[str, Any]:
    return {"AccountSetKey": f"S{n}", "ReceivablesControlAccount": "1100", "CurrencyCode": "GBP"}


class Server:
    """Serves account sets in pages, in one of the ways that servers do."""

    def __init__(self, total: int, page: int, *, links: bool, counts: bool = False) -> None:
        self.rows = [row(n) for n in range(total)]
        self.page = page
        self.links = links
        self.counts = counts
        self.link = AR + "ARAccountSets?$skip={skip}"

    def __call__(self, request: Asked, context: Any) -> dict[str, Any]:
        skip = int(request.qs.get("$skip", ["0"])[0])
        top = int(request.qs.get("$top", [str(10**6)])[0])
        found = self.rows[skip : skip + min(self.page, top)]
        answer: dict[str, Any] = {"value": found}
        if self.counts and request.qs.get("$count") == ["true"]:
            answer["@odata.count"] = len(self.rows)
        more = skip + len(found) < min(len(self.rows), skip + top)
        if self.links and more and len(found) < top:
            answer["@odata.nextLink"] = self.link.format(skip=skip + len(found))
        return answer


def keys(wire: Wire, server: Any, **settings: Any) -> list[str]:
    wire.adapter.register_uri("GET", AR + "ARAccountSets", json=server)
    return [found.key for found in wire.sage(**settings).account_sets()]


def expected(total: int) -> list[str]:
    return [f"S{n}" for n in range(total)]


@pytest.mark.parametrize("links", [True, False])
@pytest.mark.parametrize("counts", [True, False])
@pytest.mark.parametrize("total", [0, 1, 99, 100, 101, 250, 300])
@pytest.mark.parametrize("page_size", [None, 50, 100, 500])
def test_every_row_comes_once_however_the_server_pages(
    links: bool, counts: bool, total: int, page_size: int | None
) -> None:
    server = Server(total, 100, links=links, counts=counts)
    assert keys(Wire(), server, dialect=Dialect(page_size=page_size)) == expected(total)


def test_a_server_that_counts_is_asked_once_for_a_page_that_is_all() -> None:
    wire = Wire()
    assert len(keys(wire, Server(40, 100, links=True, counts=True))) == 40
    assert len(wire.sent) == 1


def test_a_server_that_has_sent_links_is_not_asked_for_a_page_after_the_last() -> None:
    wire = Wire()
    server = Server(250, 100, links=True)
    assert keys(wire, server) == expected(250)
    assert len(wire.sent) == 3
    client = wire.sage()
    list(client.account_sets())
    asked = len(wire.sent)
    list(client.account_sets())
    assert len(wire.sent) == asked + 3
    assert "$count" not in wire.sent[-3].url


@pytest.mark.parametrize(
    "link",
    [
        "http://internal-name/Sage300WebApi/v1.0/-/SAMLTD/AR/ARAccountSets?$skip={skip}",
        "https://evil.test/steal?$skip={skip}",
        SAGE + "/v1.0/-/OTHER/AR/ARAccountSets?$skip={skip}",
        "?$skip={skip}",
    ],
)
def test_a_link_to_elsewhere_only_tells_how_much_to_skip(link: str) -> None:
    wire = Wire()
    server = Server(250, 100, links=True)
    server.link = link
    assert keys(wire, server) == expected(250)
    assert {request.url.split("?")[0] for request in wire.sent} == {AR + "ARAccountSets"}
    assert all("$select=AccountSetKey" in request.url for request in wire.sent)


def test_a_link_without_a_skip_goes_on_after_the_rows_received() -> None:
    wire = Wire()
    server = Server(150, 100, links=True)
    server.link = "https://elsewhere.test/?token=x"
    assert keys(wire, server) == expected(150)
    assert "$skip=100" in wire.sent[1].url


def test_a_link_that_leads_in_a_circle_stops_with_an_error() -> None:
    wire = Wire()
    server = Server(250, 100, links=True)
    server.link = AR + "ARAccountSets?$skip=100"
    with pytest.raises(UnexpectedAnswer, match="announced twice"):
        keys(wire, server)


def test_the_older_spelling_of_links_and_counts_is_understood() -> None:
    pages: Sequence[dict[str, Any]] = [
        {"json": {"value": [row(0)], "odata.nextLink": AR + "ARAccountSets?$skip=1"}},
        {"json": {"value": [row(1)], "odata.count": "2"}},
    ]
    wire = Wire()
    wire.adapter.register_uri("GET", AR + "ARAccountSets", pages)
    assert [found.key for found in wire.sage().account_sets()] == expected(2)
    assert len(wire.sent) == 2


def test_a_feed_without_a_value_is_not_taken_for_an_empty_one() -> None:
    with pytest.raises(UnexpectedAnswer, match="ARAccountSets: value is missing"):
        keys(Wire(), {"rows": []})


def test_a_read_that_is_busy_under_any_status_is_sent_again() -> None:
    wire = Wire()
    busy = {"error": {"code": "SessionError", "message": {"value": "busy"}}}
    wire.adapter.register_uri(
        "GET", AR + "ARAccountSets", [{"status_code": 409, "json": busy}, {"json": {"value": []}}]
    )
    assert wire.sage().account_sets() == []
    assert wire.clock.waits == [0.5]
    wire.adapter.register_uri("GET", AR + "ARAccountSets", status_code=409, json=busy)
    with pytest.raises(Temporary):
        wire.sage().account_sets()
