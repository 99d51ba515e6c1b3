"""Addresses: ``/Sage300WebApi/v1.0/-/{COMPANY}/{MODULE}/{Resource}[(key)]``.

The tenant is ``-`` on premises; another word in its place is seen to be accepted. Empty
parentheses, as in the comments of Sage's sample client, stand for no key.
"""

import re
from dataclasses import dataclass

from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import SageError
from s300gc.sandbox.sage300.resources import MODULES, Resource

_PATH = re.compile(
    r"(?P<root>/Sage300WebApi/v1\.0/[^/]+/(?P<company>[^/]+))/(?P<module>[^/]+)/(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)
_RESOURCE = re.compile(r"(?P<name>\$?\w+)(?:\((?P<key>.*)\))?/?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Target:
    """What an address names; ``key`` is what stands in the parentheses, None without them.

    ``base`` is the path up to the module, ``resource`` None for the module's ``$metadata``.
    """

    base: str
    module: str
    resource: Resource | None
    key: str | None

    @property
    def command(self) -> str:
        """``$template`` or ``$process``, quoted or not, else nothing."""
        word = (self.key or "").strip().strip("'")
        return word if word.startswith("$") else ""


def read_path(path: str, company: str) -> re.Match[str]:
    """Take an address apart; 404 where it is none of this company's."""
    match = _PATH.fullmatch(path)
    if match is None or match["company"].upper() != company:
        raise SageError("ResourceNotFound", "The requested resource cannot be found.")
    return match


def read_target(match: re.Match[str], books: Books) -> Target:
    """Find the endpoint of an address; 404 where there is none of that name."""
    module, found = match["module"], _RESOURCE.fullmatch(match["rest"])
    base = f"{match['root']}/{module}"
    if found is not None and module in MODULES:
        if found["name"] == "$metadata" and found["key"] is None:
            return Target(base, module, None, None)
        resource = books.resources.get(f"{module}/{found['name']}")
        if resource is not None:
            return Target(base, module, resource, found["key"] or None)
    raise SageError("ResourceNotFound", "The requested resource cannot be found.")
