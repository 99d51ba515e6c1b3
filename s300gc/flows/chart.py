"""The GL accounts that this run may post to, read from Sage 300 once."""

from collections.abc import Iterable

from s300gc.config import Config
from s300gc.model import AccountSet, GLAccount
from s300gc.remote.sage300 import Sage300
from s300gc.rules import accounts as rules
from s300gc.settings import BookSettings


def tables(config: Config) -> dict[str, BookSettings]:
    """Give the tables of accounts by the name they have in the file, the common one first."""
    own = {f"books.{currency}": one for currency, one in sorted(config.books_by_currency.items())}
    return {"books": config.books, **own}


class Chart:
    """GL accounts by number; one request for all that the settings and account sets name.

    It is sent when an account is first asked for, and a second one only for
    accounts of old bookings that neither names any more.
    """

    def __init__(
        self, sage: Sage300, config: Config, account_sets: Iterable[AccountSet] = ()
    ) -> None:
        self._sage = sage
        self.settings = rules.named(tables(config))
        """Each account that the settings name, with the settings that name it."""
        self._expected = {*self.settings, *(one.control for one in account_sets)} - {""}
        self._asked: set[str] = set()
        self._found: dict[str, GLAccount] = {}

    def accounts(self, numbers: Iterable[str] = ()) -> dict[str, GLAccount]:
        """Give the expected accounts and these as far as Sage 300 has them, by number."""
        wanted = {*self._expected, *numbers} - self._asked
        if wanted:
            self._found |= {one.number: one for one in self._sage.gl_accounts(sorted(wanted))}
            self._asked |= wanted
        return self._found
