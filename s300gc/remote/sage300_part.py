"""What the parts of the Sage 300 client share: the link, and the company's own currency."""

from pydantic import AliasChoices, Field

from s300gc.remote.sage300_link import Sage300Link, SageWire
from s300gc.remote.spellings import COMPANY_NAME, FUNCTIONAL_CURRENCY
from s300gc.remote.values import Company
from s300gc.remote.wire import Text, UnexpectedAnswer


class CompanyWire(SageWire):
    """The company profile; its property names are not documented, so several are tried."""

    functional_currency: Text = Field(
        default="", validation_alias=AliasChoices(*FUNCTIONAL_CURRENCY)
    )
    name: Text = Field(default="", validation_alias=AliasChoices(*COMPANY_NAME))


class Part:
    """One subject of the client; all parts share one link."""

    def __init__(self, link: Sage300Link, home: str | None = None) -> None:
        self._link = link
        self._known_home = home
        self._profile: Company | None = None

    def company_profile(self) -> Company:
        """Read the company's name and functional currency; read once, they do not change."""
        if self._profile is None:
            rows = self._link.entities("CS", "CSCompanyProfile", CompanyWire, select=False)
            found = next(iter(rows), CompanyWire())
            if not found.functional_currency:
                raise UnexpectedAnswer(
                    "Sage 300 company profile: the functional currency is missing in the answer"
                )
            self._profile = Company(found.functional_currency, found.name)
        return self._profile

    def _home(self) -> str:
        """Give the functional currency, without asking where the caller knew it."""
        return self._known_home or self.company_profile().functional_currency
