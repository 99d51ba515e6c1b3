"""Who holds which mandate, and who the unlinked might be, as lines or JSON."""

from typing import Any

from s300gc.flows.links import Held, Holder, Listing, Unlinked
from s300gc.show.output import console, write_json


def write(found: Listing, as_json: bool, quiet: bool) -> None:
    """Show the holders of mandates."""
    if as_json:
        write_json(body(found))
    elif not quiet:
        target = console()
        for line in lines(found):
            target.print(line, markup=False, soft_wrap=True)


def body(found: Listing) -> dict[str, Any]:
    """Give the listing in its JSON form."""
    return {
        "customers": [
            {
                "customer": one.number,
                "name": one.name,
                "currency": one.currency,
                "can_collect": not one.problem,
                "problem": one.problem or None,
                "advice": one.advice or None,
                "mandates": [_mandate(held) for held in one.held],
            }
            for one in found.holders
        ],
        "unlinked": [
            {
                "gc_customer": one.payer.id,
                "name": one.payer.name,
                "email": one.payer.email,
                "reason": one.reason,
                "mandates": [_mandate(held) for held in one.held],
                "suggestions": list(one.suggested),
            }
            for one in found.unlinked
        ],
    }


def _mandate(held: Held) -> dict[str, Any]:
    return {
        "id": held.mandate.id,
        "scheme": held.mandate.scheme,
        "status": held.mandate.status,
        "bank": held.bank,
        "gc_customer": held.mandate.customer,
        "linked_by": held.how or None,
        "used": held.used,
        "replaced_by": held.mandate.replaced_by or None,
    }


def _counted(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def lines(found: Listing) -> list[str]:
    """Give the listing as lines; the mandate that is collected under has a star."""
    problems = sum(1 for one in found.holders if one.problem)
    result = [
        f"listed: {_counted(len(found.holders), 'customer')} with mandates, {problems} of them"
        f" cannot pay; {_counted(len(found.unlinked), 'holder')} not linked"
    ]
    for holder in found.holders:
        result += _holder(holder)
    for unlinked in found.unlinked:
        result += _unlinked(unlinked)
    return result


def _holder(one: Holder) -> list[str]:
    result = [f"{one.number} {one.name}".strip()]
    result += [f"  {_held(held)}, {held.mandate.customer} by {held.how}" for held in one.held]
    if one.problem:
        result.append(f"  cannot collect: {one.problem}")
    if one.advice:
        result.append(f"  to do: {one.advice}")
    return result


def _unlinked(one: Unlinked) -> list[str]:
    who = " ".join(word for word in (one.payer.id, one.payer.name, one.payer.email) if word)
    result = [f"not linked: {who}: {one.reason}"]
    result += [f"  {_held(held)}" for held in one.held]
    result += [
        f"  {hint.score} % {hint.customer} {hint.name}: {hint.reason};"
        f" s300gc mandates link {one.payer.id} {hint.customer}"
        for hint in one.suggested
    ]
    return result


def _held(held: Held) -> str:
    mark = "*" if held.used else " "
    mandate = held.mandate
    heir = f"replaced by {mandate.replaced_by}" if mandate.replaced_by else ""
    words = (mark, mandate.id, mandate.scheme, mandate.status, held.bank, heir)
    return " ".join(word for word in words if word)
