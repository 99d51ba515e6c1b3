"""A resource of the API: how its objects are shown, listed, made, changed and acted on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from s300gc.sandbox.gocardless.listing import Listing, Params, page_of
from s300gc.sandbox.gocardless.organisation import Organisation, public
from s300gc.sandbox.gocardless.request import Call
from s300gc.sandbox.gocardless.table import Row

Create = Callable[[Organisation, Call], Row]
Act = Callable[[Organisation, Row, Call], None]
Index = Callable[[Organisation, Params], dict[str, Any]]
Find = Callable[[Organisation, str], Row]


def as_it_is(org: Organisation, row: Row) -> Row:
    """Show an object without its private fields."""
    return public(row)


@dataclass(frozen=True, slots=True)
class Resource:
    """What can be done at ``/name``, ``/name/:identity`` and its actions.

    ``index`` answers the list instead of ``listing``, ``find`` gets an object instead of its
    table. What is None is not offered (405). ``bare`` objects have no page of their own. ``brief``
    shows an object in the list where that shows less of it. ``once`` resources honour the
    Idempotency-Key.
    """

    name: str
    show: Callable[[Organisation, Row], Row] = as_it_is
    brief: Callable[[Organisation, Row], Row] | None = None
    listing: Listing | None = None
    index: Index | None = None
    find: Find | None = None
    create: Create | None = None
    update: Act | None = None
    remove: Act | None = None
    actions: Mapping[str, Act] = field(default_factory=dict)
    bare: bool = False
    once: bool = True

    def get(self, org: Organisation, identity: str) -> Row:
        """Get an object; a 404 where there is none."""
        return self.find(org, identity) if self.find else org.get(self.name, identity)

    def page(self, org: Organisation, params: Params) -> dict[str, Any] | None:
        """Answer the list, or None where there is none."""
        if self.index:
            return self.index(org, params)
        if self.listing is None:
            return None
        page = page_of(org.tables[self.name], self.listing, params)
        show = self.brief or self.show
        return {self.name: [show(org, row) for row in page.rows], "meta": page.meta}
