"""Runs the Typer application and maps what went wrong to one line and an exit code."""

import logging
import os
import sys

from s300gc.errors import INTERRUPTED, S300gcError

FLAGS = {"--json", "-q", "--quiet", "-v", "--verbose"}
VALUED = {"--config"}


def run(arguments: list[str]) -> int:
    """Run one command line and write its output out; gives the exit code."""
    code = _answered(arguments)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough of it.
        _give_up_output()
    except OSError as error:
        _give_up_output()
        # Where the same fault ended the command it has been said already.
        return code or _unforeseen(error)
    return code


def _give_up_output() -> None:
    """Send what could not be written nowhere, or Python would fail on it once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _answered(arguments: list[str]) -> int:
    from s300gc.cli.app import app

    try:
        code = app(args=common_last(arguments), prog_name="s300gc", standalone_mode=False)
    except S300gcError as error:
        complain(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return interrupted()
    except SystemExit as stop:
        return int(stop.code or 0)
    except Exception as error:  # noqa: BLE001 - the one place that must survive anything
        return _unforeseen(error)
    # Typer turns Ctrl-C into this code and says nothing.
    if code == INTERRUPTED:
        return interrupted()
    return code if isinstance(code, int) else 0


def interrupted() -> int:
    """Say that a person or the scheduler stopped the run; gives the exit code."""
    complain("interrupted; what was begun is finished or found again by the next run")
    return INTERRUPTED


def common_last(arguments: list[str]) -> list[str]:
    """Move the common options behind the command, so that they mean the same before and after."""
    moved: list[str] = []
    rest: list[str] = []
    pending = list(arguments)
    while pending:
        word = pending.pop(0)
        if word == "--":
            rest += [word, *pending]
            break
        if word in FLAGS or any(word.startswith(f"{name}=") for name in VALUED):
            moved.append(word)
        elif word in VALUED and pending:
            moved += [word, pending.pop(0)]
        else:
            rest.append(word)
    cut = rest.index("--") if "--" in rest else len(rest)
    return [*rest[:cut], *moved, *rest[cut:]]


def complain(message: str) -> None:
    """Write what happened to stderr; what was typed may be in it, but no control character."""
    shown = "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in message)
    sys.stderr.write(f"s300gc: {shown}\n")


def _unforeseen(error: Exception) -> int:
    message = getattr(error, "format_message", None)
    if message is not None:
        # Typer's own usage errors: a wrong command line.
        complain(f"{message()} (see 's300gc --help')")
        return int(getattr(error, "exit_code", 2))
    logging.getLogger("s300gc").info("unforeseen", exc_info=error)
    complain(f"unforeseen: {error or type(error).__name__}; run again with -v for the details")
    return S300gcError.exit_code
