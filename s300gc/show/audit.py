"""Audit rows as sentences or JSON."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from s300gc.model import Money
from s300gc.show.output import console, write_json
from s300gc.store.audit import AuditRow

NOUN = {"journal": "GL batch", "receipts": "AR receipt batch", "notes": "AR debit note batch",
        "apply": "AR receipt batch"}  # fmt: skip


def write(key: str, rows: list[AuditRow], as_json: bool, quiet: bool) -> None:
    """Show the life of one record, oldest first."""
    if as_json:
        write_json({"key": key, "rows": [_json(row) for row in rows]})
        return
    if quiet:
        return
    target = console()
    kinds = {row.subject: row.body["kind"] for row in rows if row.kind == "intent.begun"}
    for row in rows:
        text = sentence(row, kinds.get(row.subject, ""))
        target.print(f"{row.at:%Y-%m-%d %H:%M:%S}  {text}", markup=False, soft_wrap=True)


def _json(row: AuditRow) -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "kind": row.kind,
        "subject": row.subject,
        "body": row.body,
    }


def sentence(row: AuditRow, intent: str) -> str:
    """Say what a row records; ``intent`` is the kind of the intent it is about, if it is one."""
    say = SENTENCES.get(row.kind)
    if say is not None:
        return say(row.subject, row.body, intent)
    details = ", ".join(f"{name} {value}" for name, value in row.body.items() if value)
    return f"{row.kind} {row.subject}" + (f" ({details})" if details else "")


def _begun(subject: str, body: Mapping[str, Any], intent: str) -> str:
    request = json.loads(body["request"])
    if intent == "payment":
        what = f"collect {_money(request['amount'])} on {request['charge_date']}"
        return f"to {what} under {request['mandate']} ({request['why']})"
    if intent == "retry":
        when = request["charge_date"] or "as soon as possible"
        return f"to retry {request['payment']} of {_money(request['amount'])}, {when}"
    if intent == "cancel":
        keeps = ", keeping its documents" if request.get("keeps") else ""
        return f"to cancel {request['payment']}: {request['why']}{keeps}"
    if intent == "invite":
        return f"to ask {request['customer']} for a {request['scheme']} mandate"
    if intent == "refund":
        return f"to refund {_money(request['amount'])} of {request['payment']}: {request['why']}"
    if intent == "journal":
        return f"to book {subject}: {len(request['lines'])} lines dated {request['dated']}"
    if intent == "receipts":
        count = len(request["receipts"])
        return f"to book {subject}: {count} receipts at bank {request['bank']}"
    if intent == "notes":
        return f"to book {subject}: {len(request['notes'])} debit notes dated {request['dated']}"
    if intent == "apply":
        named = ", ".join(one["document"] for one in request["applied"])
        return f"to apply unapplied cash {request['credit']} of {request['payment']} to {named}"
    return f"to do: {subject}"


def _done(subject: str, body: Mapping[str, Any], intent: str) -> str:
    if intent == "payment":
        return f"GoCardless made payment {body['remote']}"
    if intent == "retry":
        return f"GoCardless tries {body['remote']} again on {body['charge_date']}"
    if intent == "cancel":
        return f"GoCardless cancelled {body['remote']}"
    if intent in ("invite", "refund"):
        return f"GoCardless made {body['remote']} ({subject})"
    return f"{NOUN.get(intent, 'done:')} {body['remote']} is posted ({subject})"


def _numbered(subject: str, body: Mapping[str, Any], intent: str) -> str:
    return f"{subject} is {NOUN.get(intent, 'batch')} {body['number']}"


def _door(subject: str, body: Mapping[str, Any], _: str) -> str:
    return f"{', '.join(body['claims'])} no longer collected by {subject}: {body['why']}"


def _reopened(subject: str, body: Mapping[str, Any], _: str) -> str:
    return f"{', '.join(body['claims'])} kept by {subject} again: {body['why']}"


def _planned(subject: str, body: Mapping[str, Any], _: str) -> str:
    hand = f"; by hand: {'; '.join(body['by_hand'])}" if body["by_hand"] else ""
    return f"payout {subject} planned: {body['lines']} lines{hand}"


def _refused(subject: str, body: Mapping[str, Any], _: str) -> str:
    return f"{subject} was refused: {body['note']}"


def _fields(subject: str, body: Mapping[str, Any], _: str) -> str:
    fields = ", ".join(f"{code}={value}" for code, value in body["fields"].items())
    return f"customer {subject} in Sage 300: {fields}"


def _linked(subject: str, body: Mapping[str, Any], _: str) -> str:
    by = f" ({body['by']})" if body["by"] else ""
    now = " and ".join(body["customers"]) or "nobody"
    was = " and ".join(body["was"])
    return f"{subject} is {now} by {body['how']}{by}" + (f"; was {was}" if was else "")


def _asked(subject: str, body: Mapping[str, Any], _: str) -> str:
    amount = Money(int(body["amount"]), str(body["currency"]))
    return f"{subject} of {amount} for {body['why']} by {_who(body)}"


def _approved(subject: str, body: Mapping[str, Any], _: str) -> str:
    return f"{subject} approved by {_who(body)}"


def _who(body: Mapping[str, Any]) -> str:
    """Name a person, and the system's user where that is another."""
    by, user = str(body["by"]), str(body["user"])
    return by if by == user else f"{by} (as {user})"


def _settings(subject: str, body: Mapping[str, Any], _: str) -> str:
    count, user = len(body["settings"]), body["user"]
    return f"all {count} settings in force recorded, seen by {user} (hash {body['hash']})"


def _setting(subject: str, body: Mapping[str, Any], _: str) -> str:
    by = f", seen by {body['user']}" if body.get("user") else ""
    return f"{subject} was {body['was'] or 'not set'}, is {body['is'] or 'not set'}{by}"


def _signed(subject: str, body: Mapping[str, Any], _: str) -> str:
    count = body["differences"]
    return (
        f"{subject}: {body['as_at']} signed off by {_who(body)} with {count}"
        f" difference{'' if count == 1 else 's'}: {body['note']} (hash {body['hash']})"
    )


def _replaced(subject: str, body: Mapping[str, Any], _: str) -> str:
    return f"mandate {subject} was replaced by {body['new_mandate']}"


def _money(amount: Mapping[str, Any]) -> str:
    return str(Money(int(amount["minor"]), str(amount["currency"])))


SENTENCES: Mapping[str, Callable[[str, Mapping[str, Any], str], str]] = {
    "intent.begun": _begun,
    "intent.done": _done,
    "intent.numbered": _numbered,
    "intent.failed": _refused,
    "door.closed": _door,
    "door.opened": _reopened,
    "payout.planned": _planned,
    "customer.fields": _fields,
    "link.set": _linked,
    "link.unset": _linked,
    "mandate.replaced": _replaced,
    "refund.asked": _asked,
    "refund.approved": _approved,
    "refund.refused": _refused,
    "settings.recorded": _settings,
    "setting.changed": _setting,
    "period.signed-off": _signed,
}
