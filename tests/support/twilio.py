"""A stand-in for Twilio: signs its calls to us with the real algorithm, and keeps its Messages API's contract.

The API runs as a process of its own (`twilio_server.py`), so that what it took survives whatever is done to the
service, and judges every call and every answer by Twilio's published OpenAPI document. `running()` starts it and
`Twilio` is how a test tells it what to do and asks what happened.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal
from urllib.parse import urlencode
from xml.etree import ElementTree

import requests

from tests.support.server import ROOT
from tests.support.twilio_account import ACCOUNT, NUMBER, PUBLIC, TOKEN, VERSION, inbound_fields, new_sid, sign

__all__ = [
    "ACCOUNT",
    "NUMBER",
    "PUBLIC",
    "SETTINGS",
    "TOKEN",
    "Twilio",
    "calls",
    "inbound_fields",
    "new_sid",
    "reply_in",
    "reports",
    "running",
    "sign",
]

SETTINGS: dict[str, object] = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "twilio_from": NUMBER,
    "public_url": PUBLIC,
}


def calls(
    base: str, fields: dict[str, str], path: str = "/channels/sms/inbound", signature: str | bytes | None = None
) -> requests.Response:
    """Twilio's call over real HTTP, rightly signed unless told otherwise."""
    return requests.post(
        base + path,
        data=urlencode(fields),
        headers={
            "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
            "X-Twilio-Signature": sign(fields, path) if signature is None else signature,
            "User-Agent": "TwilioProxy/1.1",
        },
        timeout=30,
    )


def reports(base: str, sid: str, status: str, address: str = "?text=1&attempt=1", **more: str) -> requests.Response:
    """Twilio's status callback for a text that we sent, the first one unless `address` ends otherwise."""
    fields = {
        "MessageSid": sid,
        "MessageStatus": status,
        "AccountSid": ACCOUNT,
        "From": NUMBER,
        "ApiVersion": VERSION,
        **more,
    }
    return calls(base, fields, f"/channels/sms/status{address}")


def reply_in(answer: requests.Response) -> str | None:
    """The text of the reply in a TwiML answer, None when it says nothing."""
    assert answer.headers["Content-Type"].startswith("text/xml"), answer.text
    response = ElementTree.fromstring(answer.content)
    assert response.tag == "Response", answer.text
    return response.findtext("Message")


class Twilio:
    """The running API. What is said of "the next text" waits in a queue, one behaviour for each coming send.

    Where the API calls the service it signs for the public address; `to` is the base address at which the service
    really listens, the public one when it is None.
    """

    def __init__(self, base: str, control: str) -> None:
        self.base = base
        self._control = control

    # What happened.

    @property
    def messages(self) -> list[dict[str, Any]]:
        """Every text that Twilio knows: sid, form, status, at (ISO 8601), direction, to, from and body, in order."""
        return list(self._state["messages"])

    @property
    def taken(self) -> list[dict[str, Any]]:
        """The form of every text it took over from the API, in order."""
        return [each["form"] for each in self.messages if each["direction"] == "outbound-api"]

    @property
    def bodies(self) -> list[str]:
        return [form.get("Body", "") for form in self.taken]

    @property
    def attempts(self) -> int:
        """How many times a text was to be sent, taken or not."""
        return int(self._state["attempts"])

    @property
    def violations(self) -> list[str]:
        """Where a call, or an answer of this stand-in, broke the published shapes."""
        return list(self._state["violations"])

    @property
    def callbacks(self) -> list[dict[str, Any]]:
        """Every status called back: sid, status and what was answered, an HTTP status or None for nobody."""
        return list(self._state["callbacks"])

    def settles(self, seconds: float = 30) -> None:
        """Wait until every callback of the script was made."""
        assert self._tell("settle", seconds=seconds), "Twilio is still calling back"

    def forgets_violations(self) -> list[str]:
        """For a test that breaks the contract on purpose: what was broken until now, which then counts no more."""
        return list(self._tell("forget_violations"))

    # What becomes of the next text.

    def fails_with(self, code: int, status: int = 400, *, taking: bool = False) -> None:
        """Refuse the next text; or, `taking` it over, answer as if it were refused."""
        self._tell("behave", what="fail", code=code, status=status, taken=taking)

    def drops_before_taking(self) -> None:
        """Close the connection without a word and without taking the next text."""
        self._tell("behave", what="drop")

    def hangs_up(self) -> None:
        """Take the next text over and close the connection without a word."""
        self._tell("behave", what="hang up")

    def answers_garbage(self) -> None:
        """Take the next text over and answer 201 with something that is not JSON."""
        self._tell("behave", what="garbage")

    def is_slow(self, seconds: float, *, before_taking: bool = False) -> None:
        """Take the next text over and answer only after this long; or take it only after this long."""
        self._tell("behave", what="late" if before_taking else "slow", seconds=seconds)

    def calls_back_before_answering(self, status: str, to: str | None = None) -> None:
        """Take the next text over and call this status back before the answer."""
        self._tell("behave", what="call back", status=status, to=to)

    # What goes on until it is told otherwise.

    def goes_down(self, how: Literal["unavailable", "refusing"] = "unavailable") -> None:
        """Answer every call 503, or refuse every connection."""
        self._tell("go_down", refusing=how == "refusing")

    def comes_back(self) -> None:
        self._tell("come_back")

    def is_flaky(self, seed: int, share: float) -> None:
        """Let this share of the calls, from 0 to 1, go wrong in any of the ways there are."""
        self._tell("be_flaky", seed=seed, share=share)

    def calls_back(
        self,
        statuses: Sequence[str],
        order: Literal["given", "shuffled", "at once"] = "given",
        *,
        delay: float = 0,
        seed: int = 0,
        error_code: int | None = None,
        to: str | None = None,
    ) -> None:
        """From now on call these statuses back for every text taken, `delay` seconds before each."""
        script = {"statuses": list(statuses), "order": order, "delay": delay, "seed": seed}
        self._tell("follow_script", **script, error_code=error_code, to=to)

    def stops_calling_back(self) -> None:
        self._tell("follow_script")

    def at(self, moment: datetime | None) -> None:
        """Set Twilio's clock, which then goes on; None for the real one."""
        self._tell("set_clock", now=moment.isoformat() if moment else None)

    # What happens at Twilio by itself.

    def receives(
        self, body: str, sender: str, *, at: datetime | None = None, to: str | None = None, **more: str
    ) -> dict[str, str]:
        """A text arrives; without `to` the webhook is not called. Returns the fields that a webhook call has.

        `more` are fields of the webhook call. What the service replies becomes a message too.
        """
        fields = inbound_fields(body, sender, **more)
        self._tell("receive", fields=fields, at=at.isoformat() if at else None, to=to)
        return fields

    def becomes(self, sid: str, status: str, error_code: int | None = None) -> None:
        """A text gets a status that is not called back."""
        self._tell("become", sid=sid, status=status, error_code=error_code)

    @property
    def _state(self) -> dict[str, Any]:
        return dict(self._tell("state"))

    def _tell(self, name: str, **arguments: Any) -> Any:
        answer = requests.post(f"{self._control}/_control/{name}", json=arguments, timeout=60)
        answer.raise_for_status()
        return answer.json()


@contextmanager
def running() -> Iterator[Twilio]:
    """The API as a process of its own. A test that ends with the contract broken fails."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.twilio_server"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        addresses = json.loads(process.stdout.readline())
        twilio = Twilio(addresses["api"], addresses["control"])
        yield twilio
        if broken := twilio.violations:
            raise AssertionError("\n".join(broken))
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()
