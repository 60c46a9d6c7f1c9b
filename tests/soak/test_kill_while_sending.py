"""kill -9 between claim, send and record: no text is sent twice, and none is never sent."""

import pytest

from config.settings import Settings
from tests.support import twilio
from tests.support.sender import killed_again_and_again
from wsgi import create_app

pytestmark = pytest.mark.soak
KILLS = 50


def test_killed_fifty_times_each_text_is_sent_once(settings: Settings) -> None:
    with twilio.running() as stand_in:
        app = create_app(settings.model_copy(update={"twilio_api_base": stand_in.base}))
        figures = killed_again_and_again(app, stand_in, KILLS, seed=50)
    print(f"\n{figures}")
    assert figures.killed_in_between > KILLS / 4
    assert figures.sent_again
    assert (figures.doubled, figures.never_sent, figures.again_without_a_word) == (0, 0, 0)
