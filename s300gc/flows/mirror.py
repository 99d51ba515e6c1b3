"""Brings the store's copy of both systems up to date, in proportion to what changed."""

import logging
from datetime import date, datetime, timedelta

from s300gc.errors import PersonNeeded
from s300gc.flows.parts import Parts
from s300gc.model import AccountSet, Bank

log = logging.getLogger(__name__)

OVERLAP = timedelta(days=1)
"""Sage dates changes by day only, so the last day is read again and compared by content."""
FULL_EVERY = timedelta(days=7)
"""A change that Sage dates in the past is found by the full read, at the latest then."""
FIELDS = "sage.customers.fields"
"""Cursor: the optional fields that were taken along with customers."""


def customers(parts: Parts) -> None:
    """Read the AR customers that changed since the last run, once a week all of them."""
    if "customers" in parts.fresh:
        return
    codes = tuple(dict.fromkeys((*parts.config.mandates.fields, *parts.config.invoices.fields)))
    kept = " ".join(codes)
    since = _since(parts, "sage.customers")
    if parts.store.cursors.get(FIELDS) != kept:
        # Who is known already was read without a field that is looked at from now on.
        since = None
    known = parts.store.customers.read_last() if since else ""
    found = list(parts.sage.customers(since, codes, beside=known))
    if known and known not in {one.number for one in found}:
        # Not even the one who was there last time: only all of them tell who is still there.
        since, found = None, list(parts.sage.customers(None, codes))
    if since is None and not found and parts.store.customers.count():
        raise PersonNeeded(
            "Sage 300 lists no customer, but had some before: nothing was changed;"
            " check the company and the API user's rights, then run again"
        )
    parts.store.customers.put(found)
    _read(parts, "sage.customers", full=since is None)
    parts.store.cursors.set(FIELDS, kept)
    parts.fresh.add("customers")


def documents(parts: Parts) -> None:
    """Read the posted documents that changed since the last run, once a week all open ones."""
    if "documents" in parts.fresh:
        return
    home_currency(parts)
    since = _since(parts, "sage.documents")
    if since is not None:
        parts.store.documents.put(list(parts.sage.documents_changed_since(since)))
    else:
        parts.store.documents.begin_full_read()
        found = list(parts.sage.open_documents())
        parts.store.documents.put(found)
        gone = parts.store.documents.end_full_read()
        # Absent from the open ones is not settled: ask for each what became of it.
        absent(parts, gone, anything=bool(found))
    _read(parts, "sage.documents", full=since is None)
    parts.fresh.add("documents")


def absent(
    parts: Parts, asked: list[tuple[str, str]], *, anything: bool = False
) -> list[tuple[str, str]]:
    """Read documents by customer and number; give those that Sage no longer shows.

    They are not taken as paid and not collected. Where Sage shows no document at
    all (``anything`` says that it just has shown some) that is no answer: raises
    PersonNeeded.
    """
    found = list(parts.sage.documents(asked))
    parts.store.documents.put(found)
    gone = sorted(set(asked) - {(one.customer, one.number) for one in found})
    if not gone:
        return []
    if not (found or anything or parts.sage.reach("AR/ARPostedDocuments")):
        raise PersonNeeded(
            "Sage 300 lists no posted document, but had some before: nothing was changed and"
            " nothing collected; check the company and the API user's rights, then run again"
        )
    parts.store.documents.vanished(gone)
    return gone


def _since(parts: Parts, name: str) -> date | None:
    """Give the day to read changes from; None where all is to be read."""
    last = parts.store.cursors.get(name)
    full = parts.store.cursors.get(f"{name}.full")
    if not last or not full or parts.today - date.fromisoformat(full) >= FULL_EVERY:
        return None
    return date.fromisoformat(last) - OVERLAP


def _read(parts: Parts, name: str, *, full: bool) -> None:
    day = parts.today.isoformat()
    parts.store.cursors.set(name, day)
    if full:
        parts.store.cursors.set(f"{name}.full", day)


def account_sets(parts: Parts) -> dict[str, AccountSet]:
    """Give the AR account sets by key, read afresh."""
    return {one.key: one for one in parts.sage.account_sets()}


def banks(parts: Parts) -> dict[str, Bank]:
    """Give the banks by code, read afresh: their GL account is checked at each booking."""
    return {one.code: one for one in parts.sage.banks()}


def home_currency(parts: Parts) -> str:
    """Give the company's functional currency; it never changes once the company has entries."""
    known = parts.store.settings.get("home_currency")
    if known:
        return known
    found = parts.sage.company_profile().functional_currency
    parts.store.settings.set("home_currency", found)
    return found


def payouts(parts: Parts) -> None:
    """Read the payouts made since the oldest that is not finished.

    Newer ones come first: a run that died may have kept those and none before them, so that
    it is never read from later than where the last whole read ended.
    """
    if "payouts" in parts.fresh:
        return
    since = parts.store.payouts.oldest_unfinished_created_at()
    newest = parts.store.cursors.get("gocardless.payouts")
    whole = datetime.fromisoformat(newest) if newest else None
    start = min(since or whole, whole) if whole else None
    for found in parts.gocardless.payouts(start):
        parts.store.raw.keep("payout", found.payout.id, found.raw)
        parts.store.payouts.put(found.payout)
        newest = max(newest or "", found.payout.created_at.isoformat())
    if newest:
        parts.store.cursors.set("gocardless.payouts", newest)
    parts.fresh.add("payouts")
