"""`flask --app wsgi phone text`: the conversation from a command line."""

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from feedback_service.models import InboundMessage
from feedback_service.storage import reading
from tests.channels.test_phone_conversation import bubbles
from tests.support.outbound import queue_answers
from tests.support.visitor import Visitor

NUMBER = "07700 900001"


def texts(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["phone", "text", *arguments])


def test_it_prints_the_reply_and_then_what_else_the_service_texts(app: Flask, base: str) -> None:
    result = texts(app, NUMBER, "From the command line")
    assert result.exit_code == 0
    joan = Visitor(base).opens("/phone/900001")
    (_, own), (_, receipt), (_, question) = bubbles(joan)
    assert own == "From the command line"
    assert result.output == f"{receipt}\n{question}\n"
    assert "may we show your words" in question


def test_it_delivers_what_waited_for_the_number_and_prints_nobody_elses(app: Flask) -> None:
    with app.app_context():
        queue_answers("for Joan")
        queue_answers("for Kofi", to="+447700900002")
    output = texts(app, NUMBER, "HELP").output
    assert output.endswith("for Joan\n")
    assert "for Kofi" not in output


def test_the_conversation_goes_on_and_ends(app: Flask) -> None:
    texts(app, NUMBER, "The food was cold")
    assert "May we ask you a few short questions?" in texts(app, NUMBER, "yes").output
    stopped = texts(app, NUMBER, "STOP")
    assert (stopped.exit_code, stopped.stdout, stopped.stderr) == (0, "", "(no reply)\n")
    assert texts(app, NUMBER, "START").output.startswith("You get texts from us again")
    texts(app, NUMBER, "DELETE")
    assert texts(app, NUMBER, "DELETE").output == "Done. We have erased your number and everything you told us.\n"


def test_the_second_equality_question_is_printed(app: Flask) -> None:
    for body in ("The food was cold", "yes", "yes", "1", "1", "yes"):
        texts(app, NUMBER, body)
    (line,) = texts(app, NUMBER, "3").output.splitlines()
    assert "your Asian or Asian British background?" in line


def test_it_writes_on_whatsapp_as_well(app: Flask, base: str) -> None:
    result = texts(app, NUMBER, "On WhatsApp", "--whatsapp")
    assert result.output.startswith("Thank you.")
    assert bubbles(Visitor(base).opens("/phone/900001")) == []
    assert bubbles(Visitor(base).opens("/phone/900001?channel=whatsapp"))[0] == ("own", "On WhatsApp")


@pytest.mark.parametrize("arguments", [["hello", "Hi"], ["07700900001", "  "], ["07700900001", "x" * 1601], ["", "Hi"]])
def test_it_refuses_what_no_phone_would_send_in_one_line(app: Flask, arguments: list[str]) -> None:
    result = texts(app, *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert "Traceback" not in result.stderr
    with app.app_context(), reading() as session:
        assert session.scalar(select(func.count()).select_from(InboundMessage)) == 0
