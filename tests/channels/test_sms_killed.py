"""The process that sends is killed at random moments: no text is sent twice, and none is never sent."""

from flask import Flask

from tests.support.sender import killed_again_and_again
from tests.support.twilio import Twilio


def test_killed_five_times_each_text_is_sent_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    figures = killed_again_and_again(each_twilio_app, stand_in, kills=5, seed=5)
    assert figures.killed_in_between == 5
    assert figures.taken == figures.texts
    assert (figures.doubled, figures.never_sent, figures.again_without_a_word) == (0, 0, 0)
