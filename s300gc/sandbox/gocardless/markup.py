"""Plain HTML for the hosted pages: no script, one column, everything that is not ours escaped."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from s300gc.sandbox.answer import Answer

_STYLE = """
*{box-sizing:border-box}
body{margin:0 auto;max-width:30rem;padding:1rem;font:1rem/1.5 system-ui,sans-serif;color:#1c1b18;
background:#fff;overflow-wrap:anywhere}
h1{font-size:1.4rem;line-height:1.25}h2{font-size:1.1rem;margin:1.5rem 0 .25rem}
label{display:block;margin:.75rem 0 .25rem}
input,select,button{width:100%;font:inherit;padding:.6rem;border:1px solid #6b6860;
border-radius:4px;
background:#fff;color:inherit}
input[type=checkbox]{width:auto;margin-right:.5rem}
button{margin-top:1rem;background:#1f4f4a;border-color:#1f4f4a;color:#fff;cursor:pointer}
button.quiet{background:#fff;color:#1f4f4a}
dl{margin:.5rem 0}dt{color:#55534c}dd{margin:0 0 .5rem}
.wrong{color:#9b1c1c;margin:.25rem 0}.wrong+input,.wrong+select{border-color:#9b1c1c}
.hint{color:#55534c;margin:.25rem 0}
footer{margin-top:2rem;color:#55534c;font-size:.875rem}
"""
_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Nothing may be loaded and no script may run, also if something slipped through unescaped."""


@dataclass(frozen=True, slots=True)
class Field:
    """One input: its name in the form, what the payer reads, and how a phone helps with it.

    ``choices`` are values with their texts and make it a drop-down list.
    """

    name: str
    label: str
    required: bool = True
    kind: str = "text"
    complete: str = "off"
    mode: str = "text"
    longest: int = 255
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()


def text(value: object) -> str:
    """Escape a value for use between tags or in a quoted attribute."""
    return escape(str(value), quote=True)


def paragraph(words: object, kind: str = "") -> str:
    """Give a paragraph, of a class if asked."""
    return f'<p class="{text(kind)}">{text(words)}</p>' if kind else f"<p>{text(words)}</p>"


def heading(words: object) -> str:
    """Give a heading within the page."""
    return f"<h2>{text(words)}</h2>"


def link(address: str, words: object) -> str:
    """Give a link in a paragraph of its own."""
    return f'<p><a href="{text(address)}">{text(words)}</a></p>'


def facts(pairs: Iterable[tuple[str, object]]) -> str:
    """Give a list of names and values; those without a value are left out."""
    rows = (f"<dt>{text(name)}</dt><dd>{text(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{''.join(rows)}</dl>"


def fields(
    wanted: Sequence[Field], values: Mapping[str, str | None], wrong: Mapping[str, str]
) -> str:
    """Give inputs with their labels, what stands in them, and what is wrong with it."""
    return "".join(_field(field, values.get(field.name) or "", wrong) for field in wanted)


def _field(field: Field, value: str, wrong: Mapping[str, str]) -> str:
    name, note = text(field.name), wrong.get(field.name)
    optional = "" if field.required else " (optional)"
    parts = [f'<label for="{name}">{text(field.label + optional)}</label>']
    if field.hint:
        parts.append(paragraph(field.hint, "hint"))
    if note:
        parts.append(f'<p class="wrong" id="{name}-wrong">{text(f"{field.label} {note}")}</p>')
    state = f' aria-invalid="true" aria-describedby="{name}-wrong"' if note else ""
    state += " required" if field.required else ""
    parts.append(_select(field, value, state) if field.choices else _input(field, value, state))
    return "".join(parts)


def _input(field: Field, value: str, state: str) -> str:
    return (
        f'<input id="{text(field.name)}" name="{text(field.name)}" type="{text(field.kind)}"'
        f' value="{text(value)}" maxlength="{field.longest}" inputmode="{text(field.mode)}"'
        f' autocomplete="{text(field.complete)}"{state}>'
    )


def _select(field: Field, value: str, state: str) -> str:
    known = [("", ""), *field.choices]
    options = "".join(
        f'<option value="{text(key)}"{" selected" if key == value else ""}>{text(words)}</option>'
        for key, words in known
    )
    return (
        f'<select id="{text(field.name)}" name="{text(field.name)}"'
        f' autocomplete="{text(field.complete)}"{state}>{options}</select>'
    )


def tick(name: str, words: object) -> str:
    """Give a box to tick."""
    return (
        f'<label><input type="checkbox" name="{text(name)}" value="yes" autocomplete="off">'
        f"{text(words)}</label>"
    )


def button(words: object, name: str = "", value: str = "", *, quiet: bool = False) -> str:
    """Give a button that sends the form, with a value of its own if named."""
    own = f' name="{text(name)}" value="{text(value)}"' if name else ""
    free = ' class="quiet" formnovalidate' if quiet else ""
    return f'<button type="submit"{own}{free}>{text(words)}</button>'


def form(inner: str, hidden: Mapping[str, str]) -> str:
    """Give a form that is sent to the page's own address."""
    kept = "".join(
        f'<input type="hidden" name="{text(k)}" value="{text(v)}">' for k, v in hidden.items()
    )
    return f'<form method="post" accept-charset="utf-8">{kept}{inner}</form>'


def page(status: int, title: str, body: str) -> Answer:
    """Give a whole page; ``body`` is HTML already."""
    document = (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{text(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style></head><body><main><h1>{text(title)}</h1>{body}</main>"
        "<footer>Sandbox: nothing entered here leaves this machine.</footer></body></html>"
    )
    return Answer(status, dict(_HEADERS), document.encode())


def go(address: str) -> Answer:
    """Send the browser to another address, as a fresh request."""
    return Answer(303, {"Location": address, "Cache-Control": "no-store"}, b"")
