"""Chance without a sequence: what is drawn depends on the seed and on names, never on order."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LENGTH = 12
_SPACE: int = len(ALPHABET) ** _LENGTH


def _number(seed: int, names: tuple[object, ...]) -> int:
    """Give 64 bits that depend on the seed and the written form of every name."""
    text = "\x1f".join((str(seed), *map(str, names)))
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")


def fraction(seed: int, *names: object) -> float:
    """Give a number in [0, 1), the same for the same seed and names."""
    return (_number(seed, names) >> 11) / (1 << 53)


def pick(seed: int, *names: object, of: Sequence[T]) -> T:
    """Give one of a sequence that is not empty, the same for the same seed and names."""
    return of[_number(seed, names) % len(of)]


@lru_cache(maxsize=256)
def _spread(prefix: str, seed: int) -> tuple[int, int]:
    """Give factor and offset that map numbers one to one onto the space of ids.

    The factor has no divisor in common with 36, so the map is a permutation.
    """
    factor = _number(seed, ("factor", prefix)) % _SPACE
    while factor % 2 == 0 or factor % 3 == 0:
        factor += 1
    return factor, _number(seed, ("offset", prefix)) % _SPACE


def code(prefix: str, n: int, seed: int) -> str:
    """Give the ``n``-th id of a kind: the prefix and 12 capitals or digits, never the same twice.

    ``n`` lies in 0 .. 36**12 - 1.
    """
    factor, offset = _spread(prefix, seed)
    rest = (n * factor + offset) % _SPACE
    letters = []
    for _ in range(_LENGTH):
        rest, place = divmod(rest, len(ALPHABET))
        letters.append(ALPHABET[place])
    return prefix + "".join(letters)
