"""What a report is laid out from: sections of tables and charts, the same for HTML and XLSX."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from s300gc.model import Money, digits

Kind = Literal["text", "code", "money", "exact", "day", "moment", "count"]
"""``code`` is a name or number that is not broken over two lines."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A text that leads to another place of the report."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Exact:
    """An amount in minor units with fractions, as payout items have it."""

    minor: Decimal
    currency: str

    @property
    def decimal(self) -> Decimal:
        """The amount in major units, with a tenth of the least unit, or more where it has more."""
        places = digits(self.currency)
        major = self.minor.scaleb(-places)
        tenth = major.quantize(Decimal(1).scaleb(-places - 1))
        return tenth if tenth == major else major.normalize()


Cell = str | Money | Exact | date | datetime | int | Ref | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what stands in it; ``kind`` decides how it is written."""

    label: str
    kind: Kind = "text"

    @property
    def right(self) -> bool:
        """Whether it is set flush right."""
        return self.kind in ("money", "exact", "count")

    @property
    def tight(self) -> bool:
        """Whether it is never broken over two lines."""
        return self.kind in ("code", "day", "moment")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns. ``sums`` are added-up rows at the end, one for each currency.

    ``sheet`` is the name of its sheet in XLSX; empty: it is in HTML only. ``key`` is the
    column that names the row for a reader who hears the table.
    """

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sums: tuple[tuple[Cell, ...], ...] = ()
    sheet: str = ""
    key: int = 0

    def without(self, label: str) -> "Table":
        """Leave a column of amounts out where each of them is zero."""
        at = [column.label for column in self.columns].index(label)
        if not all(is_zero(row[at]) for row in self.rows):
            return self

        def cut(row: tuple[Cell, ...]) -> tuple[Cell, ...]:
            return row[:at] + row[at + 1 :]

        return replace(
            self,
            columns=self.columns[:at] + self.columns[at + 1 :],
            rows=tuple(map(cut, self.rows)),
            sums=tuple(map(cut, self.sums)),
        )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; ``start`` and ``width`` are hundredths of the chart's width."""

    label: str
    value: str
    start: Decimal
    width: Decimal
    tone: Literal["in", "out", "sum"]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars one below the other; ``says`` is the chart in one sentence."""

    title: str
    says: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Fold:
    """Tables that are folded away until somebody asks; ``anchor`` leads to them and opens them."""

    title: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    anchor: str = ""


Block = Table | Chart | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the report: a heading, what it shows, and its blocks; ``tone`` colours its note."""

    anchor: str
    title: str
    lead: tuple[str, ...]
    blocks: tuple[Block, ...] = ()
    nothing: str = ""
    """What is said where there is nothing to show."""


@dataclass(frozen=True, slots=True)
class Headline:
    """One figure, or one sentence without a figure, at the top and where it leads."""

    label: str
    figure: Money | None
    anchor: str
    tone: Literal["plain", "good", "bad"] = "plain"


@dataclass(frozen=True, slots=True)
class Page:
    """A whole report as it is laid out."""

    title: str
    about: tuple[tuple[str, str], ...]
    words: tuple[Headline, ...]
    """What is to be said first: how many things wait for a person, what does not tie."""
    headlines: tuple[tuple[str, tuple[Headline, ...]], ...]
    """By currency."""
    sections: tuple[Section, ...]
    made_at: datetime
    version: str


def is_zero(cell: Cell) -> bool:
    """Tell whether a cell is an amount of nothing."""
    return isinstance(cell, (Money, Exact)) and not cell.minor


def written(cell: Cell) -> str:
    """Give a cell as text: amounts with thousands apart and no currency, days as ISO text."""
    if cell is None:
        return ""
    if isinstance(cell, (Money, Exact)):
        return f"{cell.decimal:,f}"
    if isinstance(cell, Ref):
        return cell.text
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, int):
        return f"{cell:,}"
    return cell
