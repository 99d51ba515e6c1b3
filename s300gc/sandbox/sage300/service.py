"""From a request to an answer: who asks, what for, and which part of the company does it."""

from collections.abc import Mapping

from s300gc.sandbox.answer import Answer, json_answer
from s300gc.sandbox.sage300 import actions, manners, optionalfields
from s300gc.sandbox.sage300.books import Books
from s300gc.sandbox.sage300.errors import SageError, bad_payload, not_found
from s300gc.sandbox.sage300.keys import read_key
from s300gc.sandbox.sage300.metadata import metadata
from s300gc.sandbox.sage300.output import complete
from s300gc.sandbox.sage300.payloads import read_body
from s300gc.sandbox.sage300.query import page, read_options
from s300gc.sandbox.sage300.resources import Resource
from s300gc.sandbox.sage300.routing import Target, read_path, read_target
from s300gc.sandbox.sage300.tables import Row
from s300gc.sandbox.sage300.users import User, sign_in

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def answer(
    books: Books, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> Answer:
    """Answer one request; every refusal is an answer too."""
    given = {name.lower(): value for name, value in headers.items()}
    try:
        match = read_path(path, books.company)
        user = sign_in(books, given)
        if user is None:
            return manners.dressed(books.switches, manners.unauthorized(books.switches))
        _check_content_type(books, method, given)
        target = read_target(match, books)
        found = _Request(books, user, target, query, body, _host(given)).answer(method)
    except SageError as error:
        found = manners.refusal(books.switches, error)
    return manners.dressed(books.switches, found)


def _check_content_type(books: Books, method: str, headers: Mapping[str, str]) -> None:
    """Refuse with 500 what does not say that it is JSON (developer reference, 2.2)."""
    if method == "GET" and books.switches.content_type == "writes":
        return
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise SageError("InternalServerError", "The Content-Type must be application/json.")


def _host(headers: Mapping[str, str]) -> str:
    """Give scheme and host under which the client knows the server, for links."""
    scheme = headers.get("x-forwarded-proto", "http")
    return f"{scheme}://{headers.get('host', 'localhost')}"


class _Request:
    """One request of a user that is allowed in."""

    def __init__(
        self, books: Books, user: User, target: Target, query: str, body: bytes, host: str
    ) -> None:
        self.books = books
        self.user = user
        self.target = target
        self.query = query
        self.body = body
        self.host = host

    def answer(self, method: str) -> Answer:
        """Do what the method asks of the endpoint, if it takes that method."""
        resource = self.target.resource
        self.user.check(self.target.module)
        if resource is None:
            return self._metadata(method)
        templated = method == "POST" and self.target.command == "$template"
        if method not in _METHODS or not (templated or method in resource.verbs):
            raise SageError(
                "MethodNotAllowed", f"{resource.name} does not support the {method} method."
            )
        if method == "GET":
            return self._get(resource)
        if method == "POST":
            return self._post(resource)
        return self._change(resource, method)

    def _metadata(self, method: str) -> Answer:
        if method != "GET":
            raise SageError("MethodNotAllowed", "$metadata can only be read.")
        kind = {"Content-Type": "application/xml; charset=utf-8"}
        return Answer(200, kind, metadata(self.books.resources.values(), self.target.module))

    def _get(self, resource: Resource) -> Answer:
        base = self.host + self.target.base
        if self.target.key is None:
            options = read_options(self.query, resource, self.books.switches)
            return json_answer(200, page(self.books, resource, options, base))
        options = read_options(self.query, resource, self.books.switches, one=True)
        _, row = self._find(resource)
        context = f"{base}/$metadata#{resource.name}/$entity"
        found = complete(row, resource.table, self.books.switches, options.select)
        return json_answer(200, self._entity({"@odata.context": context, **found}))

    def _entity(self, body: Row) -> Row:
        return manners.annotated(self.books.switches, body)

    def _nothing(self) -> Answer:
        return manners.nothing(self.books.switches)

    def _find(self, resource: Resource) -> tuple[str, Row]:
        """Give key and row of the address; 404 where there is none."""
        if self.target.key is None:
            raise SageError("InvalidEntityKey", "The entity key is missing.")
        key = read_key(resource.table, resource.keys, self.target.key)
        row = self.books.shelf(resource.path).get(key)
        if row is None:
            raise not_found()
        return key, row

    def _read(self, resource: Resource) -> Row:
        body = read_body(self.body, resource.table, self.books.switches)
        return optionalfields.filled(self.books, body, resource.table)

    def _post(self, resource: Resource) -> Answer:
        """Insert an entity, give its template, or run a process; other keys are no action."""
        command = self.target.command
        if command == "$template":
            return json_answer(200, actions.template(self.books, resource))
        process = resource.sort == "process"
        if (process and command != "$process") or (not process and self.target.key is not None):
            raise SageError("InvalidAction", "The action is not supported by this resource.")
        body = self._read(resource)
        if process:
            if resource.name != "ARCreateRecurringCharge":
                self.user.check(f"{resource.module}Post")
            actions.PROCESSES[resource.path](self.books, body, self.user.made_by)
            return self._nothing()
        row = actions.create(self.books, resource, body, self.user)
        context = f"{self.host}{self.target.base}/$metadata#{resource.name}/$entity"
        made = {"@odata.context": context, **complete(row, resource.table, self.books.switches)}
        return manners.inserted(self.books.switches, self._entity(made), body)

    def _change(self, resource: Resource, method: str) -> Answer:
        """Change, replace or delete the entity of the address."""
        key, row = self._find(resource)
        if method == "DELETE":
            actions.remove(self.books, resource, key, row)
            return self._nothing()
        body = self._read(resource)
        if method == "PATCH" and not body:
            raise bad_payload("There is nothing in the body to change.")
        actions.change(self.books, resource, key, row, body, replace=method == "PUT")
        return self._nothing()
