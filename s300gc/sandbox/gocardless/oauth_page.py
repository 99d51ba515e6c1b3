"""The page on which a merchant lets an app use his account, or does not."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit

from s300gc.sandbox.answer import Answer
from s300gc.sandbox.gocardless import markup, oauth
from s300gc.sandbox.gocardless.organisation import Organisation

PATH = "/oauth/authorize"
RIGHTS = {
    "read_write": "see everything in your account, and take and change payments",
    "read_only": "see everything in your account, and change nothing",
}


def answer(
    org: Organisation, method: str, query: Mapping[str, str], form: Mapping[str, str]
) -> Answer:
    """Ask the merchant, or send the browser back with his answer.

    Where the app or its address is not known nobody is sent anywhere (RFC 6749, 4.1.2.1).
    """
    client, uri = query.get("client_id", ""), query.get("redirect_uri", "")
    try:
        name = oauth.app_name(org, client, uri)
    except ValueError as error:
        return markup.page(400, "This link is not right", markup.paragraph(error.args[0]))
    scope = query.get("scope", "")
    if query.get("response_type") != "code":
        return _back(uri, query, error="unsupported_response_type")
    if scope not in oauth.SCOPES:
        return _back(uri, query, error="invalid_scope")
    if method != "POST":
        return _ask(org, name, scope)
    if form.get("choice") != "approve":
        return _back(uri, query, error="access_denied")
    return _back(uri, query, code=oauth.grant(org, client, uri, scope))


def _ask(org: Organisation, name: str, scope: str) -> Answer:
    merchant = next((row["name"] for row in org.tables["creditors"].rows.values()), "your account")
    words = f"{name} will be able to {RIGHTS[scope]}. You can take this back at any time."
    inner = markup.button("Allow", "choice", "approve")
    inner += markup.button("Do not allow", "choice", "deny", quiet=True)
    body = markup.paragraph(words) + markup.form(inner, {})
    return markup.page(200, f"Let {name} use {merchant}'s GoCardless account?", body)


def _back(uri: str, query: Mapping[str, str], **told: str) -> Answer:
    """Send the browser back to the app, with the state that it came with."""
    parts = urlsplit(uri)
    pairs = [*parse_qsl(parts.query, keep_blank_values=True), *told.items()]
    if "state" in query:
        pairs.append(("state", query["state"]))
    return markup.go(parts._replace(query=urlencode(pairs)).geturl())
