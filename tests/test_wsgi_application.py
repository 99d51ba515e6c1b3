"""The application that another WSGI server imports."""

from pathlib import Path
from typing import Any

import pytest

from s300gc.receiver import Application
from s300gc.vault import VARIABLES
from tests.company import company


def asked(application: Application, path: str = "/health") -> str:
    told: list[Any] = []
    application(
        {"REQUEST_METHOD": "GET", "PATH_INFO": path},
        lambda status, headers: told.append(status),
    )
    return str(told[0])


def test_it_is_503_until_its_configuration_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = company(tmp_path).folder / "s300gc.toml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    monkeypatch.setenv("S300GC_CONFIG", str(path))
    # Its worker runs for itself, and is not what is looked at here.
    monkeypatch.setattr("s300gc.receiver.begun", lambda work, name: None)
    application = Application()
    assert asked(application).startswith("503")
    assert "s300gc.toml" in caplog.text
    path.write_text(text[: text.index("[sandbox]")], encoding="utf-8")
    monkeypatch.setenv(VARIABLES["webhook-secret"], "the-webhook-secret")
    assert asked(application) == "200 OK"
    assert asked(application, "/other") == "404 Not Found"
    application._open.close()
