"""The command ``s300gc``: the only place that turns an error into a line and an exit code."""

import os
import sys

from s300gc.errors import INTERRUPTED


def main(argv: list[str] | None = None) -> None:
    """Run one command and exit with its documented code."""
    arguments = sys.argv[1:] if argv is None else argv
    if arguments == ["--version"]:
        # Answered before anything else is loaded: schedulers and installers ask often.
        from s300gc import __version__

        sys.stdout.write(f"s300gc {__version__}\n")
        raise SystemExit(0)
    try:
        from s300gc.cli.entry import run

        code = run(arguments)
    except KeyboardInterrupt:
        # Before the commands are loaded, or a second time while the first is answered.
        sys.stderr.write("s300gc: interrupted\n")
        code = INTERRUPTED
    if code == INTERRUPTED:
        # A signal may have struck between taking a lock and noting it; Python's own way out
        # would then wait for that lock for ever. All that matters has been committed.
        sys.stderr.flush()
        os._exit(code)
    raise SystemExit(code)


if __name__ == "__main__":
    main()
