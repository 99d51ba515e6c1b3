"""The only code that speaks SQL."""

from s300gc.store.store import Store

__all__ = ["Store"]
