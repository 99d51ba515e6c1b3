"""OAuth with GoCardless, for partners: consent, exchange of the code, revocation.

Source: GoCardless partner guide, connecting users' accounts; errors as in RFC 6749.
"""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from s300gc.errors import CredentialError, OutcomeUnknown, Temporary
from s300gc.remote.gocardless_errors import said
from s300gc.remote.http import Http, Reply, Request
from s300gc.remote.wire import Json, Text, Wire, read

SCOPE = "read_write"
MEANS = {
    "invalid_client": "the client id and the client secret do not fit together: correct"
    " gocardless.oauth_client, or store the secret of that app with"
    " 's300gc credentials set gocardless-client-secret'",
    "invalid_grant": "the code was used already, or is too old: connect again",
}
"""Words of RFC 6749, section 5.2, and what a person does about them."""


class GrantWire(Wire):
    """What a code is exchanged for."""

    access_token: str
    organisation_id: Text = ""
    scope: Text = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """An access token for one merchant's account; tokens do not expire."""

    token: str = field(repr=False)
    organisation: str


class OAuth:
    """One partner app: its client id and its secret. Errors beyond ``Http``'s: CredentialError."""

    def __init__(self, http: Http, client: str, secret: str) -> None:
        self._http = http
        self._client = client
        self._secret = secret

    def consent(self, redirect: str, state: str) -> str:
        """Give the address at which the merchant lets the app use his account."""
        query = {
            "response_type": "code",
            "client_id": self._client,
            "scope": SCOPE,
            "redirect_uri": redirect,
            "state": state,
            "initial_view": "login",
        }
        return f"{self._http.base}/oauth/authorize?{urlencode(query)}"

    def exchange(self, code: str, redirect: str) -> Grant:
        """Exchange the code that consent gave; it can be used once, so it is sent once.

        Raises CredentialError where it is refused or gives a token of fewer rights,
        Temporary where no answer came: a second consent is then needed.
        """
        values = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
        try:
            reply = self._post("/oauth/access_token", values, "exchange the code for a token")
        except OutcomeUnknown as lost:
            why = str(lost).partition("; it may have")[0]
            raise Temporary(f"{why}; nothing was stored, connect again") from None
        found = read(GrantWire, reply.data, "GoCardless token")
        if found.scope and found.scope != SCOPE:
            raise CredentialError(
                f"GoCardless gave a token with the rights {found.scope}, {SCOPE} is needed:"
                " it was not stored; connect again"
            )
        return Grant(found.access_token, found.organisation_id)

    def revoke(self, token: str) -> None:
        """Make a token worthless at GoCardless; a token that it does not know is no error."""
        self._post("/oauth/revoke", {"token": token}, "revoke the token", repeatable=True)

    def _post(
        self, path: str, values: dict[str, Json], what: str, *, repeatable: bool = False
    ) -> Reply:
        body = {**values, "client_id": self._client, "client_secret": self._secret}
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        request = Request(
            "POST", path, what, body=body, headers=headers, said=said, bodiless=True,
            repeatable=repeatable,
        )  # fmt: skip
        reply = self._http.send(request)
        if reply.ok:
            return reply
        code, text = said(reply)
        text = MEANS.get(code) or text or f"it answered {reply.status}"
        raise CredentialError(f"GoCardless refused to {what}: {text}")
