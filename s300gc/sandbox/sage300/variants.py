"""The endpoints of one server: those of the documents, as far as the switches leave them so."""

from collections.abc import Mapping
from dataclasses import replace

from s300gc.sandbox.sage300.entities import cs, gl
from s300gc.sandbox.sage300.resources import RESOURCES, Resource
from s300gc.sandbox.sage300.switches import SageSwitches
from s300gc.sandbox.sage300.tables import TABLES, Property, Table

_LISTS = "ControlAccountSubledgers"


def endpoints(switches: SageSwitches) -> dict[str, Resource]:
    """Give the endpoints by ``MODULE/Name``; ``ValueError`` where ``absent`` names none."""
    found = dict(RESOURCES)
    _take(found, "CS/CSFiscalCalendars", _calendar(switches))
    if switches.profile_names != "FunctionalCurrency":
        names = {"FunctionalCurrency": switches.profile_names}
        _take(found, "CS/CSCompanyProfile", renamed(cs.COMPANY_PROFILE, names))
    if switches.gl_post_names == "BatchIdFrom":
        _take(found, "GL/GLPostJournal", gl.POST_JOURNAL_BY_ID)
    if switches.subledger_names != "SourceLedger":
        _take(found, "GL/GLAccounts", _account(switches.subledger_names))
    for one in switches.absent:
        _leave_out(found, one)
    return found


def _take(found: dict[str, Resource], path: str, table: Table) -> None:
    found[path] = replace(found[path], table=table)


def _calendar(switches: SageSwitches) -> Table:
    if switches.calendar_names == "FiscalPeriodStartDate1":
        return cs.CALENDAR_NUMBERED_LAST
    if switches.calendar_names == "FiscalPeriod1StartDate":
        return cs.CALENDAR
    both = (("Start", "Beginning"), ("End", "End"))
    names = {
        f"FiscalPeriod{n}{word}Date": f"{other}OfPeriod{n}"
        for n in range(1, 14)
        for word, other in both
    }
    return renamed(cs.CALENDAR, names)


def _account(name: str) -> Table:
    """Give the type of GL accounts in which a control account names its ledgers otherwise."""
    inner = renamed(gl.CONTROL_SUBLEDGER, {"SourceLedger": name})
    inner = Table(f"{inner.name}By{name}", inner.properties)
    # Nested details are found by the name of their type, so this one needs its own.
    TABLES.setdefault(inner.name, inner)
    listed = Property(_LISTS, "c", nested=inner.name)
    return Table(gl.ACCOUNT.name, {**gl.ACCOUNT.properties, _LISTS: listed})


def renamed(table: Table, names: Mapping[str, str]) -> Table:
    """Give a type with some properties named otherwise, in their old places."""
    properties = {
        names.get(name, name): replace(item, name=names.get(name, name))
        for name, item in table.properties.items()
    }
    return Table(table.name, properties)


def _leave_out(found: dict[str, Resource], one: str) -> None:
    path, _, name = one.partition(".")
    if path not in found or (name and name not in found[path].table.properties):
        raise ValueError(f"there is no {one} that could be absent")
    if not name:
        del found[path]
        return
    table = found[path].table
    kept = {word: item for word, item in table.properties.items() if word != name}
    _take(found, path, Table(table.name, kept))
