"""A machine at the other end: the two stop answering each other after a few texts."""

from collections.abc import Callable
from itertools import count

import pytest

from tests.support.line import Line

MOST = 12
_tickets = count(48213)


def driving() -> str:
    return "I am driving and will read your message later."


def ticket() -> str:
    return f"Thank you for contacting us. Your ticket is number {next(_tickets)}."


@pytest.mark.parametrize("machine", [driving, ticket])
def test_two_machines_stop_answering_each_other(line: Line, machine: Callable[[], str]) -> None:
    phone, sent = line.handset(), 0
    waiting = ["Hello"]
    while waiting and sent < MOST:
        waiting.pop()
        reply = phone.texts(machine())
        sent += 1
        waiting += [text for text in [reply, *phone.gets()] if text is not None]
    assert not waiting, "it goes on for ever"
    assert sent <= 5


def test_a_person_who_texts_on_and_on_loses_no_word(line: Line) -> None:
    joan = line.handset()
    parts = [f"part {word} of what I want to say" for word in ("one", "two", "three", "four", "five", "six")]
    for part in parts:
        joan.texts(part)
    with line.looking() as session:
        feedback = line.latest(session)
        assert [message.body for message in feedback.messages if message.is_public_words] == parts


def test_what_somebody_on_call_texts_back_to_an_alarm_is_no_feedback(line: Line) -> None:
    line.app.extensions["settings"].on_call_numbers = "+447700900998"
    line.handset(number="+447700900001").texts("i want to die")
    on_call = line.handset(number="+447700900998")
    assert "somebody may be in danger" in on_call.gets()[0]
    assert on_call.texts("ok seen, I am calling her now") is None
    with line.looking() as session:
        assert [message.meaning for message in line.latest(session).messages] == ["feedback"]
    assert on_call.gets() == []
