"""A progress bar on a terminal, for work that lasts longer than a second."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

PATIENCE = 1.0
"""Seconds before anything is shown."""


class Bar:
    """Told how far a flow is; shows it on standard error where that is a terminal."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._began = 0.0
        self._flow = ""

    def __call__(self, flow: str, done: int, of: int, said: str = "") -> None:
        """Show that ``done`` of ``of`` things of a flow are done, and what that has come to."""
        if self._progress is None or flow != self._flow:
            self._begin(flow)
        progress = self._progress
        if progress is None:
            return
        if self._task is None and progress.get_time() - self._began >= PATIENCE:
            self._task = progress.add_task(flow, total=of)
            progress.start()
        if self._task is not None:
            shown = f"{flow} {said}" if said else flow
            progress.update(self._task, completed=done, total=of, description=shown)

    def _begin(self, flow: str) -> None:
        from rich.console import Console
        from rich.progress import Progress

        self.close()
        self._flow = flow
        self._progress = Progress(console=Console(file=sys.stderr), transient=True)
        self._began = self._progress.get_time()

    def close(self) -> None:
        """Take the bar away."""
        if self._progress is not None:
            self._progress.stop()
        self._progress = self._task = None


def wanted(*, quiet: bool, json: bool) -> bool:
    """Tell whether a person is looking: a terminal, and neither -q nor --json."""
    return sys.stderr.isatty() and not quiet and not json
