"""Recognises what Sage 300 servers name in more than one way, from the names alone.

What no document tells is recognised here and nowhere else: once for a run, or once and
for all by ``doctor --learn``.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from s300gc.model.dialect import Calendar, Range

FUNCTIONAL_CURRENCY = (
    "FunctionalCurrency", "HomeCurrency", "FunctionalCurrencyCode", "HomeCurrencyCode",
)  # fmt: skip
COMPANY_NAME = ("CompanyName", "Name", "LegalName")
SUBLEDGER = ("SourceLedger", "SubledgerID", "SubledgerCode", "Subledger")
SUBLEDGER_TYPE = ("SourceType", "SourceTypeCode")
"""Properties that no document names, in the order in which they are tried."""

NOT_ALL = "Donotpostallbatches"
"""The word by which a process leaves other batches alone (Sage's Postman collection)."""

MODULES = ("AR", "BK", "GL")


def batch_range(properties: Iterable[str], words: Mapping[str, Iterable[str]]) -> Range | None:
    """Find the range of batches among the properties of a process; None where it is not clear.

    ``words`` are the members of the enumerations by property, as far as they are known.
    """
    names = list(properties)
    switches = [name for name in names if re.search(r"postall", name, re.IGNORECASE)]
    batches = [name for name in names if "batch" in name.lower() and name not in switches]
    first = [name for name in batches if re.search(r"from", name, re.IGNORECASE)]
    last = [name for name in batches if re.search(r"(to|thru|through)$", name, re.IGNORECASE)]
    if len(first) != 1 or len(last) != 1 or len(switches) > 1:
        return None
    if not switches:
        return Range(first[0], last[0])
    told = [word for word in words.get(switches[0], ()) if re.match(r"do_?not", word, re.I)]
    return Range(first[0], last[0], switches[0], told[0] if told else NOT_ALL)


def calendar(properties: Iterable[str]) -> Calendar | None:
    """Find how a fiscal year names its periods; None where its names say nothing.

    Recognised: a name with ``Start`` or ``Beginning`` and one with ``End`` that differ in nothing
    else, both with the number of a period, and one with ``Lock`` that begins with a module.
    """
    patterns = Counter(_numbered(name) for name in properties)
    del patterns[""]
    locked = {
        module: found
        for module in MODULES
        for found in sorted(patterns, reverse=True)
        if found.startswith(module) and "Lock" in found
    }
    pairs = {
        found: found.replace(word, "End")
        for found in patterns
        for word in ("Start", "Beginning")
        if word in found and patterns.get(found.replace(word, "End")) == patterns[found]
    }
    if not pairs:
        return None
    start = max(sorted(pairs), key=lambda found: patterns[found])
    return Calendar(start, pairs[start], locked)


def _numbered(name: str) -> str:
    """Write ``{n}`` for the one number of a name; empty where it has none or several."""
    numbers = re.findall(r"\d+", name)
    return name.replace(numbers[0], "{n}") if len(numbers) == 1 else ""
