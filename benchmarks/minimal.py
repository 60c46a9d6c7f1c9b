"""What the product's intake is compared with: the least that may still say "accepted means stored".

No signature, no encryption, no history: one row in SQLite, committed to the disk (WAL,
synchronous=FULL, BEGIN IMMEDIATE) before the answer.
"""

import os
from typing import Any

from flask import Flask, Response, request
from pysqlite3 import dbapi2 as sqlite

RECEIPT = "<Response><Message>Thank you. We have stored what you told us.</Message></Response>"


def create_app() -> Flask:
    """The application; its SQLite file is named by MINIMAL_DATABASE."""
    app = Flask("minimal")
    # config/gunicorn.py starts and stops what these hold.
    app.extensions["on_serve"], app.extensions["on_stop"] = [], []
    database = _open(os.environ["MINIMAL_DATABASE"])

    @app.post("/channels/sms/inbound")
    def inbound() -> Response:
        fields = request.form
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO texts VALUES (?, ?, ?)", (fields["MessageSid"], fields["From"], fields["Body"]))
        database.execute("COMMIT")
        return Response(RECEIPT, content_type="text/xml; charset=utf-8")

    return app


def _open(path: str) -> Any:
    # One thread serves everybody and never waits inside a transaction, so one connection is enough.
    database = sqlite.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE texts (message_sid TEXT PRIMARY KEY, sender TEXT, body TEXT)")
    return database
