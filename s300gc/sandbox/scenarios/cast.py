"""The invented people of the stories and their banks."""

from dataclasses import dataclass

from s300gc.sandbox.chance import fraction, pick

GIVEN = (
    "Ada", "Alan", "Amira", "Bertha", "Bruno", "Carla", "Cedric", "Dora", "Edgar", "Elsie",
    "Farid", "Fiona", "George", "Greta", "Hanif", "Hilda", "Ivor", "Ines", "Jonas", "Judith",
    "Karim", "Kitty", "Lionel", "Lucia", "Magda", "Mungo", "Nadia", "Noel", "Olive", "Oscar",
    "Petra", "Quentin", "Rosa", "Rufus", "Selma", "Silas", "Tamsin", "Theo", "Ursula", "Victor",
)  # fmt: skip
FAMILY = (
    "Abbot", "Archer", "Barker", "Beech", "Carter", "Chandler", "Cooper", "Dale", "Dyer",
    "Elmwood", "Farrier", "Fletcher", "Ford", "Garner", "Glover", "Hooper", "Ives", "Joiner",
    "Keel", "Lorimer", "Marsh", "Mason", "Nash", "Osgood", "Parson", "Quill", "Reeve", "Sadler",
    "Slater", "Tanner", "Thatcher", "Tyler", "Underhill", "Vintner", "Wainwright", "Weaver",
    "Webb", "Wright", "Yardley", "Yeo",
)  # fmt: skip
TRADES = (
    "Bakery", "Bindery", "Boatyard", "Brewery", "Ceramics", "Cycles", "Dairy", "Electrics",
    "Fabrics", "Farms", "Foundry", "Gardens", "Glazing", "Joinery", "Laundry", "Motors",
    "Nurseries", "Optics", "Plumbing", "Printing", "Roofing", "Stationery", "Tools", "Transport",
)  # fmt: skip

BANKS = {
    "GBP": ("BARCLAYS BANK PLC", "HSBC UK BANK PLC", "LLOYDS BANK PLC", "SANTANDER UK PLC"),
    "EUR": ("COMMERZBANK AG", "DEUTSCHE BANK AG", "BNP PARIBAS"),
    "USD": ("CITIBANK NA", "WELLS FARGO BANK NA", "PNC BANK NA"),
}
SCHEMES = {"GBP": "bacs", "EUR": "sepa_core", "USD": "ach"}
COUNTRIES = {"GBP": "GB", "EUR": "DE", "USD": "US"}


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody who buys on account: one AR customer and, once he signs, one GoCardless customer.

    ``named`` says that the GoCardless metadata carries the customer number; otherwise only
    the e-mail address tells who he is. ``terms`` are days.
    """

    number: str
    company: str
    given: str
    family: str
    email: str
    bank: str
    ending: str
    account_set: str = "DOM"
    currency: str = "GBP"
    terms: int = 30
    named: bool = True
    on_hold: bool = False

    @property
    def scheme(self) -> str:
        """The GoCardless scheme of his currency."""
        return SCHEMES[self.currency]

    @property
    def country(self) -> str:
        """Where his bank is."""
        return COUNTRIES[self.currency]


def party(seed: int, n: int, *, currency: str = "GBP", account_set: str = "DOM") -> Party:
    """Invent the ``n``-th party of a story: number C1001 is the first, the address is his own."""
    number = f"C{1000 + n}"
    given = pick(seed, "given", n, of=GIVEN)
    family = pick(seed, "family", n, of=FAMILY)
    return Party(
        number=number,
        company=f"{family} {pick(seed, 'trade', n, of=TRADES)} Ltd",
        given=given,
        family=family,
        email=f"{given}.{family}.{1000 + n}@example.com".lower(),
        bank=pick(seed, "bank", n, of=BANKS[currency]),
        ending=f"{int(fraction(seed, 'ending', n) * 100):02d}",
        account_set=account_set,
        currency=currency,
        terms=pick(seed, "terms", n, of=(14, 30)),
    )
