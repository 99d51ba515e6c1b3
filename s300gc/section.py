"""What every table of s300gc.toml has in common, and what of a setting may be shown."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

INSIDE = re.compile(r"(?<=://)[^/@\s]*@")
"""User and password inside an address, as a proxy may have them."""
HIDDEN = "***@"


class Section(BaseModel):
    """A table of the file: frozen, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def shown(value: Any) -> Any:
    """Take users and passwords out of the addresses in a value of a setting."""
    if isinstance(value, str):
        return INSIDE.sub(HIDDEN, value)
    if isinstance(value, Mapping):
        return {key: shown(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [shown(one) for one in value]
    return value
