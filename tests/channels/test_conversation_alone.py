"""Between the webhook and the disk nobody outside this process is asked."""

import socket
import subprocess
import threading
from typing import Any

import pytest

from tests.support.line import Line


@pytest.mark.parametrize(
    "body", ["The nurse was kind to us", "i want to die", "ਨਰਸ ਬਹੁਤ ਚੰਗੀ ਸੀ", "STATUS", "yes", "DELETE", "😀" * 500, ""]
)
def test_a_text_is_stored_and_answered_without_a_call_to_anywhere(
    line: Line, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    joan, here = line.handset(), threading.get_ident()
    joan.texts("The ward was cold at night")
    joan.gets()
    calls: list[str] = []

    def watched(name: str, real: Any) -> Any:
        def call(*arguments: Any, **options: Any) -> Any:
            if threading.get_ident() != here:
                calls.append(name)
                raise OSError("nothing outside this process may be asked now")
            return real(*arguments, **options)

        return call

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, watched(name, getattr(socket.socket, name)))
    monkeypatch.setattr(socket, "getaddrinfo", watched("getaddrinfo", socket.getaddrinfo))
    monkeypatch.setattr(subprocess, "Popen", watched("Popen", subprocess.Popen))
    assert joan.texts(body) is not None
    assert calls == []
