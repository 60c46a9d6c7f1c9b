"""Twilio's status callbacks come in any order, more than once and before we know its name for the text.

Whatever the order, the same becomes of the text: its status, its error code, whether it is tried again,
and whether the person counts as stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from itertools import permutations

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from channels.sms.parsing import parse_status
from feedback_service import clock, outbox
from feedback_service.models import Contact, OutboundMessage
from feedback_service.outbox import STOPPED, Claimed
from feedback_service.storage import reading
from feedback_service.vocabulary import OutboundStatus
from tests.support.outbound import claimed, queue_answers, rows
from tests.support.twilio import new_sid

MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
S = OutboundStatus
Report = tuple[str, str]
Step = Callable[[], object]

QUEUED, SENDING, SENT, DELIVERED = (("queued", ""), ("sending", ""), ("sent", ""), ("delivered", ""))
UNREACHABLE, UNKNOWN_ERROR, NO_SUCH_NUMBER = (("undelivered", "30003"), ("undelivered", "30008"), ("failed", "30005"))
BUSY, STOP, LANDLINE = ("undelivered", "30001"), ("failed", "21610"), ("undelivered", "30006")

STORIES: list[tuple[tuple[Report, ...], tuple[OutboundStatus, str | None, bool]]] = [
    ((QUEUED, SENDING, SENT, DELIVERED), (S.DELIVERED, None, False)),
    ((QUEUED, SENT, UNREACHABLE), (S.QUEUED, "30003", False)),
    ((SENT, UNKNOWN_ERROR, DELIVERED), (S.DELIVERED, None, False)),
    ((STOP, SENT), (S.PERMANENT_FAILURE, "21610", True)),
    ((SENT, UNREACHABLE, DELIVERED), (S.DELIVERED, None, False)),
    ((SENT, UNREACHABLE, NO_SUCH_NUMBER), (S.PERMANENT_FAILURE, "30005", False)),
    ((SENT, UNREACHABLE, BUSY), (S.QUEUED, "30003", False)),
    ((NO_SUCH_NUMBER, LANDLINE, UNKNOWN_ERROR), (S.PERMANENT_FAILURE, "30008", False)),
    ((NO_SUCH_NUMBER, STOP, QUEUED), (S.PERMANENT_FAILURE, "21610", True)),
    ((STOP, DELIVERED), (S.DELIVERED, None, True)),
    ((("queued", "30003"), ("sent", "30008")), (S.SENT, None, False)),
]


@pytest.fixture
def here(twilio_app: Flask) -> Iterator[Flask]:
    with twilio_app.app_context(), clock.at(MONDAY):
        yield twilio_app


def number(index: int) -> str:
    return f"+447700900{index:03}"


def sent_to(index: int) -> Claimed:
    """A text to a person of its own, claimed."""
    queue_answers("Hello", to=number(index))
    return claimed()


def calls_back(text: Claimed, sid: str, report: Report) -> None:
    status, code = report
    fields = {"MessageSid": sid, "MessageStatus": status, "ErrorCode": code}
    read = parse_status({"text": str(text.id), "attempt": str(text.attempt)}, fields)
    assert read.status
    assert outbox.reported(read.text_id, read.attempt, read.message_sid, read.status, read.error_code)


def became(text: Claimed) -> tuple[OutboundStatus, str | None, bool]:
    """Its status, its error code, and whether the person counts as stopped."""
    with reading() as session:
        row = session.get_one(OutboundMessage, text.id)
        assert row.contact
        return OutboundStatus(row.status), row.error_code, row.contact.stopped_at is not None


def steps(text: Claimed, sid: str, reports: Sequence[Report]) -> list[Step]:
    return [partial(calls_back, text, sid, report) for report in reports]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("is_answered", [True, False], ids=["answered", "answer lost"])
@pytest.mark.parametrize(("reports", "expected"), STORIES)
def test_every_order_of_reports_around_the_senders_own_word_ends_the_same(
    reports: tuple[Report, ...], expected: tuple[OutboundStatus, str | None, bool], is_answered: bool
) -> None:
    ends = set()
    for index, order in enumerate(permutations(range(len(reports) + 1))):
        text, sid = sent_to(index), new_sid()
        settle: Step = (
            partial(outbox.sent, text.id, text.attempt, sid)
            if is_answered
            else partial(outbox.outcome_unknown, text.id, text.attempt)
        )
        happens = [*steps(text, sid, reports), settle]
        for place in order:
            happens[place]()
        ends.add(became(text))
    assert ends == {expected}


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("reports", "expected"), STORIES)
def test_reports_that_come_again_in_every_other_order_change_nothing(
    reports: tuple[Report, ...], expected: tuple[OutboundStatus, str | None, bool]
) -> None:
    text, sid = sent_to(0), new_sid()
    outbox.sent(text.id, text.attempt, sid)
    for order in permutations(steps(text, sid, reports)):
        for step in order:
            step()
    assert became(text) == expected
    assert rows()[0].attempts == 1


def test_any_reports_however_often_end_the_same_in_any_two_orders(here: Flask) -> None:
    all_reports = [QUEUED, SENDING, SENT, DELIVERED, UNREACHABLE, UNKNOWN_ERROR, NO_SUCH_NUMBER, BUSY, STOP, LANDLINE]
    people = iter(range(1000))

    @settings(max_examples=60, deadline=None)
    @given(st.data())
    def ends_the_same(data: st.DataObject) -> None:
        chosen = data.draw(st.lists(st.sampled_from(all_reports), min_size=1, max_size=6))
        orders = [data.draw(st.permutations(chosen + chosen[:2])) for _ in range(2)]
        ends = set()
        with here.app_context(), clock.at(MONDAY):
            for order in orders:
                text, sid = sent_to(next(people)), new_sid()
                for step in steps(text, sid, order):
                    step()
                outbox.sent(text.id, text.attempt, sid)
                ends.add(became(text))
        assert len(ends) == 1

    ends_the_same()


def test_reports_that_come_all_at_once_end_the_same(each_twilio_app: Flask) -> None:
    with each_twilio_app.app_context(), clock.at(MONDAY):
        texts = [(sent_to(index), new_sid()) for index in range(10)]
    reports = (QUEUED, SENT, UNREACHABLE, STOP)

    def happens(step: Step) -> None:
        with each_twilio_app.app_context(), clock.at(MONDAY):
            step()

    work = [step for text, sid in texts for step in steps(text, sid, reports)]
    work += [partial(outbox.sent, text.id, text.attempt, sid) for text, sid in texts]
    with ThreadPoolExecutor(8) as lines:
        list(lines.map(happens, work))
    with each_twilio_app.app_context():
        assert {became(text) for text, _ in texts} == {(S.PERMANENT_FAILURE, "21610", True)}


@pytest.mark.usefixtures("here")
def test_a_report_about_an_earlier_try_is_late_and_changes_nothing() -> None:
    text, sid = sent_to(0), new_sid()
    calls_back(text, sid, UNREACHABLE)
    with clock.at(MONDAY + outbox.RETRY_AFTER[0]):
        again = claimed()
    for status in (S.SENT, S.DELIVERED, S.PERMANENT_FAILURE):
        assert not outbox.reported(text.id, text.attempt, sid, status)
    assert became(again) == (S.CLAIMED, "30003", False)
    outbox.put_off(again.id, again.attempt, "20503", MONDAY)
    assert not outbox.reported(text.id, text.attempt, sid, S.SENT), "its number is free again, its name is not"


@pytest.mark.usefixtures("here")
def test_a_report_about_an_unknown_text_or_under_another_name_changes_nothing() -> None:
    text, sid = sent_to(0), new_sid()
    assert not outbox.reported(404, 1, sid, S.DELIVERED)
    assert not outbox.reported(text.id, 0, sid, S.DELIVERED)
    outbox.sent(text.id, text.attempt, sid)
    assert not outbox.reported(text.id, text.attempt, new_sid(), S.DELIVERED)
    assert became(text) == (S.SENT, None, False)


@pytest.mark.usefixtures("here")
def test_a_report_is_about_the_text_that_goes_by_its_name_when_two_alike_were_taken_for_each_other() -> None:
    queue_answers("Hello", "Hello")
    first, second = claimed(), claimed()
    sid = new_sid()
    assert outbox.reported(first.id, first.attempt, sid, S.SENT)
    calls_back(second, sid, DELIVERED)
    assert (became(first)[0], became(second)[0]) == (S.DELIVERED, S.CLAIMED)


def test_two_texts_never_take_on_one_name_even_at_once(each_twilio_app: Flask) -> None:
    with each_twilio_app.app_context(), clock.at(MONDAY):
        queue_answers(*["Hello"] * 6)
        texts, sid = [claimed() for _ in range(6)], new_sid()

    def take_on(text: Claimed) -> None:
        with each_twilio_app.app_context(), clock.at(MONDAY):
            outbox.sent(text.id, text.attempt, sid)

    with ThreadPoolExecutor(6) as senders:
        list(senders.map(take_on, texts))
    with each_twilio_app.app_context():
        assert sorted(str(row.status) for row in rows()) == ["claimed"] * 5 + ["sent"]


@pytest.mark.usefixtures("here")
def test_after_a_stop_that_only_a_report_told_of_nothing_more_is_sent() -> None:
    text = sent_to(1)
    queue_answers("The next one", to=number(1))
    calls_back(text, new_sid(), STOP)
    assert outbox.claim_next({text.channel}) is None
    assert (rows()[1].status, rows()[1].error_code) == (S.PERMANENT_FAILURE, STOPPED)
    with reading() as session:
        assert session.scalars(select(Contact.stopped_at)).one() == MONDAY
