"""The files with which the receiver runs as a service, and what a person does with each."""

from collections.abc import Callable
from dataclasses import dataclass

from s300gc.show.receiver_service import NAME, Service
from s300gc.show.systemd import systemd
from s300gc.show.web_servers import iis, iis_proxy, nginx
from s300gc.show.windows_services import windows_task, winsw


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of text, how its file is encoded, and what a person does with it."""

    make: Callable[[Service], str]
    advice: tuple[str, ...]
    encoding: str = "utf-8"


KINDS = {
    "systemd": Kind(
        systemd,
        (
            f"save it as /etc/systemd/system/{NAME}.service, then"
            f" 'systemctl daemon-reload' and 'systemctl enable --now {NAME}'",
        ),
    ),
    "windows-task": Kind(
        windows_task,
        (
            f"save it with --output, then 'schtasks /Create /TN {NAME} /XML FILE /RU USER /RP *':"
            " the password must be stored, or there is no Credential Manager and no network",
        ),
        "utf-16",
    ),
    "winsw": Kind(
        winsw,
        (
            f"save it as {NAME}.xml beside WinSW named {NAME}.exe, then '{NAME} install';"
            " let the service log on as the user whose keyring has the credentials",
        ),
    ),
    "iis": Kind(
        iis,
        (
            "save it as web.config of a site of its own; HttpPlatformHandler must be installed",
            "its application pool: the user whose keyring has the credentials,"
            " loadUserProfile = true, startMode = AlwaysRunning, idleTimeout = 0",
        ),
    ),
    "iis-proxy": Kind(
        iis_proxy,
        (
            "save it as web.config; URL Rewrite and Application Request Routing must be"
            " installed, and its proxy switched on",
        ),
    ),
    "nginx": Kind(nginx, ("put it into the server block of the address from outside",)),
}
