"""Open documents and how they stand, as lines or JSON."""

from collections import Counter

from s300gc.flows.open_items import OpenItem
from s300gc.show.output import console, write_json


def write(found: list[OpenItem], as_json: bool, quiet: bool) -> None:
    """Show open documents."""
    if as_json:
        write_json({"invoices": found})
    elif not quiet:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def lines(found: list[OpenItem]) -> list[str]:
    """Give open documents as lines, a count by state first."""
    counted = Counter(one.state for one in found)
    head = ", ".join(f"{number} {state}" for state, number in sorted(counted.items()))
    return [f"invoices: {head or 'none'}", *(_line(one) for one in found)]


def _line(one: OpenItem) -> str:
    words = [one.document, f"of {one.customer}" if one.customer else ""]
    words += [str(one.amount) if one.amount else "", f"due {one.due}" if one.due else ""]
    if one.charge_date:
        words.append(f"charged {one.charge_date}")
    return f"  {' '.join(word for word in words if word)}: {one.state}: {one.reason}"
