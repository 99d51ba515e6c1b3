"""The receiver as a unit of systemd: systemd.service(5), systemd.exec(5), systemd.syntax(7)."""

from s300gc.show.receiver_service import STOPPING, Service


def systemd(one: Service) -> str:
    """Give a hardened unit: it may write to its own folders and nowhere else."""
    line = " ".join([quoted(one.program), *(quoted(word, dollar=True) for word in one.words())])
    return f"""\
[Unit]
Description=Receiver of GoCardless webhooks for {_one_line(one.company).replace("%", "%%")} (s300gc)
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
User={_one_line(one.user).replace("%", "%%")}
ExecStart={line}
Restart=on-failure
RestartSec=10
# Configuration, credentials and what a person must decide do not come right by themselves.
RestartPreventExitStatus=2 6 7 8
KillSignal=SIGTERM
KillMode=mixed
TimeoutStopSec={STOPPING}
LimitNOFILE=4096
UMask=0077
# Credentials that are in no keyring: systemd-creds encrypt --name=s300gc_webhook-secret - FILE
# LoadCredentialEncrypted=s300gc_sage300-user:/etc/credstore.encrypted/s300gc_sage300-user
# LoadCredentialEncrypted=s300gc_sage300-password:/etc/credstore.encrypted/s300gc_sage300-password
# LoadCredentialEncrypted=s300gc_gocardless-token:/etc/credstore.encrypted/s300gc_gocardless-token
# LoadCredentialEncrypted=s300gc_webhook-secret:/etc/credstore.encrypted/s300gc_webhook-secret
NoNewPrivileges=yes
CapabilityBoundingSet=
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={" ".join(quoted(folder) for folder in one.folders)}
PrivateTmp=yes
PrivateDevices=yes
ProtectProc=invisible
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service

[Install]
WantedBy=multi-user.target
"""


def quoted(word: str, *, dollar: bool = False) -> str:
    """Quote one word as systemd reads it; ``dollar`` where it would put variables in."""
    text = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    text = "".join(sign if ord(sign) >= 32 else f"\\x{ord(sign):02x}" for sign in text)
    if dollar:
        text = text.replace("$", "$$")
    plain = all(sign.isalnum() or sign in "/._-:=@+," for sign in word) and word
    return text if plain else f'"{text}"'


def _one_line(text: str) -> str:
    return " ".join(text.split())
