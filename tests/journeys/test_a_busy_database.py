"""While another process writes, this one goes on serving; what has to wait is stored afterwards."""

import time
from concurrent.futures import ThreadPoolExecutor

import requests
from pysqlite3 import dbapi2 as sqlite
from sqlalchemy import make_url

from config.settings import Settings
from tests.support.sending import deliver
from tests.support.server import Gunicorn
from tests.support.twilio import inbound_fields

READING_SECONDS = 1.0


def test_pages_are_served_while_a_text_waits_for_another_process(settings: Settings, service: Gunicorn) -> None:
    other = sqlite.connect(str(make_url(settings.database_url).database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with ThreadPoolExecutor(1) as joan:
            texted = joan.submit(deliver, service, inbound_fields(), settings.public_url)
            until = time.monotonic() + READING_SECONDS
            while time.monotonic() < until:
                assert requests.get(service.base, timeout=3).ok
            assert not texted.done()
            other.execute("COMMIT")
            answer = texted.result(10)
    finally:
        other.close()
    assert answer.status_code == 200
    assert "Thank you" in answer.text
