"""GoCardless billing requests for a mandate, and the flows at which payers answer them.

Names, statuses and how long a flow holds: GoCardless API reference, billing requests and
billing request flows.
"""

from collections.abc import Iterator, Sequence

from pydantic import Field

from s300gc.errors import OutcomeUnknown, PersonNeeded, Refused
from s300gc.model.invitations import BillingRequest, Flow, Invite
from s300gc.remote.gocardless_link import GoCardlessLink, segment
from s300gc.remote.gocardless_wire import Pairs, pairs
from s300gc.remote.wire import Json, Moment, Text, Wire

CONFLICT = "idempotent_creation_conflict"
"""The reason with which a key is refused that was used before (API reference, errors)."""


class RequestLinks(Wire):
    """What a billing request hangs on."""

    customer: Text = ""
    creditor: Text = ""
    mandate_request_mandate: Text = ""


class RequestWire(Wire):
    """A billing request."""

    id: str
    created_at: Moment
    status: str
    metadata: Pairs = Field(default_factory=dict)
    links: RequestLinks

    def value(self) -> BillingRequest:
        """Give the billing request."""
        links = self.links
        return BillingRequest(
            id=self.id,
            created_at=self.created_at,
            status=self.status,
            creditor=links.creditor,
            payer=links.customer,
            mandate=links.mandate_request_mandate,
            metadata=pairs(self.metadata),
        )


class FlowWire(Wire):
    """A billing request flow."""

    id: str
    authorisation_url: str
    expires_at: Moment

    def value(self) -> Flow:
        """Give the link."""
        return Flow(self.id, self.authorisation_url, self.expires_at)


class Invitations:
    """What is asked and sent about billing requests with one access token."""

    _link: GoCardlessLink
    creditor_id: str

    def billing_requests(self, *, status: str = "") -> Iterator[BillingRequest]:
        """List billing requests, of all creditors: GoCardless has no filter for one."""
        options = [("status", status)]
        for found in self._link.all("billing_requests", RequestWire, options):
            yield found.value()

    def billing_request(self, id: str) -> BillingRequest:
        """Read a billing request."""
        return self._link.one("billing_requests", id, RequestWire).value()

    def create_billing_request(self, step: Invite) -> BillingRequest:
        """Ask for a mandate under an idempotency key, or find what the key has made.

        What a used key has made may be answered or cancelled since: look at its
        status. ``PersonNeeded`` where it is about something else.
        """
        what = f"ask customer {step.customer} for a mandate"
        body = {"billing_requests": _body(step, self.creditor_id)}
        try:
            found = self._link.write(
                "/billing_requests", body, what, "billing_requests", RequestWire, key=step.key
            ).value()
        except Refused as conflict:
            if conflict.code != CONFLICT:
                raise
            found = self._request_of_key(conflict.links.get("conflicting_resource_id", ""), what)
        if found.metadata != step.metadata:
            raise PersonNeeded(
                f"billing request {found.id} stands for {step.reference}, but its metadata says"
                " something else: look at it in the GoCardless dashboard"
            )
        return found

    def _request_of_key(self, id: str, what: str) -> BillingRequest:
        """Read what a used key has made: it exists, so being refused it is no refusal."""
        try:
            return self.billing_request(id)
        except Refused as refused:
            raise OutcomeUnknown(
                f"could not {what}: its key was used before, and {id or 'what it made'}"
                " cannot be read; run again"
            ) from refused

    def create_flow(self, request: str, prefilled: Sequence[tuple[str, str]]) -> Flow:
        """Make a new link for a billing request; one more does no harm, the request is one.

        ``prefilled`` are the payer's details by their names in the API.
        """
        values: dict[str, Json] = {"links": {"billing_request": request}}
        if prefilled:
            values["prefilled_customer"] = dict(prefilled)
        body = {"billing_request_flows": values}
        what = f"make a link for {segment(request)}"
        path, member = "/billing_request_flows", "billing_request_flows"
        return self._link.write(path, body, what, member, FlowWire).value()


def _body(step: Invite, creditor: str) -> dict[str, Json]:
    """Give the request; metadata of its mandate request goes onto the mandate."""
    links = {"creditor": creditor}
    if step.payer:
        links["customer"] = step.payer
    return {
        "mandate_request": {
            "scheme": step.scheme,
            "currency": step.currency,
            "metadata": dict(step.metadata),
        },
        "metadata": dict(step.metadata),
        "links": links,
    }
