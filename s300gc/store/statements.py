"""The SQL of a mirror table, made of column names that stand in the code and of nothing else."""

from collections.abc import Sequence


def select(table: str, columns: Sequence[str]) -> str:
    """Read the columns of a table; a WHERE may follow."""
    return f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608


def by_keys(table: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """Read the rows whose keys stand in one JSON array (of values, or of arrays of values)."""
    names = ", ".join(f"m.{name}" for name in columns)
    if len(key) == 1:
        on = f"m.{key[0]} = w.value"
    else:
        on = " AND ".join(f"m.{name} = w.value ->> {place}" for place, name in enumerate(key))
    # CROSS JOIN keeps the order: for each wanted key one look-up in the index.
    return f"SELECT {names} FROM json_each(?) AS w CROSS JOIN {table} AS m ON {on}"  # noqa: S608


def upsert(table: str, key: Sequence[str], columns: Sequence[str]) -> str:
    """Write a row that is new or has changed: it is dirty until someone has dealt with it."""
    names = [*columns, "dirty", "read_at"]
    marks = ", ".join(["?"] * len(columns) + ["1", "?"])
    news = ", ".join(f"{name} = excluded.{name}" for name in names if name not in key)
    return (
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608
        f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {news}"
    )


def update(table: str, key: Sequence[str], change: str) -> str:
    """Change one row found by its key; ``change`` is the SET part."""
    on = " AND ".join(f"{name} = ?" for name in key)
    return f"UPDATE {table} SET {change} WHERE {on}"  # noqa: S608
