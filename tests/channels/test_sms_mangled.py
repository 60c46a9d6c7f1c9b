"""Calls that nobody sane would make: refused without a trace, whatever their bytes; what is signed is stored."""

from urllib.parse import urlencode

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as run
from hypothesis import strategies as st
from sqlalchemy import func, select

from feedback_service.models import InboundMessage
from feedback_service.storage import reading
from tests.support.twilio import new_sid, sign

INBOUND = "/channels/sms/inbound"


def stored(app: Flask) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(InboundMessage)) or 0


MANGLED = [
    (b"\xff\xfe\x00Body=%ED%A0%80&MessageSid=%00", "application/x-www-form-urlencoded"),
    (b"Body=%ED%A0%80%ZZ%", "application/x-www-form-urlencoded"),
    (b"&&&===&&&" * 1000, "application/x-www-form-urlencoded"),
    (b"a=1&" * 50_000, "application/x-www-form-urlencoded"),
    (b"Body=" + b"x" * 400_000, "application/x-www-form-urlencoded"),
    (b"Body=" + b"x" * 600_000, "application/x-www-form-urlencoded"),
    (b'{"Body": "hello"}', "application/json"),
    (b"[" * 100_000, "application/json"),
    (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
    (b"", "multipart/form-data"),
    (b"Body=x", ""),
    (b"Body=x", "text/\x7fplain; charset=\xff"),
    (b"Body=x", "application/x-www-form-urlencoded; charset=utf-16"),
]


@pytest.mark.parametrize(("body", "kind"), MANGLED)
@pytest.mark.parametrize("path", [INBOUND, "/channels/sms/status", f"{INBOUND}?%ED%A0%80=%00&bodySHA256=x"])
def test_a_mangled_call_is_refused_and_nothing_is_stored(twilio_app: Flask, body: bytes, kind: str, path: str) -> None:
    answer = twilio_app.test_client().post(
        path, data=body, content_type=kind, headers={"X-Twilio-Signature": sign({}, path)}
    )
    assert answer.status_code in {400, 403, 413}
    assert answer.content_type == "application/problem+json"
    assert stored(twilio_app) == 0


@run(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=300),
    signature=st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60),
    query=st.text(st.characters(min_codepoint=33, max_codepoint=126, exclude_characters="#"), max_size=30),
    kind=st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain"]),
)
def test_no_bytes_from_outside_break_the_calls(
    twilio_app: Flask, body: bytes, signature: str, query: str, kind: str
) -> None:
    answer = twilio_app.test_client().post(
        f"{INBOUND}?{query}", data=body, content_type=kind, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code in {400, 403}
    assert stored(twilio_app) == 0


@run(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    fields=st.dictionaries(
        st.sampled_from(["From", "Body", "NumMedia", "OptOutType", "To", "MediaUrl0"]),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    )
)
def test_whatever_twilio_signs_is_stored(twilio_app: Flask, fields: dict[str, str]) -> None:
    before, fields = stored(twilio_app), {"MessageSid": new_sid(), **fields}
    answer = twilio_app.test_client().post(
        INBOUND,
        data=urlencode(fields),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": sign(fields, INBOUND)},
    )
    assert answer.status_code == 200
    assert stored(twilio_app) == before + 1
