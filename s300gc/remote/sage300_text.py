"""Lengths and spellings that Sage 300 has for texts, checked before anything is sent."""

import re

from s300gc.errors import Refused

DESCRIPTION = 60
REFERENCE = 60
FIELD_VALUE = 60
RECEIPT_NUMBER = 24
DOCUMENT_NUMBER = 22
"""Characters (column lengths of the Sage 300 tables)."""


def exact(value: str, length: int, name: str, subject: str) -> str:
    """Let a text pass that fits; one that does not is ``Refused`` and nothing is sent.

    For texts that something is found by: cut off they would name something else.
    """
    if len(value) > length:
        raise Refused(
            f"{subject}: {name} {value!r} is longer than the {length} characters "
            "that Sage 300 keeps, nothing was sent",
            status=0,
            code="too_long",
        )
    return value


def free(value: str, length: int = DESCRIPTION) -> str:
    """Cut a text that is only there to be read."""
    return value[:length]


def account(number: str) -> str:
    """Give a GL account number without the signs between its segments.

    GL journal lines take it so, AR and Bank Services show it with them (samples of
    the Sage 300 Web API); here it is one spelling, so that accounts can be compared.
    """
    return re.sub(r"[-/\\*.]", "", number.strip())
