"""kill -9 between claim, send and record: no text is sent twice, and none is never sent."""

import pytest
from flask import Flask

from tests.support.sender import killed_again_and_again
from tests.support.twilio import Twilio

pytestmark = pytest.mark.soak
KILLS = 50


def test_killed_fifty_times_in_between_each_text_is_sent_once(each_twilio_app: Flask, stand_in: Twilio) -> None:
    each_twilio_app.extensions["settings"].twilio_api_base = stand_in.base
    figures = killed_again_and_again(each_twilio_app, stand_in, KILLS, seed=50)
    print(f"\n{figures}")
    assert figures.killed_in_between == KILLS
    assert figures.sent_again
    assert (figures.doubled, figures.never_sent, figures.again_without_a_word) == (0, 0, 0)
