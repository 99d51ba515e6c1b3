"""A browser without scripts: it shows a page's text, fills in its forms and follows its links."""

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from s300gc.sandbox.answer import Answer

Ask = Callable[[str, str, Mapping[str, str], bytes], Answer]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class _Reader(HTMLParser):
    """Reads forms with what stands in them, links, and the text a person sees."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.buttons: list[dict[str, tuple[str, str]]] = []
        self.links: dict[str, str] = {}
        self.words: list[str] = []
        self.tags: set[str] = set()
        self._open = ""
        self._last: dict[str, str | None] = {}
        self._choice = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        self.tags.add(tag)
        self._open, self._last = tag, given
        if tag == "form":
            self.forms.append({})
            self.buttons.append({})
        elif tag == "input" and given["type"] != "checkbox":
            self.forms[-1][str(given["name"])] = given["value"] or ""
        elif tag == "select":
            self._choice = str(given["name"])
            self.forms[-1][self._choice] = ""
        elif tag == "option" and "selected" in given:
            self.forms[-1][self._choice] = given["value"] or ""

    def handle_data(self, data: str) -> None:
        if self._open == "style":
            return
        self.words.append(data)
        if self._open == "button":
            own = (str(self._last.get("name") or ""), str(self._last.get("value") or ""))
            self.buttons[-1][data] = own
        elif self._open == "a":
            self.links[data] = str(self._last["href"])


class Browser:
    """Opens pages of one host; where a redirect leads elsewhere it stops and keeps ``left_to``."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.address = ""
        self.left_to = ""
        self.status = 0

    def open(self, address: str) -> "Browser":
        self.address = address
        return self._show(self._ask("GET", address, {}, b""))

    def _show(self, answer: Answer) -> "Browser":
        self.status, self.answer = answer.status, answer
        self._page = _Reader()
        if answer.status == 303:
            to = answer.headers["Location"]
            if to.startswith("/"):
                return self.open(to)
            self.left_to = to
            return self
        self._page.feed(answer.body.decode())
        return self

    @property
    def text(self) -> str:
        return " ".join(self._page.words)

    @property
    def tags(self) -> set[str]:
        return self._page.tags

    @property
    def links(self) -> dict[str, str]:
        return self._page.links

    def form(self, button: str) -> dict[str, str]:
        """Give what stands in the form with a button."""
        for form, buttons in zip(self._page.forms, self._page.buttons, strict=True):
            if button in buttons:
                name, value = buttons[button]
                return {**form, **({name: value} if name else {})}
        raise AssertionError(f"no button {button} in {self.text}")

    def press(self, button: str, **filled: Any) -> "Browser":
        """Fill in fields that are there and press a button."""
        form = self.form(button)
        strange = set(filled) - {*form, "dual"}
        assert not strange, strange
        return self.send({**form, **filled})

    def send(self, form: Mapping[str, str]) -> "Browser":
        """Send a form as it is given."""
        return self._show(self._ask("POST", self.address, FORM, urlencode(form).encode()))
