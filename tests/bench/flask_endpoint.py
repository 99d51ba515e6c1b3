"""A plain endpoint as many have one: Flask, the official client's parser, sqlite3."""

import json
import sqlite3
import sys
import threading
from pathlib import Path

import flask
import waitress
from gocardless_pro import webhooks
from gocardless_pro.errors import InvalidSignatureError

SCHEMA = "CREATE TABLE IF NOT EXISTS events (id TEXT PRIMARY KEY, body TEXT NOT NULL) STRICT"
STORE = "INSERT OR IGNORE INTO events (id, body) VALUES (?, ?)"


def application(database: Path, secret: str, journal: str, synchronous: str) -> flask.Flask:
    """Make the endpoint; each thread has its own connection."""
    app = flask.Flask(__name__)
    own = threading.local()

    def connected() -> sqlite3.Connection:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(database, timeout=10, isolation_level=None)
            own.connection.execute(f"PRAGMA journal_mode={journal}")
            own.connection.execute(f"PRAGMA synchronous={synchronous}")
            own.connection.execute(SCHEMA)
        found: sqlite3.Connection = own.connection
        return found

    @app.post("/gocardless")
    def receive() -> tuple[str, int]:
        signature = flask.request.headers.get("Webhook-Signature", "")
        try:
            events = webhooks.parse(flask.request.get_data(), secret, signature)
        except InvalidSignatureError:
            return "", 498
        rows = [(event.id, json.dumps(event.attributes)) for event in events]
        connection = connected()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(STORE, rows)
        connection.execute("COMMIT")
        return "", 204

    return app


def main() -> None:
    """Serve it with the same server and limits as the receiver; the first line names the port."""
    from s300gc.cli.serving import LIMITS

    database, secret, journal, synchronous = sys.argv[1:]
    made = application(Path(database), secret, journal, synchronous)
    server = waitress.create_server(made, host="127.0.0.1", port=0, **LIMITS)
    sys.stderr.write(f"http://127.0.0.1:{server.effective_port}/gocardless\n")
    sys.stderr.flush()
    server.run()


if __name__ == "__main__":
    main()
