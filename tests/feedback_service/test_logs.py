"""Logs say what happened and where, and nothing of what anybody wrote."""

import json
from collections.abc import Iterator

import pytest
import requests
import structlog
from flask import Flask

from config.logging import configure_logging
from tests.support import server

SECRET = "Joan said so"


@pytest.fixture
def logged_as_json() -> Iterator[None]:
    configure_logging("json")
    yield
    configure_logging("console")


@pytest.mark.usefixtures("logged_as_json")
def test_an_exception_is_logged_by_kind_and_place_without_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger().exception("job_failed", job="test")
    line = json.loads(capsys.readouterr().out)
    assert (line["event"], line["job"], line["kind"]) == ("job_failed", "test", "ValueError")
    assert __file__ in line["frames"][-1]
    assert SECRET not in json.dumps(line)
    assert "exc_info" not in line


def test_an_exception_in_a_terminal_keeps_its_words_back_too(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("console")
    try:
        raise ValueError(SECRET)
    except ValueError:
        structlog.get_logger().exception("job_failed")
    written = capsys.readouterr().out
    assert "ValueError" in written
    assert SECRET not in written


def test_an_unexpected_error_is_a_kind_page_and_a_line_in_the_log(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    def breaks() -> str:
        raise RuntimeError(SECRET)

    app.add_url_rule("/breaks", view_func=breaks)
    with server.in_process(app) as base:
        answer = requests.get(f"{base}/breaks?words=private", timeout=5)
    written = capsys.readouterr().out
    assert answer.status_code == 500
    assert SECRET not in answer.text
    assert "RuntimeError" in written
    assert "/breaks" in written
    assert SECRET not in written
    assert "private" not in written


@pytest.mark.parametrize(
    "headers", [{}, {"Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Sec-WebSocket-Version": "8"}]
)
def test_a_request_for_a_websocket_that_is_none_is_refused(base: str, headers: dict[str, str]) -> None:
    opening = {"Upgrade": "websocket", "Connection": "Upgrade", **headers}
    answer = requests.get(f"{base}/socket.io/?EIO=4&transport=websocket", headers=opening, timeout=5)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
