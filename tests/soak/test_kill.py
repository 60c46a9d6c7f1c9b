"""kill -9 at random moments: what was acknowledged is stored, and nothing is doubled."""

import random
import threading
from collections import Counter

import pytest
import requests
from sqlalchemy import select

from feedback_service import audit_chain
from feedback_service.models import Feedback, InboundMessage, OutboundMessage
from feedback_service.storage import reading
from tests.support import twilio
from tests.support.sending import deliver
from tests.support.server import Gunicorn
from tests.support.story import Story

pytestmark = pytest.mark.soak
ROUNDS = 20


class Stream:
    """Four phones that text on and on, and try again, as Twilio does, when nobody answers."""

    def __init__(self, service: Gunicorn) -> None:
        self._service = service
        self._stop = threading.Event()
        self.acknowledged: list[str] = []
        self.sent: list[str] = []
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(4)]

    def __enter__(self) -> "Stream":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _run(self, number: int) -> None:
        while not self._stop.is_set():
            sender = f"+447700900{len(self.sent) % 1000:03d}"
            fields = twilio.inbound_fields(f"Words of phone {number}", sender)
            self.sent.append(fields["MessageSid"])
            for _ in range(3):
                try:
                    answer = deliver(self._service, fields)
                except requests.RequestException:
                    self._stop.wait(0.05)
                    continue
                if answer.status_code == 200:
                    self.acknowledged.append(fields["MessageSid"])
                    break


def test_killed_twenty_times_acknowledged_and_stored_agree(service: Gunicorn, story: Story) -> None:
    chance = random.Random(20)
    with Stream(service) as stream:
        for _ in range(ROUNDS):
            threading.Event().wait(chance.uniform(0.2, 1.2))
            service.kill()
            service.start()
    with story.app.app_context(), reading() as session:
        stored = Counter(session.scalars(select(InboundMessage.provider_reference)))
        replies = Counter(session.scalars(select(OutboundMessage.in_reply_to_id)))
        homeless = session.scalars(select(InboundMessage.id).where(InboundMessage.feedback_id.is_(None))).all()
        whole = audit_chain.first_broken(session) is None
    lost = set(stream.acknowledged) - set(stored)
    print(
        f"\n{ROUNDS} kills, {len(stream.sent)} texts sent, {len(stream.acknowledged)} acknowledged, "
        f"{len(stored)} stored, {len(lost)} lost, {sum(count > 1 for count in stored.values())} doubled"
    )
    assert stream.acknowledged
    assert lost == set()
    assert set(stored.values()) == {1}
    assert set(stored) <= set(stream.sent)
    assert homeless == []
    assert all(count == 1 for text, count in replies.items() if text is not None)
    assert whole


def test_a_hundred_concurrent_deliveries_of_one_text_are_one_feedback(service: Gunicorn, story: Story) -> None:
    fields = twilio.inbound_fields()
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(deliver(service, fields).text)) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with story.app.app_context(), reading() as session:
        assert len(session.scalars(select(Feedback.id)).all()) == 1
    assert len(answers) == 100
    assert len(set(answers)) == 1
