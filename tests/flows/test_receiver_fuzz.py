"""Bodies that nobody would send, rightly signed.

``S300GC_BODIES=100000`` tries so many; the suite tries a few.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

from s300gc.flows import receiving
from tests.company import company
from tests.receivers import Listening, listening

BODIES = int(os.environ.get("S300GC_BODIES", "1500"))
ODD = ("", "x", "\x00", "\ud800", "é" * 50, "9" * 400, None, True, -1, 10**30, 1.5, [], {}, [[]])
KEYS = ("id", "created_at", "resource_type", "action", "details", "links", "metadata")
INSTANTS = ("2026-01-05T09:00:00.000Z", "9999-12-31T23:59:59-23:00", "0001-01-01T00:00:00+23:00",
            "2026-02-30T00:00:00Z", "yesterday", 1e30, -(10**18))  # fmt: skip


def event(chance: random.Random, n: int) -> Any:
    one: dict[str, Any] = {
        "id": f"EV{n}",
        "created_at": chance.choice(INSTANTS[:1] * 6 + INSTANTS),
        "resource_type": chance.choice(("payments", "mandates", "payouts", "space_ships")),
        "action": "landed",
        "details": {"cause": "bank_account_closed", "will_attempt_retry": False},
        "links": {"payment": f"PM{n}"},
    }
    for _ in range(chance.choice((0, 0, 0, 1, 2))):
        key = chance.choice((*KEYS, "new"))
        if chance.random() < 0.3:
            one.pop(key, None)
        else:
            one[key] = chance.choice(ODD)
    return one if chance.random() < 0.95 else chance.choice(ODD)


def body(chance: random.Random, n: int) -> bytes:
    events: Any = [event(chance, n * 10 + m) for m in range(chance.choice((0, 1, 1, 3)))]
    if chance.random() < 0.05:
        events = chance.choice(ODD)
    whole: Any = {"events": events, "meta": {"webhook_id": chance.choice(("WB1", *ODD))}}
    if chance.random() < 0.1:
        whole.pop(chance.choice(("events", "meta")))
    text = json.dumps(whole, ensure_ascii=chance.random() < 0.5)
    plain = text.encode(errors="surrogatepass")
    return plain if chance.random() < 0.8 else _damaged(chance, plain)


def _damaged(chance: random.Random, plain: bytes) -> bytes:
    changed = bytearray(plain)
    for _ in range(chance.randint(1, 4)):
        where = chance.randrange(len(changed) + 1)
        how = chance.randrange(4)
        if how == 0:
            del changed[where : where + chance.randint(1, 20)]
        elif how == 1:
            changed[where:where] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 5)))
        elif how == 2:
            changed[where:where] = b"[" * chance.choice((1, 2000))
        else:
            changed = changed[:where]
    return bytes(changed)


def readable(whole: bytes) -> set[str]:
    """The ids that must not be lost: of events that have all they need."""
    try:
        events = json.loads(whole)["events"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return set()
    return {
        one["id"]
        for one in (events if isinstance(events, list) else [])
        if isinstance(one, dict)
        and set(one) == set(KEYS) - {"metadata"}
        and one["created_at"] == INSTANTS[0]
        and all(isinstance(one[key], str) for key in ("id", "resource_type", "action"))
        and isinstance(one["details"], dict)
        and isinstance(one["links"], dict)
        and not set("\ud800\0") & set(f"{one['id']}{one['resource_type']}{one['action']}")
    }


def test_no_body_stops_the_receiver_or_what_comes_after_it(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311
    with listening(company(tmp_path)) as here:
        wanted: set[str] = set()
        for n in range(BODIES):
            whole = body(chance, n)
            status = here.deliver(whole)
            assert status in (204, 400), whole
            if status == 204:
                wanted |= readable(whole)
            if n % 100 == 0:
                receiving.unpack(here.reception.store)
        receiving.unpack(here.reception.store)
        assert wanted <= _came(here)
        assert len(wanted) > BODIES // 4
        assert here.deliver(b'{"events":[]}') == 204


def _came(here: Listening) -> set[str]:
    return {row["id"] for row in here.reception.store.database.rows("SELECT id FROM events")}
