"""Thousands of real comments as signed calls, each twice and four at a time.

COMMENTS names a CSV with a `text` column, such as the open comments of NHS England's patient
experience text mining project; without it as many texts are made up from words and emoji.
"""

import csv
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import func, select

from feedback_service.models import Feedback, InboundMessage
from feedback_service.storage import reading
from tests.support import twilio
from tests.support.sending import deliver
from tests.support.server import Gunicorn
from tests.support.story import Story

pytestmark = pytest.mark.soak
MADE_UP = 3_946


def comments() -> list[str]:
    path = os.environ.get("COMMENTS")
    if path:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            return [row["text"] for row in csv.DictReader(file)]
    chance = random.Random(1)
    words = ["the", "nurse", "waiting", "نشكركم", "ਧੰਨਵਾਦ", "😀", "was", "kind", "cold", "£5", "\n", "&", "+"]
    return [" ".join(chance.choices(words, k=chance.randint(0, 250)))[:1600] for _ in range(MADE_UP)]


def test_every_comment_sent_twice_and_four_at_a_time_is_stored_once(service: Gunicorn, story: Story) -> None:
    said = comments()
    chance = random.Random(2)
    texts = [
        twilio.inbound_fields(words, f"+4477009{chance.randrange(100000):05d}", MessageSid=f"SM{number:032x}")
        for number, words in enumerate(said)
    ]
    deliveries = texts * 2
    chance.shuffle(deliveries)
    started = time.monotonic()
    with ThreadPoolExecutor(4) as callers:
        statuses = list(callers.map(lambda fields: deliver(service, fields).status_code, deliveries))
    seconds = time.monotonic() - started
    with story.app.app_context(), reading() as session:
        feedback = session.scalar(select(func.count()).select_from(Feedback))
        bodies = sorted(session.scalars(select(InboundMessage.body)))
    errors = sum(status != 200 for status in statuses)
    counts = f"{len(bodies)} texts, {feedback} feedback, {errors} errors"
    print(f"\n{len(deliveries)} calls in {seconds:.1f} s, {counts}")
    assert set(statuses) == {200}
    assert bodies == sorted(said)
