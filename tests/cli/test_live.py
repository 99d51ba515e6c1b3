"""The first run that writes for a live creditor needs a person's yes, once."""

from pathlib import Path

import pytest

from s300gc.errors import PersonNeeded
from s300gc.flows.live import agree
from s300gc.settings import LIVE
from tests.company import NOWHERE, Company, company

HERE = {f'[gocardless]\nurl = "{NOWHERE}"': '[gocardless]\nenvironment = "live"'}


def test_a_live_creditor_is_asked_for_once(tmp_path: Path) -> None:
    live = company(tmp_path, changes=HERE)
    assert live.config.gocardless.base == LIVE
    with live.parts() as parts, pytest.raises(PersonNeeded, match="--yes"):
        agree(parts, yes=False)
    with live.parts() as parts:
        agree(parts, yes=True)
    with live.parts() as parts:
        agree(parts, yes=False)
        assert [row.subject for row in parts.store.audit.of_subject("agreed_to_live")]


def test_a_practice_creditor_is_not_asked_for(tmp_path: Path) -> None:
    practice: Company = company(tmp_path)
    with practice.parts() as parts:
        agree(parts, yes=False)
