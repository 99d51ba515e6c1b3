"""The official client at work with a served sandbox, and what its tests need to begin with."""

from dataclasses import dataclass
from typing import Any

from s300gc.sandbox.ports import Served

from .billing import ACCOUNT, ADA, HOME, INSTANT, PAYER


@dataclass(frozen=True)
class Site:
    """A sandbox on a port and the official client of the tool's token, with a mandate."""

    served: Served
    client: Any
    creditor: str

    def mandate(self) -> str:
        """Give an active mandate, signed in the story."""
        with self.served.lock:
            return self.served.world.gocardless.sign_mandate(
                given_name="Ada", family_name="Ives", company_name=None,
                email="ada@example.com", metadata={},
            )  # fmt: skip

    def customer(self) -> Any:
        return self.client.customers.create(params={**ADA, **HOME})

    def account(self) -> Any:
        links = {"customer": self.customer().id}
        return self.client.customer_bank_accounts.create(params={**ACCOUNT, "links": links})

    def payment(self, amount: int = 5000) -> Any:
        links = {"mandate": self.mandate()}
        return self.client.payments.create(
            params={"amount": amount, "currency": "GBP", "links": links}
        )

    def simulate(self, scenario: str, resource: str) -> Any:
        params = {"links": {"resource": resource}}
        return self.client.scenario_simulators.run(scenario, params=params)

    def paid(self) -> Any:
        payment = self.payment()
        self.simulate("payment_paid_out", payment.id)
        return self.client.payments.get(payment.id)

    def plan(self) -> Any:
        links = {"mandate": self.mandate()}
        return self.client.subscriptions.create(
            params={"amount": 900, "currency": "GBP", "interval_unit": "monthly", "links": links}
        )

    def refund(self) -> Any:
        links = {"payment": self.paid().id}
        return self.client.refunds.create(
            params={"amount": 100, "total_amount_confirmation": 100, "links": links}
        )

    def asked(self, **asked: Any) -> Any:
        asked = asked or {"mandate_request": {"currency": "GBP"}}
        return self.client.billing_requests.create(params=asked)

    def answered(self, **asked: Any) -> Any:
        """A request with the payer's details."""
        request = self.asked(**asked)
        return self.client.billing_requests.collect_customer_details(request.id, params=PAYER)

    def confirmed(self) -> Any:
        """A request that is ready to be fulfilled."""
        request = self.answered()
        self.client.billing_requests.collect_bank_account(request.id, params=ACCOUNT)
        return self.client.billing_requests.confirm_payer_details(request.id)

    def paying(self) -> Any:
        """A request for a payment at once, which may fall back to direct debit."""
        return self.answered(payment_request=INSTANT, fallback_enabled=True)

    def flow(self) -> Any:
        links = {"billing_request": self.asked().id}
        return self.client.billing_request_flows.create(params={"links": links})
