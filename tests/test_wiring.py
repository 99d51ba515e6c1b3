"""One database belongs to one Sage company and one creditor."""

from pathlib import Path

import pytest

from s300gc.errors import ConfigError
from tests.company import Company, company


def test_a_database_is_never_used_for_another_company(tmp_path: Path) -> None:
    one = company(tmp_path)
    one.sync()
    other = Company(one.world, tmp_path, changes={'company = "SAMLTD"': 'company = "OTHER"'})
    with pytest.raises(ConfigError, match="is the database of SAMLTD"), other.parts():
        pass
