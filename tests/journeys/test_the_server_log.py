"""The server's own log holds nothing of the requests that it refuses."""

import socket
from contextlib import closing

import pytest
import requests

from tests.support.server import Gunicorn
from tests.support.visitor import Visitor

TOKEN = "a-follow-token-that-nobody-may-read"


@pytest.mark.parametrize(
    "request_line",
    [
        f"GET /follow/{TOKEN} FTP/1.1",
        f"GET /follow/{TOKEN}",
        f"GET /staff/invitation/{TOKEN} FTP/1.1",
        f"GET /follow/{TOKEN}{'x' * 5000} HTTP/1.1",
        f"GET / HTTP/1.1\r\nBad Header {TOKEN}: x",
    ],
    ids=["no such protocol", "no protocol", "an invitation", "too long", "a bad header"],
)
def test_a_bad_request_is_logged_by_its_kind_alone(service: Gunicorn, request_line: str) -> None:
    with closing(socket.create_connection(("127.0.0.1", service.port), timeout=10)) as charlie:
        charlie.sendall(f"{request_line}\r\nHost: x\r\n\r\n".encode())
        assert b" 4" in charlie.recv(100)
    assert "Invalid request" in service.log
    assert TOKEN not in service.log
    assert "127.0.0.1" not in service.log


def test_a_bad_websocket_is_refused_without_a_word_of_its_address(service: Gunicorn) -> None:
    answer = requests.get(
        f"{service.base}/socket.io/?EIO=4&transport=websocket&token={TOKEN}",
        headers={"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"},
        timeout=10,
    )
    assert answer.status_code == 400
    assert TOKEN not in service.log


def test_a_wrong_password_is_no_error_of_the_servers(service: Gunicorn) -> None:
    charlie = Visitor(service.base).opens("/staff/sign-in").submits(email="amina@example.org", password="wrong")
    assert charlie.answer.status_code == 401
    assert "Traceback" not in service.log
