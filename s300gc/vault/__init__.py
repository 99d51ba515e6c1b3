"""Credentials by name, from the operating system's keyring or what was configured."""

from s300gc.vault.keyrings import REAL_BACKENDS
from s300gc.vault.names import NAMES, OURS, PREVIOUS, VARIABLES, Found, Name, os_user, usable
from s300gc.vault.remedies import NoKeyring
from s300gc.vault.vault import Configured, Vault

__all__ = [
    "NAMES",
    "OURS",
    "PREVIOUS",
    "REAL_BACKENDS",
    "VARIABLES",
    "Configured",
    "Found",
    "Name",
    "NoKeyring",
    "Vault",
    "os_user",
    "usable",
]
