"""What stands beside the API on the GoCardless port: the payment page and OAuth."""

from collections.abc import Mapping

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.gocardless import billing_request_flows, markup, oauth, oauth_page, payment_page
from s300gc.sandbox.gocardless.forms import FORM, pairs
from s300gc.sandbox.gocardless.organisation import Organisation

PAGES = {
    billing_request_flows.PATH: payment_page.answer,
    oauth_page.PATH: oauth_page.answer,
}
ENDPOINTS = (oauth.TOKEN_PATH, oauth.REVOKE_PATH)


def is_page(path: str) -> bool:
    """Tell whether a path is no part of the API: no token is asked for, and no limit counts it."""
    return path in PAGES or path in ENDPOINTS


def answer(
    org: Organisation,
    method: str,
    path: str,
    query: str,
    headers: Mapping[str, str],
    body: bytes,
) -> Answer:
    """Answer at one of these paths; ``headers`` have lower-case names."""
    if path in ENDPOINTS:
        return oauth.answer(org, method, path, headers, body)
    if method not in ("GET", "POST"):
        return _sorry(405, "This page can be opened and sent, and nothing else.")
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if method == "POST" and kind != FORM:
        return _sorry(415, "This page takes what its own form sends.")
    try:
        asked, form = pairs(query), pairs(body.decode("utf-8", "replace"))
    except ValueError:
        return _sorry(400, "That was more than this page asks for.")
    return PAGES[path](org, method, asked, form)


def _sorry(status: int, words: str) -> Answer:
    return markup.page(status, "This does not work", markup.paragraph(words))
