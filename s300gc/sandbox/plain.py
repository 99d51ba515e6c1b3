"""Plain data in bulk: dicts and lists of text, numbers and Decimals, as all state is kept."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def copied(value: Any) -> Any:
    """Copy plain data; what cannot be changed (text, numbers, Decimals, tuples) is shared.

    Faster than pickling it and back, which writes every text and Decimal anew.
    """
    kind = type(value)
    if kind is dict:
        twin = value.copy()
        for key, inner in value.items():
            kind = type(inner)
            if kind is dict or kind is list:
                twin[key] = copied(inner)
        return twin
    if kind is list:
        return [copied(x) if type(x) is dict or type(x) is list else x for x in value]
    return value


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the collector of cycles out of the way while many objects are made that will stay.

    Plain data has no cycles, and looking for them takes longer than making a big World.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
