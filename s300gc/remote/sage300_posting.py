"""Starts the processes that post batches: always one batch, never others beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from s300gc.errors import ConfigError
from s300gc.model.dialect import Range
from s300gc.remote.sage300_link import Sage300Link
from s300gc.remote.spellings import NOT_ALL, batch_range
from s300gc.remote.wire import Json

DOCUMENTED = Range("PostBatchFrom", "PostBatchTo", "PostAllBatches", NOT_ALL)
"""The range of the AR processes (AR ``$metadata`` of the Sage 300 SDK)."""


@dataclass(slots=True)
class RangePoster:
    """Posts batches of one kind by their number.

    The range has the names that were learned of this server, else those of ``documented``,
    else what the template of the process shows; that is asked for once. ``numeric`` says
    whether a batch number is one (in AR; GL keeps text with zeros). ``more`` is sent before.
    """

    module: str
    process: str
    documented: Range | None = DOCUMENTED
    numeric: bool = True
    more: Mapping[str, Json] = field(default_factory=dict)
    _shown: Range | None = None

    def __call__(self, link: Sage300Link, number: str, what: str) -> None:
        """Start the posting of one batch; success says only that it was started."""
        names = self._range(link)
        value: str | int = int(number) if self.numeric else number
        body = {**self.more}
        if names.every:
            body[names.every] = names.some
        body |= {names.first: value, names.last: value}
        link.process(self.module, self.process, body, what)

    def _range(self, link: Sage300Link) -> Range:
        known = link.dialect.ranges.get(f"{self.module}/{self.process}") or self.documented
        if known is not None:
            return known
        if self._shown is None:
            properties = list(link.template(self.module, self.process))
            self._shown = batch_range(properties, {})
            if self._shown is None:
                raise ConfigError(
                    f"cannot tell how {self.process} of this Sage 300 names its range of batches "
                    f"(it has {', '.join(properties) or 'no properties'}): set books.status to"
                    ' "open" or "ready" and let a person post'
                )
        return self._shown
